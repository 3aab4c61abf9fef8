// The address is the state of the page: links and fields change the query string, and the server draws accordingly.
(() => {
  const root = document.documentElement;
  const drawn = new Map();
  const fields = () => new URLSearchParams(location.search);
  const section = () => fields().get("show") || "read";
  const isOpen = () => document.querySelector("#po-dialog")?.open ?? false;

  root.lang = window.gradio_config?.current_page || "en";

  // What the server is sent: the address, and the language if the address leaves it to the browser.
  const query = () => {
    const told = fields();
    told.set("lang", root.lang);
    return told.toString();
  };
  const send = (name, told) => {
    if (drawn.get(name) === told) return;
    drawn.set(name, told);
    document.dispatchEvent(new CustomEvent("po:draw", { detail: { section: name, query: told } }));
  };
  // The form depends only on the images; the values of its fields are filled in here.
  const sendFilters = () => {
    send("filters", new URLSearchParams({ lang: root.lang, data: fields().get("data") ?? "" }).toString());
  };
  const drawSection = () => {
    // Opening an image over a section does not redraw the section.
    const told = new URLSearchParams(query());
    told.delete("picture");
    if (section() === "worst") sendFilters();
    send(section(), told.toString());
  };

  const merge = (changes) => {
    const merged = fields();
    for (const [key, value] of Object.entries(changes)) {
      if (value === "" || value === null) merged.delete(key);
      else merged.set(key, value);
    }
    return merged;
  };
  const visit = (address, replace) => {
    if (address !== location.search) {
      const full = location.pathname + (address === "?" ? "" : address);
      if (replace) history.replaceState(null, "", full);
      else history.pushState(null, "", full);
    }
    show();
  };
  const go = (changes, replace = false) => visit(`?${merge(changes)}`, replace);
  // Only the language and section of the previous state are kept.
  const goAnew = (changes) => {
    const forgotten = [...fields().keys()].filter((key) => !["lang", "show", "__theme"].includes(key));
    go({ ...Object.fromEntries(forgotten.map((key) => [key, ""])), ...changes });
  };

  const showDialog = () => {
    const dialog = document.querySelector("#po-dialog");
    const detail = document.querySelector("#po-section-detail");
    if (!dialog || !detail) return;
    if (detail.parentElement !== dialog) dialog.append(detail);
    const image = fields().get("picture");
    if (image) {
      if (!dialog.open) dialog.showModal();
      send("detail", query());
    } else if (dialog.open) dialog.close();
  };
  const showNavigation = () => {
    root.dataset.show = section();
    for (const link of document.querySelectorAll(".po-nav a")) {
      const name = new URLSearchParams(link.search).get("show");
      link.setAttribute("href", `?${merge({ show: name, picture: "", page: "" })}`);
      if (name === section()) {
        link.setAttribute("aria-current", "page");
        // On a narrow screen the navigation scrolls sideways.
        const bar = link.parentElement;
        bar.scrollLeft = link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.clientWidth) / 2;
      } else link.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll(".po-languages a")) {
      link.setAttribute("href", `?${merge({ lang: link.lang })}`);
    }
  };
  // Fields show the address's values; a field being typed in is left alone.
  const showFields = () => {
    const now = fields();
    for (const field of document.querySelectorAll("form[data-state] [name]")) {
      if (field === document.activeElement && field.type === "search") continue;
      const [key, end] = field.name.split(":");
      const value = now.get(key) ?? "";
      field.value = end ? value.split("..")[end === "low" ? 0 : 1] ?? "" : value || (field.dataset.default ?? "");
    }
  };
  const show = () => {
    showNavigation();
    showFields();
    drawSection();
    showDialog();
  };

  // 'sharpness:low' and 'sharpness:high' are the two ends of one range in the address: sharpness=10..20.
  const valueOf = (form, field) => {
    const [key, end] = field.name.split(":");
    if (!end) return { [key]: field.value === field.dataset.default ? "" : field.value };
    const [low, high] = ["low", "high"].map((one) => form.elements[`${key}:${one}`].value);
    return { [key]: low || high ? `${low}..${high}` : "" };
  };
  const take = (field, replace) => {
    const form = field.closest?.("form[data-state]");
    if (!form || !field.name || !field.checkValidity()) return;
    go({ ...valueOf(form, field), page: "" }, replace);
  };

  document.addEventListener("click", (event) => {
    if (event.target.id === "po-dialog" || event.target.closest("[data-close]")) go({ picture: "" });
    const link = event.target.closest("a[href^='?']");
    if (!link || link.dataset.reload !== undefined || link.target || link.download) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    visit(link.getAttribute("href"), link.dataset.replace !== undefined);
    if (link.dataset.top) document.querySelector(link.dataset.top)?.scrollIntoView({ block: "start" });
  });
  document.addEventListener("change", (event) => {
    if (event.target.type !== "range" && event.target.type !== "search") take(event.target, false);
  });
  let wait;
  document.addEventListener("input", (event) => {
    if (event.target.type !== "range" && event.target.type !== "search") return;
    clearTimeout(wait);
    wait = setTimeout(() => take(event.target, true), 200);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-state]")) event.preventDefault();
  });
  // Escape closes a dialog without a click; neither bubbles.
  document.addEventListener("close", (event) => {
    if (event.target.id === "po-dialog" && fields().has("picture")) go({ picture: "" });
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!isOpen() || event.target.closest("input, select, textarea")) return;
    const name = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
    if (name) document.querySelector(`#po-${name}-image`)?.click();
  });
  window.addEventListener("popstate", show);
  document.addEventListener("po:ready", (event) => {
    drawn.delete(event.detail);
    if (event.detail === section() || (event.detail === "filters" && section() === "worst")) drawSection();
    if (event.detail === "detail") showDialog();
  });
  document.addEventListener("po:drawn", () => { showNavigation(); showFields(); });

  root.dataset.show = section();
  window.plateocr = { go, goAnew };
})();
