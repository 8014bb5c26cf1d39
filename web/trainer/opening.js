/**
 * @file From a request to a trainer whose gradients are proven: its files here, its graph in a session.
 *
 * On the processor unless the graphics card is asked for: no real one has trained yet. Knows the store and the
 * devices; knows nothing of messages.
 */

import { plansFor } from "../engine/device.js";
import { brought } from "../engine/loading.js";
import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";
import { slopeFault } from "./selftest.js";
import { Trainer } from "./trainer.js";

/** @typedef {import("../engine/device.js").Plan} Plan */
/** @typedef {import("../engine/loading.js").LoadArgs} LoadArgs */
/** @typedef {import("../engine/loading.js").LoadContext} LoadContext */
/** @typedef {import("../storage/models/store.js").Manifest} Manifest */
/** @typedef {Pick<LoadContext, "store" | "probe" | "signal" | "part">} OpenContext */

/**
 * @param {LoadArgs} args @param {OpenContext} context @returns {Promise<{trainer: Trainer, info: object}>}
 * @throws {WireError} device.*, model.*, download.*, storage.full, engine.failed
 */
export async function openTrainer(args, context) {
  const { model, base_url, device = "auto", allow_software = false } = args;
  const manifest = await context.store.manifest(model, base_url);
  if (!manifest.training || !manifest.adapters) throw untrainable(manifest);
  const preference = device === "webgpu" ? device : "wasm";
  const needs = { allow_software, largest_bytes: 0 };
  const { plans } = plansFor(preference, context.probe, needs);
  const first = plans[0];
  try {
    return await opened(manifest, base_url, first, context);
  } catch (error) {
    // Threads may never start where a host forgets a header; one always does.
    const rest = plans.slice(1);
    if (rest.length === 0 || context.signal.aborted || !isEngineFault(error)) throw error;
    return opened(manifest, base_url, rest[rest.length - 1], context);
  }
}

/** @param {Manifest} manifest @param {string} base_url @param {Plan} plan @param {OpenContext} context */
async function opened(manifest, base_url, plan, context) {
  const { signal, part } = context;
  const bringing = { ...context, purpose: /** @type {const} */ ("training") };
  const trainer = await brought(manifest, base_url, plan, bringing, async (files) => {
    const made = await Trainer.open(manifest, files, plan);
    part({ phase: "selftest", loaded_bytes: 0, total_bytes: 0 });
    const wrong = await slopeFault(made, manifest, signal);
    if (!wrong) return made;
    throw new WireError(Code.DEVICE_WRONG, "The gradients' self-test failed.", wrong);
  });
  return { trainer, info: infoOf(manifest, plan) };
}

/** The value of train.open. @param {Manifest} manifest @param {Plan} plan */
function infoOf({ id, title, adapters, vocab_size, bos_id, eos_ids, training }, plan) {
  const { device, threads } = plan;
  const place = device === "webgpu" ? "WebGPU" : "CPU";
  return {
    ...{ id, title, adapters, vocab_size, bos_id, eos_ids, device, threads },
    max_tokens: training?.max_tokens,
    device_reason: `${place}, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
  };
}

/** @param {unknown} error */
function isEngineFault(error) {
  return error instanceof WireError && error.code === Code.ENGINE_FAILED;
}

/** @param {Manifest} manifest */
function untrainable({ title }) {
  const message = `${title} cannot be trained here. Load a small model that writes.`;
  return new WireError(Code.MODEL_UNFIT, message);
}
