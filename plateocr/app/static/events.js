// How the HTML of a section sends events to the server. The js_on_load of a gr.HTML calls these functions with the
// element, and with Gradio's trigger and watch.

// A section is drawn whenever address.js says so. Every event carries the same object: while one is in progress, Gradio
// only remembers that there was another, and repeats the first.
plateocr.onDraw = (section, trigger) => {
  const told = { index: 0, value: "" };
  document.addEventListener("po:draw", (event) => {
    if (event.detail.section !== section) return;
    told.value = event.detail.query;
    trigger("select", told);
  });
  plateocr.ready(section);
};
plateocr.ready = (section) => document.dispatchEvent(new CustomEvent("po:ready", { detail: section }));

// For HTML with fields or navigation, which address.js then fills from the address.
plateocr.fieldsShown = (watch) => {
  const shown = () => document.dispatchEvent(new Event("po:drawn"));
  watch("value", shown);
  shown();
};

// A click on a button with data-NAME sends its value as a select event.
plateocr.clicked = (element, trigger, name) => {
  element.addEventListener("click", (event) => {
    const button = event.target.closest(`button[data-${name}]`);
    if (button) trigger("select", { index: Number(button.dataset[name]) || 0, value: button.dataset[name] });
  });
};
