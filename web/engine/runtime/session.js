/**
 * @file A session: a graph that is ready to compute, on one device, in this thread.
 *
 * Knows that a graphics device may go away in the middle of a run. Knows nothing of what is fed and why.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {import("./runtime.js").Architecture} Architecture */
/** @typedef {import("./runtime.js").OrtSession} OrtSession */
/** @typedef {import("./runtime.js").Runtime} Runtime */
/** @typedef {import("./runtime.js").Tensor} Tensor */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */

/** @type {Promise<string>} */
const never = new Promise(() => {});

/** A run fails a little before its device is told to be lost. */
const LOSS_MS = 100;

/** Not to be used again after a run failed: its thread has to end. */
export class Session {
  #runtime;
  #session;

  /** @param {Runtime} runtime @param {OrtSession} session */
  constructor(runtime, session) {
    this.plan = runtime.plan;
    /** Resolves with a reason when the graphics device goes away; never on the CPU. */
    this.lost = this.plan.device === "wasm" ? never : runtime.deviceLoss();
    this.#runtime = runtime;
    this.#session = session;
    this.inputs = session.inputNames;
    this.outputs = session.outputNames;
  }

  /** @param {Runtime} runtime @param {Manifest} manifest @param {Architecture} architecture */
  static async open(runtime, manifest, architecture) {
    return new Session(runtime, await runtime.session(manifest, architecture));
  }

  async release() {
    await this.#session.release();
    this.#runtime.giveBack();
  }

  /** @param {"float32" | "int64"} type @param {any} data @param {number[]} dims @returns {Tensor} */
  tensor(type, data, dims) {
    return this.#runtime.tensor(type, data, dims);
  }

  /**
   * Computes what is fetched; the rest is not copied back from a graphics device.
   * @param {Record<string, Tensor>} feeds @param {string[]} fetches
   * @returns {Promise<Record<string, Tensor>>}
   * @throws {WireError} engine.failed, engine.lost
   */
  async run(feeds, fetches) {
    try {
      return /** @type {any} */ (await this.#session.run(feeds, fetches));
    } catch (error) {
      throw await this.#failure(error);
    }
  }

  /** A failed run; where the device went away in the middle of it, that is what is said. @param {unknown} error */
  async #failure(error) {
    const soon = new Promise((resolve) => setTimeout(() => resolve(null), LOSS_MS));
    const loss = this.plan.device === "wasm" ? null : await Promise.race([this.lost, soon]);
    if (loss !== null)
      return new WireError(Code.ENGINE_LOST, "The graphics device was lost.", loss);
    const message = "The model could not compute this step.";
    return new WireError(Code.ENGINE_FAILED, message, String(error));
  }
}

/** What a tensor holds, one that is not on a graphics device. @param {Tensor | undefined} tensor @returns {Float32Array} */
export function numbersOf(tensor) {
  return /** @type {Float32Array} */ (tensor?.data ?? new Float32Array(0));
}
