/**
 * @file Opens the store of model files with what this browser has: once, and anew where that failed.
 *
 * Knows the browser's locks, digests and room; knows nothing of what is asked of the store.
 */

import { MODELS, room } from "../bytes.js";
import { hex } from "../codec.js";
import { storageError } from "../errors.js";
import { ModelStore } from "./store.js";

/** @typedef {import("../bytes.js").ByteStore} ByteStore */

/**
 * The store, opened when it is first asked for. A disk that is too full for a folder may have room later, so
 * what failed is tried again.
 * @param {() => Promise<ByteStore>} openBytes
 * @returns {() => Promise<ModelStore>} throws storage.full, storage.none
 */
export function modelStore(openBytes) {
  /** @type {Promise<ModelStore> | null} */
  let opening = null;
  return () => {
    opening ??= open(openBytes).catch((error) => {
      opening = null;
      throw storageError(error);
    });
    return opening;
  };
}

/** @param {() => Promise<ByteStore>} openBytes */
async function open(openBytes) {
  const bytes = await openBytes();
  return new ModelStore({
    bucket: await bytes.bucket(MODELS),
    fetch: (url, init) => fetch(url, init),
    estimate: async () => (bytes.kind === "memory" ? {} : room()),
    exclusively: (name, signal, task) =>
      navigator.locks ? navigator.locks.request(name, { signal }, task) : task(),
    unlessBusy: (name, task) =>
      navigator.locks
        ? navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
            if (lock) await task();
            return lock !== null;
          })
        : task().then(() => true),
    sha256: async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes)),
  });
}
