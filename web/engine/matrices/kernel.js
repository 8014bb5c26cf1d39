/**
 * @file Where the arithmetic comes from: the compiled kernel.wat, or plain.js where SIMD is missing.
 *
 * Knows how a kernel is fetched and started; knows nothing of what is computed with it.
 */

import { plainKernel } from "./plain.js";

/**
 * Arithmetic on a memory of its own; see kernel.wat for what each does. All places are addresses.
 * @typedef {object} Kernel
 * @property {WebAssembly.Memory} memory
 * @property {(rows: number, scales: number, count: number, stride: number, query: number,
 *   query_scale: number, out: number) => void} dots
 * @property {(a: number, b: number, out: number, rows_a: number, rows_b: number,
 *   stride: number) => void} product
 */

/**
 * A maker of fresh kernels. What cannot be fetched or lacks SIMD is made up for: slower, equally right.
 * @param {string | URL} url of kernel.wasm
 * @returns {Promise<() => Kernel>}
 */
export async function fetchKernel(url) {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return await kernelOf(await response.arrayBuffer());
  } catch (error) {
    console.warn("Searching without the fast kernel.", String(error));
    return plainKernel;
  }
}

/** @param {BufferSource} wasm @returns {Promise<() => Kernel>} */
export async function kernelOf(wasm) {
  if (!WebAssembly.validate(wasm)) return plainKernel;
  const module = await WebAssembly.compile(wasm);
  return () => /** @type {any} */ (new WebAssembly.Instance(module).exports);
}
