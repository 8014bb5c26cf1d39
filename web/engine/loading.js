/**
 * @file From a request to a model that is ready: its files here, on a device that passed the self-test.
 *
 * Tries the devices in order and says why the one it ends with was taken. Knows the store, the devices
 * and the model; knows nothing of messages.
 */

import { kindOf, unknownKind } from "../storage/models/manifest.js";
import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";
import { plansFor, reasonFor } from "./device.js";
import { KINDS } from "./kinds.js";
import { isLarge } from "./ownership.js";

/** @typedef {import("../storage/models/store.js").ModelStore} ModelStore */
/** @typedef {import("../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("../storage/models/manifest.js").ModelKind} ModelKind */
/** @typedef {import("./device.js").Plan} Plan */
/** @typedef {import("./device.js").Needs} Needs */
/** @typedef {{phase: "download" | "load" | "selftest", loaded_bytes: number, total_bytes: number}} LoadPart */
/**
 * `kind`: what it must be, any kind where it is not said.
 * @typedef {{model: string, base_url: string, kind?: ModelKind, device?: import("./device.js").Preference, allow_software?: boolean}} LoadArgs
 */
/** @typedef {import("./kinds.js").Model} Model */
/** @typedef {{model: Model, device_reason: string}} Loaded */
/**
 * @typedef {object} LoadContext
 * @property {ModelStore} store
 * @property {import("./capabilities.js").Probe} probe
 * @property {(manifest: Manifest) => Promise<void>} own throws where another tab has such a model
 * @property {(kind: ModelKind) => Promise<unknown>} makeRoom called when all files are here, before they
 *   are opened
 * @property {AbortSignal} signal
 * @property {(data: LoadPart) => void} part
 */

const PROGRESS_MS = 100;

/**
 * @param {LoadArgs} args @param {LoadContext} context @returns {Promise<Loaded>}
 * @throws {WireError} device.*, model.*, download.*, storage.full, engine.failed
 */
export async function load(args, context) {
  const { model: id, base_url, device: preference = "auto", allow_software = false } = args;
  const manifest = await context.store.manifest(id, base_url);
  checkKind(manifest, args.kind);
  await context.own(manifest);
  const needs = {
    allow_software,
    largest_bytes: largestTensor(manifest),
    forms: /** @type {Needs["forms"]} */ (Object.keys(manifest.forms)),
    features: manifest.forms.webgpu?.features,
    processor: KINDS[kindOf(manifest)].processor(manifest),
    only: manifest.forms.wasm?.component,
  };
  const { plans, refusal } = plansFor(preference, context.probe, needs);
  /** @type {import("./device.js").Faults} */
  const faults = { webgpu: refusal, processor: "", large: isLarge(manifest) };
  /** @param {Plan} plan */
  const attempt = async (plan) => {
    const model = await tryPlan(manifest, base_url, plan, context);
    return { model, device_reason: reasonFor(plan, preference, context.probe, faults) };
  };
  for (let [plan, ...others] = plans; ; [plan, ...others] = others) {
    try {
      return await attempt(plan);
    } catch (error) {
      others = others.filter((next) => mayTryNext(error, next));
      if (others.length === 0) throw error;
      note(faults, plan, /** @type {Error} */ (error));
    }
  }
}

/** @param {import("./device.js").Faults} faults @param {Plan} plan @param {Error} error */
function note(faults, { device, component }, { message }) {
  if (device === "webgpu") faults.webgpu = `WebGPU was tried: ${message}`;
  if (component === "processor") faults.processor = message;
}

/** @param {Manifest} manifest @param {ModelKind} [wanted] @throws {WireError} model.corrupt, model.unfit */
function checkKind(manifest, wanted) {
  const kind = kindOf(manifest);
  if (!KINDS[kind]?.fits(manifest)) throw unknownKind();
  if (!wanted || kind === wanted) return;
  const message = `${manifest.title} is ${KINDS[kind].title}, not ${KINDS[wanted].title}.`;
  throw new WireError(Code.MODEL_UNFIT, message);
}

/** @type {Set<string>} */
const DEVICE_FAULTS = new Set([Code.ENGINE_FAILED, Code.ENGINE_LOST, Code.DEVICE_WRONG]);

/**
 * Only what a device did wrong is mended by another device. Where memory was refused to our own code, memory that is not
 * shared may be had, or a graphics card's, and for ONNX Runtime, which wants several times as much, there is none.
 * @param {unknown} error @param {Plan} next
 */
function mayTryNext(error, { device, component }) {
  if (!(error instanceof WireError)) return false;
  const elsewhere = component === "processor" || device === "webgpu";
  const unfit = error.code === Code.MODEL_UNFIT && elsewhere;
  return unfit || DEVICE_FAULTS.has(error.code);
}

/**
 * @param {Manifest} manifest @param {string} base_url @param {Plan} plan @param {LoadContext} context
 * @returns {Promise<Model>}
 */
async function tryPlan(manifest, base_url, plan, context) {
  await tryFirst(manifest, base_url, plan, context);
  /** @type {import("./media/encoders.js").Brought} */
  const later = (purpose, { signal, part }, open) =>
    brought(manifest, base_url, plan, { store: context.store, signal, part, purpose }, open);
  return brought(manifest, base_url, plan, context, async (files) => {
    const kind = kindOf(manifest);
    await context.makeRoom(kind);
    const model = await KINDS[kind].open(manifest, files, plan, later);
    context.signal.throwIfAborted();
    context.part({ phase: "selftest", loaded_bytes: 0, total_bytes: 0 });
    await prove(model);
    return model;
  });
}

/** Of a model with several graphs: whether the rest is worth fetching. @param {Manifest} manifest @param {string} base_url @param {Plan} plan @param {LoadContext} context */
async function tryFirst(manifest, base_url, plan, { store, signal }) {
  const { foresee } = KINDS[kindOf(manifest)];
  if (plan.component !== "processor" || !foresee || !manifest.forms.wasm.graphs) return;
  const quietly = /** @type {const} */ ({ store, signal, part() {}, purpose: "plan" });
  await brought(manifest, base_url, plan, quietly, (files) => foresee(manifest, files));
}

/**
 * What `open` makes of a model's files, once they are all here. Where it fails and a file was damaged, that file is
 * mended, and it gets one more try.
 * @template T
 * @param {Manifest} manifest @param {string} base_url @param {Plan} plan
 * @param {Pick<LoadContext, "store" | "signal" | "part"> & {purpose?: import("../storage/models/manifest.js").Purpose}} context
 * @param {(files: Map<string, Blob>) => Promise<T>} open files by the last part of their path
 * @returns {Promise<T>}
 */
export async function brought(manifest, base_url, plan, { store, signal, part, purpose }, open) {
  /** @param {LoadPart["phase"]} phase @param {number} [loaded_bytes] @param {number} [total_bytes] */
  const report = (phase, loaded_bytes = 0, total_bytes = 0) =>
    part({ phase, loaded_bytes, total_bytes });
  const bring = () =>
    store.fetchAll(manifest, base_url, plan.device, {
      signal,
      purpose,
      onProgress: sparse((loaded, total) => report("download", loaded, total)),
    });
  /** @param {Map<string, Blob>} files */
  const tried = (files) => {
    signal.throwIfAborted();
    report("load");
    return open(files);
  };
  const files = await bring();
  try {
    return await tried(files);
  } catch (error) {
    // It may be a damaged file.
    if (signal.aborted) throw error;
    const damaged = await store.mend(manifest, base_url, plan.device, signal, purpose);
    if (damaged.length === 0) throw failure(error);
  }
  return tried(await bring());
}

/** @param {unknown} error */
function failure(error) {
  if (error instanceof WireError) return error;
  return new WireError(Code.ENGINE_FAILED, "the model did not start", String(error));
}

/**
 * At most one report in `PROGRESS_MS`, and always the last.
 * @param {import("../storage/models/store.js").Progress} report @returns {import("../storage/models/store.js").Progress}
 */
function sparse(report) {
  let last_ms = 0;
  return (loaded, total) => {
    const now_ms = performance.now();
    if (loaded < total && now_ms - last_ms < PROGRESS_MS) return;
    last_ms = now_ms;
    report(loaded, total);
  };
}

/** @param {Model} model @throws {WireError} device.wrong */
async function prove(model) {
  const wrong = await model.selfTest();
  if (!wrong) return;
  await model.release();
  throw new WireError(Code.DEVICE_WRONG, "The numeric self-test failed.", wrong);
}

/** The largest tensor a device must hold in one piece: if it is not said, the table of embeddings. @param {Manifest} manifest */
function largestTensor({ files, needs }) {
  if (needs?.webgpu) return needs.webgpu.largest_bytes;
  const table = files.find(({ path }) => path.endsWith("table.bin"));
  return table?.bytes ?? 0;
}
