// Pictures pasted anywhere, or dropped anywhere on the page, go where a chosen file goes: to the drop zone's input.
(() => {
  const input = () => document.querySelector("#po-drop input[type=file]");
  const isShown = (element) => element && element.closest(".po-section")?.offsetParent !== null;

  const hand = (files) => {
    const target = input();
    if (!isShown(target) || !files.length) return false;
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    target.files = carrier.files;
    target.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const carriesFiles = (event) => Array.from(event.dataTransfer?.types ?? []).includes("Files");
  const highlight = (on) => document.documentElement.classList.toggle("po-dragging", on);

  document.addEventListener("paste", (event) => {
    if (hand(Array.from(event.clipboardData?.files ?? []))) event.preventDefault();
  });
  // In the capturing phase, so that a drop on the zone itself is not taken twice.
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
