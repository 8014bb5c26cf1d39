/**
 * @file ONNX Runtime's build that can wait in the middle of a call, as transformers.js loads it: what came as FileBytes is
 * given to it as the file, of which it reads each tensor's part when it makes the tensor (onnxruntime pull request 29477).
 */

import { FileBytes } from "./filebytes.js";

const BUILD = new URL("../../../vendor/ort/ort-wasm-simd-threaded.jspi.mjs", import.meta.url);

/** @param {object} options of the build @returns {Promise<any>} its module */
export default async function start(options) {
  const { default: make } = await import(BUILD.href);
  const module = await make(options);
  const mount = module.mountExternalData;
  module.mountExternalData = (/** @type {string} */ path, /** @type {Uint8Array} */ data) =>
    mount(path, data instanceof FileBytes ? data.file : data);
  return module;
}
