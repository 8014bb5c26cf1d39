/**
 * @file Counts starts of the page that failed, one after another: from the second on a way out is shown.
 *
 * It hears of the watch over the start (watch.js) by events of the document, and imports nothing, for it runs where
 * other scripts of the page are missing. Knows nothing of what failed.
 */

const COUNT = "hearthside-failed-starts";
const OFFERED_FROM = 2;

/** @returns {number} */
function failures() {
  try {
    return Number(localStorage.getItem(COUNT)) || 0;
  } catch {
    return 0; // a browser that keeps nothing has nothing to delete either
  }
}

/** @param {number} count */
function remember(count) {
  try {
    localStorage.setItem(COUNT, String(count));
  } catch {
    // See above.
  }
}

let counted = false;

document.addEventListener("hearthside.obstacle", () => {
  if (!counted) remember(failures() + 1);
  counted = true;
  const way = document.getElementById("obstacle-reset");
  if (way) way.hidden = failures() < OFFERED_FROM;
});
document.addEventListener("hearthside.start", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.ready) remember(0);
});

export {};
