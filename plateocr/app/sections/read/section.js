// The zone is emptied in the browser before its images are read.
plateocr.handOver = (files) => [files, null];

// A plate in the photo opens its item in the list; the button under a photo without plates reads it whole.
plateocr.plates = (element, trigger) => {
  // A candidate takes its place in the drawn plate and in the text to copy.
  const choose = (button) => {
    const { position, character } = button.dataset;
    const plate = button.closest(".po-final-plate");
    const text = plate.querySelector("output");
    const characters = [...text.textContent];
    characters[position] = character;
    text.textContent = characters.join("");
    plate.querySelectorAll("svg text")[position].textContent = character;
    for (const other of button.parentElement.querySelectorAll("button")) other.ariaPressed = String(other === button);
  };
  const copy = async (button) => {
    const text = button.closest(".po-final-plate").querySelector("output");
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch { // not allowed outside https: the text is selected, ready for Ctrl-C
      getSelection().selectAllChildren(text);
      return;
    }
    const name = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = name; }, 1500);
  };
  const zoom = (button) => {
    button.ariaPressed = String(button.closest(".po-photo").classList.toggle("po-zoomed"));
  };
  const open = (event) => {
    const mark = event.target.closest("g[data-plate]");
    if (!mark) return;
    for (const item of element.querySelectorAll("details[data-plate]")) {
      item.open = item.dataset.plate === mark.dataset.plate;
      if (item.open) item.scrollIntoView({ block: "nearest" });
    }
  };
  plateocr.clicked(element, trigger, "crop");
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.character) choose(button);
    if (button && "copy" in button.dataset) copy(button);
    if (button && "zoom" in button.dataset) zoom(button);
  });
  // The page does not know on the server under which address it is seen.
  element.addEventListener("toggle", (event) => {
    const origin = event.target.querySelector("[data-origin]");
    if (origin) origin.textContent = new URL("v1/read", document.baseURI).href;
  }, true);
  element.addEventListener("click", open);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") open(event);
  });
};
