/**
 * @file The compiled code of assembly/, in its two builds, and a memory for it.
 *
 * Knows how a build is fetched and started; knows nothing of what it computes.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/**
 * @typedef {object} Exports
 * @property {() => number} step does the job in the plan (see layout.js); 0 when a thread left it undone
 * @property {(thread: number) => void} serve a helper thread's life
 * @property {() => number} planBytes
 * @property {() => number} layerBytes
 */

const PAGE_BYTES = 65_536;
/** A shared memory says how large it may grow, and some devices will not set aside the most. */
const MOST_PAGES = [65_536, 32_768, 16_384, 8192];

/** The build for a number of threads; in the site it lies beside this file. @param {number} threads @returns {Promise<WebAssembly.Module>} */
export async function fetchBuild(threads) {
  const url = new URL(threads > 1 ? "threads.wasm" : "single.wasm", import.meta.url);
  const response = await fetch(url);
  if (!response.ok)
    throw new WireError(Code.DOWNLOAD_FAILED, `A part of the engine is missing: ${url}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * @param {number} bytes at first @param {boolean} shared between threads @returns {WebAssembly.Memory}
 * @throws {WireError} model.unfit: the device does not give so much
 */
export function memoryOf(bytes, shared) {
  const initial = Math.ceil(bytes / PAGE_BYTES);
  let why = "";
  for (const maximum of MOST_PAGES) {
    try {
      return new WebAssembly.Memory(shared ? { initial, maximum, shared } : { initial });
    } catch (error) {
      why = String(error);
    }
  }
  throw new WireError(Code.MODEL_UNFIT, "this device gives the model too little memory", why);
}

/** @param {WebAssembly.Module} module @param {WebAssembly.Memory} memory @returns {Promise<Exports>} */
export async function start(module, memory) {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return /** @type {any} */ (exports);
}
