/** @file What WebGPU finds here: the adapter's name, what it offers, its limits. Computes nothing. */

const LIMITS = /** @type {const} */ ([
  ...["maxBufferSize", "maxStorageBufferBindingSize", "maxComputeInvocationsPerWorkgroup"],
  ...["maxComputeWorkgroupStorageSize"],
]);

/** @returns {Promise<any>} with a `reason` where there is none */
export async function runAdapter() {
  const base = new URL("../../../", import.meta.url).href;
  const { webgpuReport } = await import(`${base}web/engine/capabilities.js`);
  const report = await webgpuReport();
  const adapter = report.available ? await navigator.gpu.requestAdapter() : null;
  const limits = Object.fromEntries(LIMITS.map((name) => [name, adapter?.limits[name] ?? 0]));
  return { ...report, limits };
}
