/**
 * @file Opens the store of model files with what this browser has: once, and anew where that failed.
 *
 * Knows the browser's locks, digests and room; knows nothing of what is asked of the store.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
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
    running,
  });
}

const NOBLE = new URL("../../../vendor/noble/sha2.js", import.meta.url);

/**
 * The browser's own digest takes a whole at once, and a file of weights is larger than memory.
 * @returns {Promise<import("./checks.js").Running>} @throws {WireError} download.offline
 */
async function running() {
  /** @type {typeof import("@noble/hashes/sha2.js")} */
  const { sha256 } = await import(NOBLE.href).catch((error) => {
    const message = "The site cannot be reached. Check the connection.";
    throw new WireError(Code.DOWNLOAD_OFFLINE, message, String(error));
  });
  const digest = sha256.create();
  return { update: (bytes) => void digest.update(bytes), hex: () => hex(digest.digest()) };
}
