/**
 * @file Which device to compute on, in which order to try, and the sentence that says why.
 *
 * Decides from a probe and a manifest. Knows nothing of how a model is loaded or run.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/** @typedef {import("./capabilities.js").Probe} Probe */
/** @typedef {"auto" | "webgpu" | "wasm"} Preference */
/** @typedef {"processor" | "onnx"} Component who computes: our own code for processors, or ONNX Runtime */
/** @typedef {{device: "webgpu" | "wasm", threads: number, component: Component}} Plan */
/**
 * What a model asks of a device.
 * @typedef {object} Needs
 * @property {boolean} allow_software whether WebGPU may be imitated
 * @property {number} largest_bytes the largest tensor
 * @property {boolean} [processor] whether our own code for processors can compute it
 * @property {Component} [only] who may compute it on a processor, if not everybody
 * @property {("webgpu" | "wasm")[]} [forms] by which it can be computed, if not by both
 * @property {string[]} [features] of WebGPU that it needs
 */

/**
 * Why WebGPU, if it was asked for, and our own code for processors are not used, empty where they are; and whether the
 * model weighs gigabytes.
 * @typedef {{webgpu: string, processor: string, large?: boolean}} Faults
 */

/** @type {NonNullable<Needs["forms"]>} */
const BOTH = ["webgpu", "wasm"];

/** More threads than this gain little on a model of this kind, and warm the device. */
const MAX_THREADS = 4;

/**
 * The plans to try in turn, and why WebGPU is not the first of them (empty when it is, or was not asked for). A card that
 * was lost comes last, unless it is asked for by name: there may be no other way to compute a model.
 * @param {Preference} preference
 * @param {Probe} probe
 * @param {Needs} needs
 * @returns {{plans: Plan[], refusal: string}}
 * @throws {WireError} device.none, device.software: WebGPU was asked for and it cannot be had
 */
export function plansFor(preference, probe, needs) {
  const refused = preference === "wasm" ? null : webgpuRefusal(probe.webgpu, needs);
  if (preference === "webgpu" && refused) {
    throw new WireError(refused.code, `The graphics device cannot be used: ${refused.why}.`);
  }
  /** @type {Plan} */
  const webgpu = { device: "webgpu", threads: 1, component: "onnx" };
  const others = preference === "webgpu" ? [] : wasmPlans(probe.wasm, needs);
  const refusal = refused?.why ?? "";
  if (preference !== "wasm" && !refused) return withCard(webgpu, others, probe.webgpu);
  if (others.length === 0) throw none(needs, refusal);
  return { plans: others, refusal };
}

/** @param {Plan} card @param {Plan[]} others @param {Probe["webgpu"]} report */
function withCard(card, others, { lost }) {
  if (!lost || others.length === 0) return { plans: [card, ...others], refusal: "" };
  return { plans: [...others, card], refusal: lost };
}

/** @param {Needs} needs @param {string} why WebGPU is not used */
function none({ forms = BOTH }, why) {
  const message = forms.includes("wasm")
    ? "This browser can compute neither by WebGPU nor by WebAssembly SIMD."
    : `This model needs a graphics device: ${why || "it was not asked for"}.`;
  return new WireError(Code.DEVICE_NONE, message);
}

/**
 * Our own code first: it computes on the stored bytes, two to four times as fast in a third of the memory.
 * Threads first, then one: where a host forgets a header, threads never start.
 * @param {Probe["wasm"]} wasm @param {Needs} needs @returns {Plan[]}
 */
function wasmPlans({ simd, threads, cores }, { processor, only, forms = BOTH }) {
  if (!simd || !forms.includes("wasm")) return [];
  const most = threads ? Math.min(MAX_THREADS, cores) : 1;
  /** @type {Component[]} */
  const components = processor ? ["processor", "onnx"] : ["onnx"];
  const allowed = components.filter((component) => !only || component === only);
  return allowed.flatMap((component) =>
    (most > 1 ? [most, 1] : [1]).map((count) => ({ device: "wasm", threads: count, component })),
  );
}

/**
 * @param {Probe["webgpu"]} webgpu
 * @param {Needs} needs
 * @returns {{code: string, why: string} | null}
 */
function webgpuRefusal(webgpu, { allow_software, largest_bytes, features = [], forms = BOTH }) {
  if (!webgpu.available) return { code: Code.DEVICE_NONE, why: webgpu.reason };
  if (!forms.includes("webgpu"))
    return { code: Code.DEVICE_NONE, why: "this model is for the processor" };
  if (webgpu.software && !allow_software) {
    return {
      code: Code.DEVICE_SOFTWARE,
      why: "WebGPU here is imitated in software, slower than the CPU",
    };
  }
  if (webgpu.max_buffer_bytes < largest_bytes) {
    return { code: Code.DEVICE_NONE, why: "it has too little memory for this model" };
  }
  const missing = features.filter((feature) => !webgpu.features.includes(feature));
  if (missing.length > 0)
    return {
      code: Code.DEVICE_NONE,
      why: `it has no ${missing.join(", ")}, which this model needs`,
    };
  return null;
}

/**
 * A sentence for people: the device, and why it is this one.
 * @param {Plan} plan @param {Preference} preference @param {Probe} probe
 * @param {Faults} faults
 */
export function reasonFor(plan, preference, probe, faults) {
  if (plan.device === "webgpu") return `WebGPU: ${nameOf(probe.webgpu)}, self-test passed`;
  const why = preference === "wasm" ? "as you asked" : faults.webgpu;
  const slow = faults.large ? ". That is slow for a model of this size" : "";
  const said = `CPU, ${plan.threads === 1 ? "1 thread" : `${plan.threads} threads`}: ${why}${slow}`;
  if (!faults.processor) return said;
  const cost =
    plan.component === "onnx"
      ? "It takes more memory than it might"
      : "It is slower than it might be";
  return `${said}. ${cost}: ${faults.processor}`;
}

/** @param {Probe["webgpu"]} webgpu */
function nameOf({ description, vendor, architecture, software }) {
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "graphics device";
  return software ? `${name} (software)` : name;
}
