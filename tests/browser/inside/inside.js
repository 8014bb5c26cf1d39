/** Runs the suite in a worker, and keeps what it tells: `standing`, then `outcome`. */

globalThis.standing = { begun: 0, test: "nothing yet: Pyodide starts" };

/** What its tasks wait for comes as `where`. */
globalThis.ask = () => worker.postMessage("where");

const worker = new Worker("inside.worker.js", { type: "module" });

worker.onmessage = ({ data }) => {
  if ("where" in data) {
    globalThis.where = data.where;
  } else if (data.began) {
    globalThis.standing = { begun: globalThis.standing.begun + 1, test: data.began };
  } else {
    globalThis.outcome = data;
  }
};
worker.onerror = ({ message }) => {
  globalThis.outcome = { code: -1, text: message };
};
