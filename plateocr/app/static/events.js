// How the HTML of a section tells the server something. What gr.HTML is given as js_on_load calls these, with the
// element, and trigger and watch of Gradio's.

// A section is drawn whenever address.js says so. The same object goes with every event: while one is under way Gradio
// remembers only that there was another, and repeats the first.
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

// HTML with fields or navigation, which address.js then fills from the address.
plateocr.fieldsShown = (watch) => {
  const shown = () => document.dispatchEvent(new Event("po:drawn"));
  watch("value", shown);
  shown();
};

// A click on a button with data-NAME selects what that holds.
plateocr.clicked = (element, trigger, name) => {
  element.addEventListener("click", (event) => {
    const button = event.target.closest(`button[data-${name}]`);
    if (button) trigger("select", { index: Number(button.dataset[name]) || 0, value: button.dataset[name] });
  });
};
