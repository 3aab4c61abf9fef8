// The detail of an image. Events that may come faster than they are answered share one object, for the reason given at
// plateocr.onDraw.
(() => {
  const shownImage = () => new URLSearchParams(location.search).get("picture");

  // Calls a listener whenever an image has been shown for a moment, as long as the element is on the page.
  const onLooked = (element, listener) => {
    const looked = () => {
      if (element.isConnected) listener();
      else document.removeEventListener("po:looked", looked);
    };
    document.addEventListener("po:looked", looked);
  };

  // Once an image has been shown for a moment, requests what takes longer; browsing quickly requests no maps.
  plateocr.imageDrawn = (element, trigger, watch) => {
    const told = { index: 0, value: "" };
    let wait;
    watch("value", () => {
      clearTimeout(wait);
      const live = element.querySelector("[data-live]") !== null;
      element.closest(".po-section").dataset.live = live;
      if (live) wait = setTimeout(() => {
        if (!shownImage()) return;
        told.value = element.querySelector("[data-query]").dataset.query;
        trigger("select", told);
        document.dispatchEvent(new Event("po:looked"));
      }, 250);
    });
  };

  // A result for an image that was left meanwhile is hidden until that image is shown again. The result made then is
  // the same, so Gradio reports no new value.
  plateocr.onlyOfTheImage = (element, watch) => {
    const check = () => {
      const image = element.querySelector("[data-image]")?.dataset.image;
      element.hidden = image !== undefined && image !== shownImage();
    };
    watch("value", check);
    onLooked(element, () => { if (element.hidden) check(); });
  };

  plateocr.positions = (element, watch) => {
    plateocr.onlyOfTheImage(element, watch);
    const choose = (position) => {
      element.dataset.position = position;
      for (const button of element.querySelectorAll("button[data-position]")) {
        button.setAttribute("aria-pressed", button.dataset.position === position);
      }
    };
    watch("value", () => choose(element.querySelector("[data-start]")?.dataset.start ?? "1"));
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-position]");
      if (button) choose(button.dataset.position);
    });
  };

  plateocr.sliders = (element, trigger) => {
    const sliders = () => [...element.querySelectorAll("input[type=range]")];
    const told = { index: 0, value: null };
    let turned = "blur", wait;
    const send = () => {
      const query = document.querySelector("#po-image [data-query]")?.dataset.query;
      if (!query) return;
      const settings = Object.fromEntries(sliders().map((slider) => [slider.name, Number(slider.value)]));
      told.value = { query, turned, settings };
      trigger("select", told);
    };
    const label = (slider) => { slider.previousElementSibling.textContent = slider.value; };
    element.addEventListener("input", (event) => {
      label(event.target);
      turned = event.target.name;
      clearTimeout(wait);
      wait = setTimeout(send, 60);
    });
    element.addEventListener("click", (event) => {
      if (!event.target.closest(".po-reset")) return;
      for (const slider of sliders()) { slider.value = slider.defaultValue; label(slider); }
      send();
    });
    onLooked(element, send);
  };
})();
