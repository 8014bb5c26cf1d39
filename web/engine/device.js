/**
 * @file Which device to compute on, in which order to try, and the sentence that says why.
 *
 * Decides from a probe and a manifest. Knows nothing of how a model is loaded or run.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/** @typedef {import("./capabilities.js").Probe} Probe */
/** @typedef {"auto" | "webgpu" | "wasm"} Preference */
/** @typedef {{device: "webgpu" | "wasm", threads: number}} Plan */

/** More threads than this gain little on a model of this kind, and warm the device. */
const MAX_THREADS = 4;

/**
 * The plans to try in turn, and why WebGPU is not among them (empty when it is, or was not asked for).
 * @param {Preference} preference
 * @param {Probe} probe
 * @param {{allow_software: boolean, largest_bytes: number}} needs `largest_bytes`: the largest tensor
 * @returns {{plans: Plan[], refusal: string}}
 * @throws {WireError} device.none, device.software: WebGPU was asked for and it cannot be had
 */
export function plansFor(preference, probe, needs) {
  const refused = preference === "wasm" ? null : webgpuRefusal(probe.webgpu, needs);
  if (preference === "webgpu" && refused) {
    throw new WireError(refused.code, `The graphics device cannot be used: ${refused.why}.`);
  }
  /** @type {Plan[]} */
  const plans = preference === "wasm" || refused ? [] : [{ device: "webgpu", threads: 1 }];
  if (preference !== "webgpu") plans.push(...wasmPlans(probe.wasm));
  if (plans.length === 0) {
    throw new WireError(
      Code.DEVICE_NONE,
      "This browser can compute neither by WebGPU nor by WebAssembly SIMD.",
    );
  }
  return { plans, refusal: refused?.why ?? "" };
}

/**
 * Threads first, then one: where a host forgets a header, threads never start.
 * @param {Probe["wasm"]} wasm @returns {Plan[]}
 */
function wasmPlans({ simd, threads, cores }) {
  if (!simd) return [];
  const count = threads ? Math.min(MAX_THREADS, cores) : 1;
  /** @type {Plan[]} */
  const plans = [{ device: "wasm", threads: count }];
  if (count > 1) plans.push({ device: "wasm", threads: 1 });
  return plans;
}

/**
 * @param {Probe["webgpu"]} webgpu
 * @param {{allow_software: boolean, largest_bytes: number}} needs
 * @returns {{code: string, why: string} | null}
 */
function webgpuRefusal(webgpu, { allow_software, largest_bytes }) {
  if (!webgpu.available) return { code: Code.DEVICE_NONE, why: webgpu.reason };
  if (webgpu.software && !allow_software) {
    return {
      code: Code.DEVICE_SOFTWARE,
      why: "WebGPU here is imitated in software, slower than the CPU",
    };
  }
  if (webgpu.max_buffer_bytes < largest_bytes) {
    return { code: Code.DEVICE_NONE, why: "it has too little memory for this model" };
  }
  return null;
}

/**
 * A sentence for people: the device, and why it is this one.
 * @param {Plan} plan @param {Preference} preference @param {Probe} probe
 * @param {string} refusal why not WebGPU, if it was asked for
 */
export function reasonFor(plan, preference, probe, refusal) {
  if (plan.device === "webgpu") return `WebGPU: ${nameOf(probe.webgpu)}, self-test passed`;
  const why = preference === "wasm" ? "as you asked" : refusal;
  return `CPU, ${plan.threads === 1 ? "1 thread" : `${plan.threads} threads`}: ${why}`;
}

/** @param {Probe["webgpu"]} webgpu */
function nameOf({ description, vendor, architecture, software }) {
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "graphics device";
  return software ? `${name} (software)` : name;
}
