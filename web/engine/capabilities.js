/**
 * @file What this browser and machine can compute with, and what room there is. Decides nothing.
 */

import { storageReport } from "../storage/bytes.js";

/**
 * @typedef {object} WebGpuReport
 * @property {boolean} available
 * @property {boolean} software the adapter computes on the CPU
 * @property {string} vendor
 * @property {string} architecture
 * @property {string} description
 * @property {string[]} features
 * @property {number} max_buffer_bytes the largest buffer a shader can read
 * @property {string} reason why it is not available, or empty
 * @property {string} [lost] why it is there, but better not used, if so
 */
/** @typedef {{simd: boolean, threads: boolean, isolated: boolean, jspi: boolean, cores: number}} WasmReport */
/** @typedef {{webgpu: WebGpuReport, wasm: WasmReport, storage: import("../storage/bytes.js").StorageReport, memory_gb: number}} Probe */

/** The smallest module with a SIMD instruction (i8x16.splat). */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** So long a graphics driver may take to say that it is there. */
const ADAPTER_MS = 5000;

/** Why a card that is there is tried last. */
const LOST = "the graphics card stopped in the middle of its work. Reload the page to use it again";

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/**
 * Everything at once: the value of the operation engine.probe.
 * @param {boolean} [lost] whether an engine before this one lost the card while it computed @returns {Promise<Probe>}
 */
export async function probe(lost = false) {
  const [card, storage] = await Promise.all([webgpuReport(), storageReport()]);
  const webgpu = lost ? { ...card, lost: LOST } : card;
  return { webgpu, wasm: wasmReport(), storage, memory_gb: memoryGb() };
}

/** @returns {Promise<WebGpuReport>} */
export async function webgpuReport() {
  if (!("gpu" in navigator) || !navigator.gpu) return noWebGpu("this browser offers no WebGPU");
  try {
    const asked = navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
    const adapter = await Promise.race([asked, silence()]);
    return adapter ? adapterReport(adapter) : noWebGpu("WebGPU finds no graphics device");
  } catch (error) {
    return noWebGpu(`WebGPU does not start (${error instanceof Error ? error.message : error})`);
  }
}

/** Some drivers never answer; everything else would wait for them. @returns {Promise<never>} */
function silence() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("it does not answer")), ADAPTER_MS);
  });
}

/** @param {GPUAdapter} adapter @returns {WebGpuReport} */
function adapterReport(adapter) {
  const { info, limits } = adapter;
  const { vendor = "", architecture = "", description = "", device = "" } = info ?? {};
  const flags = /** @type {{isFallbackAdapter?: boolean}[]} */ ([adapter, info ?? {}]);
  const fallback = flags.some((flag) => flag.isFallbackAdapter === true);
  return {
    available: true,
    software: fallback || SOFTWARE.test([vendor, architecture, description, device].join(" ")),
    vendor,
    architecture,
    description,
    features: [...adapter.features],
    max_buffer_bytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
    reason: "",
  };
}

/** @param {string} reason @returns {WebGpuReport} */
function noWebGpu(reason) {
  const none = { vendor: "", architecture: "", description: "", features: [], max_buffer_bytes: 0 };
  return { available: false, software: false, ...none, reason };
}

/** @returns {WasmReport} */
export function wasmReport() {
  const isolated = globalThis.crossOriginIsolated === true;
  return {
    simd: typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE),
    threads: isolated && typeof SharedArrayBuffer === "function",
    isolated,
    jspi: typeof WebAssembly === "object" && "Suspending" in WebAssembly,
    cores: navigator.hardwareConcurrency || 1,
  };
}

/** The device's memory as far as it tells, else 0. @returns {number} */
function memoryGb() {
  return /** @type {{deviceMemory?: number}} */ (navigator).deviceMemory ?? 0;
}
