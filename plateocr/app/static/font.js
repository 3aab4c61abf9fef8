// Chromium keeps the boxes that it drew for Chinese text before the bundled font was read, on machines that have no
// other font for it: an inherited property that changes makes it shape all text again. Kerning is on as it is.
const readFont = setInterval(() => {
  if (![...document.fonts].some((face) => face.status === "loaded")) return;
  clearInterval(readFont);
  setTimeout(() => { document.documentElement.style.fontFeatureSettings = '"kern" 1'; }, 300);
}, 200);
