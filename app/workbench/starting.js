/**
 * Says what keeps the Workbench from starting, within fifteen seconds and whatever the reason.
 *
 * A plain script, older in its language than the rest: it runs where the modules cannot even be read.
 * Knows the page's elements and what Python needs of a browser; the status line tells it how things
 * stand. Does not know why a thing that is there does not work.
 */

/** @typedef {[name: string, isThere: () => boolean]} Need */

const TELL_AFTER_MS = 15000;

/** @param {string} name */
const offers = (name) => name in window;

/** What Python cannot start without. @type {Need[]} */
const NEEDS = [
  ["JavaScript modules", () => "noModule" in HTMLScriptElement.prototype],
  ["WebAssembly", () => offers("WebAssembly")],
  ["WebAssembly exceptions", () => offers("WebAssembly") && "Tag" in WebAssembly],
  ["module workers", () => offers("Worker") && startsModules()],
  ["weak references (WeakRef, FinalizationRegistry)", () => offers("FinalizationRegistry")],
  ["style sheet objects (adoptedStyleSheets)", () => "adoptedStyleSheets" in Document.prototype],
  ["custom elements", () => offers("customElements")],
];

/** What it can start without, and what a person then misses. @type {Need[]} */
const WISHES = [
  [
    "SharedArrayBuffer (Stop ends a busy cell with its variables)",
    () => offers("SharedArrayBuffer"),
  ],
  ["JSPI (run_sync does not work)", () => offers("WebAssembly") && "Suspending" in WebAssembly],
  ["Web Locks (a Python that crashed is not noticed)", () => "locks" in navigator],
];

/** Whether workers here can be modules: the browser then asks which type is wanted. */
function startsModules() {
  let asked = false;
  const options = Object.defineProperty({}, "type", {
    get: () => {
      asked = true;
      return "module";
    },
  });
  const url = URL.createObjectURL(new Blob([]));
  try {
    new Worker(url, options).terminate();
  } catch (_error) {
    asked = false;
  }
  URL.revokeObjectURL(url);
  return asked;
}

/** @param {Need[]} list the names of those that are not there */
const missingOf = (list) => list.filter((each) => !each[1]()).map((each) => each[0]);

/** What to say: what is missing, what is known, what to do. @param {string} reason may be empty */
function obstacleLines(reason) {
  const needed = missingOf(NEEDS).join("; ");
  const wished = missingOf(WISHES).join("; ");
  const slow =
    "Nothing that Python needs is missing in this browser, so it may only be slow: a first visit downloads the whole of Python.";
  const elsewhere = "in a current Chrome, Edge, Firefox or Safari.";
  return [
    needed && `This browser lacks what Python needs: ${needed}.`,
    reason && `The page reports: ${reason}`,
    !needed && !reason && slow,
    wished && `Also missing, but not needed to start: ${wished}.`,
    needed
      ? `Open this page ${elsewhere}`
      : `Wait a little, reload the page, or open it ${elsewhere}`,
  ].filter(Boolean);
}

/** @param {string} reason what went wrong, if that is known */
function tellObstacle(reason) {
  clearTimeout(obstacleTimer);
  const [status, box, text] = ["status", "obstacle", "obstacle-text"].map(
    (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
  );
  if (status.dataset.mood === "ready") return;
  text.textContent = obstacleLines(reason).join("\n");
  box.hidden = false;
}

const obstacleTimer = setTimeout(() => tellObstacle(""), TELL_AFTER_MS);
addEventListener("error", (event) => tellObstacle(event.message));
addEventListener("unhandledrejection", (event) => tellObstacle(String(event.reason)));
document.addEventListener("python-failed", (event) =>
  tellObstacle(String(/** @type {CustomEvent} */ (event).detail)),
);
