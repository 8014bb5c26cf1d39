/** Runs the suite in a worker, and keeps what it tells: `standing`, then `outcome`. */

globalThis.standing = { begun: 0, test: "nothing yet: Pyodide starts" };

const worker = new Worker("inside.worker.js", { type: "module" });

worker.onmessage = ({ data }) => {
  if (data.began) {
    globalThis.standing = { begun: globalThis.standing.begun + 1, test: data.began };
  } else {
    globalThis.outcome = data;
  }
};
worker.onerror = ({ message }) => {
  globalThis.outcome = { code: -1, text: message };
};
