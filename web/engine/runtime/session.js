/**
 * @file A session: a graph that is ready to compute, on one device, in this thread.
 *
 * Knows that a graphics device may go away in the middle of a run. Knows nothing of what is fed and why.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { widened } from "../float16.js";

/** @typedef {import("./runtime.js").Architecture} Architecture */
/** @typedef {import("./runtime.js").OrtSession} OrtSession */
/** @typedef {import("./runtime.js").Runtime} Runtime */
/** @typedef {import("./runtime.js").Tensor} Tensor */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */

export const CARD_LOST = "The graphics card stopped working.";

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
    this.inputMetadata = session.inputMetadata;
  }

  /**
   * See Runtime.session.
   * @param {Runtime} runtime @param {Manifest} manifest @param {Architecture} architecture
   * @param {string} [graph] @param {Map<string, Blob>} [files]
   */
  static async open(runtime, manifest, architecture, graph, files) {
    return new Session(runtime, await runtime.session(manifest, architecture, graph, files));
  }

  async release() {
    await this.#session.release();
    this.#runtime.giveBack();
  }

  /** @param {import("./runtime.js").TensorType} type @param {any} data @param {number[]} dims @returns {Tensor} */
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
    if (loss !== null) return new WireError(Code.ENGINE_LOST, CARD_LOST, loss);
    const message = "The model could not compute this step.";
    return new WireError(Code.ENGINE_FAILED, message, String(error));
  }
}

/** What a tensor holds, one that is not on a graphics device. @param {Tensor | undefined} tensor @returns {Float32Array} */
export function numbersOf(tensor) {
  const data = /** @type {any} */ (tensor?.data ?? new Float32Array(0));
  if (tensor?.type !== "float16") return data;
  // Where a browser has no Float16Array the runtime gives the bits.
  return data instanceof Uint16Array ? widened(data) : Float32Array.from(data);
}

/**
 * The empty tensor that a session takes for `name`, keys or values of no token yet: of the type and sizes that it says,
 * 1 where a batch is to be chosen, 0 tokens.
 * @param {Pick<Session, "inputMetadata" | "tensor">} session @param {string} name @returns {Tensor}
 */
export function emptyOf(session, name) {
  const told = /** @type {any} */ (session.inputMetadata.find((input) => input.name === name));
  const [, heads, , width] = told.shape;
  const Halves = /** @type {any} */ (globalThis).Float16Array ?? Uint16Array;
  const Numbers = told.type === "float16" ? Halves : Float32Array;
  return session.tensor(told.type, new Numbers(0), [1, heads, 0, width]);
}
