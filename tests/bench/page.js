/**
 * @file The bench's page: runs one contender when asked, then is closed. Knows their names.
 */

import { runOurs } from "./ours.js";
import { runSearch } from "./search/contender.js";
import { runWllama } from "./wllama.js";

/** @param {object} run */
function runBare(run) {
  const worker = new Worker(new URL("./bare.js", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) =>
      data.error ? reject(new Error(data.error)) : resolve(data.value);
    worker.postMessage(run);
  });
}

Object.assign(globalThis, {
  contenders: { ours: runOurs, bare: runBare, wllama: runWllama, search: runSearch },
});
