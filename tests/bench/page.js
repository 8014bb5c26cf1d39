/**
 * @file The bench's page: runs one contender when asked, then is closed. Knows their names.
 */

import { runAdapter } from "./card/adapter.js";
import { runLoading } from "./card/loading.js";
import { runEmbedding } from "./embedding/contender.js";
import { runOurs } from "./ours.js";
import { runSearch } from "./search/contender.js";
import { runWllama } from "./wllama.js";

/** @param {string} script @returns {(run: object) => Promise<unknown>} */
const inWorker = (script) => (run) => {
  const worker = new Worker(new URL(script, import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) =>
      data.error ? reject(new Error(data.error)) : resolve(data.value);
    worker.postMessage(run);
  });
};

Object.assign(globalThis, {
  contenders: {
    ours: runOurs,
    bare: inWorker("./bare.js"),
    decoder: inWorker("./decoders/contender.js"),
    training: inWorker("./training/contender.js"),
    adapter: runAdapter,
    loading: runLoading,
    card: inWorker("./card/measured.js"),
    wllama: runWllama,
    search: runSearch,
    embedding: runEmbedding,
    "embedding bare": inWorker("./embedding/bare.js"),
  },
});
