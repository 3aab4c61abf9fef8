// Files pasted or dropped anywhere on the page go to the visible drop zone's input, like a chosen file.
(() => {
  const isShown = (element) => element.closest(".po-section")?.offsetParent !== null;
  const zone = () => [...document.querySelectorAll(".po-drop")].find(isShown);

  const hand = (files) => {
    if (!zone() || !files.length) return false;
    const target = zone().querySelector("input[type=file]");
    if (!target) { // it is uploading other files: these wait for their turn
      setTimeout(hand, 100, files);
      return true;
    }
    const carrier = new DataTransfer();
    for (const file of target.multiple ? files : files.slice(0, 1)) carrier.items.add(file);
    target.files = carrier.files;
    target.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const carriesFiles = (event) => Array.from(event.dataTransfer?.types ?? []).includes("Files");
  const highlight = (on) => document.documentElement.classList.toggle("po-dragging", on);

  document.addEventListener("paste", (event) => {
    if (hand(Array.from(event.clipboardData?.files ?? []))) event.preventDefault();
  });
  // In the capturing phase, so that a drop on the zone itself is not handled twice.
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    highlight(true);
  }, true);
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) highlight(false);
  }, true);
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    highlight(false);
    hand(Array.from(event.dataTransfer.files));
  }, true);
})();

// To screen readers, Gradio's drop zone has an English name in every language, and the style sheet's text is not in it:
// it is named after that text, again whenever it is drawn again.
new MutationObserver(() => {
  for (const text of document.querySelectorAll(".po-drop [data-testid=upload-text]")) {
    const shown = ["::before", "::after"].map((part) => getComputedStyle(text, part).content);
    const name = shown.filter((content) => content.startsWith('"')).map((content) => JSON.parse(content)).join(" ");
    const zone = text.closest("button");
    if (name && zone?.ariaLabel !== name) zone.ariaLabel = name;
  }
}).observe(document, { childList: true, subtree: true });
