// The zone is emptied in the browser before its images are read.
plateocr.handOver = (files) => [files, null];

// A plate in the photo opens its item in the list; the button under a photo without plates reads it whole.
plateocr.plates = (element, trigger) => {
  const open = (event) => {
    const mark = event.target.closest("g[data-plate]");
    if (!mark) return;
    for (const item of element.querySelectorAll("details[data-plate]")) {
      item.open = item.dataset.plate === mark.dataset.plate;
      if (item.open) item.scrollIntoView({ block: "nearest" });
    }
  };
  plateocr.clicked(element, trigger, "crop");
  element.addEventListener("click", open);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") open(event);
  });
};
