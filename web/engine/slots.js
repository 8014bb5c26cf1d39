/**
 * @file What is loaded: at most one model of each kind, side by side.
 *
 * Knows which model is asked for, and gives back what one held. Knows nothing of how a model is loaded or
 * run, or of messages.
 */

import { kindOf } from "../storage/models/manifest.js";
import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";
import { Caches } from "./decoder/caches.js";

/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("../storage/models/manifest.js").ModelKind} ModelKind */
/** @typedef {import("./embedder/embedder.js").Embedder} Embedder */
/** @typedef {import("./decoder/model.js").Model} Model */
/** @typedef {{key: string, model: Model | Embedder, info: object}} Session `key` says what was asked for */

export class Slots {
  /** @type {Map<ModelKind, Session>} */
  #open = new Map();
  /** @type {Caches<Tensor> | null} of the language model */
  #caches = null;

  /** What was loaded for such a wish, if it still is. @param {string} key */
  keyed(key) {
    return [...this.#open.values()].find((session) => session.key === key);
  }

  /** @param {unknown} model */
  holds(model) {
    return [...this.#open.values()].some((session) => session.model === model);
  }

  /** Takes a model into its slot, which is empty. @param {Session} session */
  fill(session) {
    const kind = kindOf(session.model.manifest);
    this.#open.set(kind, session);
    if (kind === "embed") return session;
    const model = /** @type {Model} */ (session.model);
    this.#caches = new Caches(
      () => model.empty(),
      (/** @type {Tensor} */ tensor, length) => model.cut(tensor, length),
    );
    return session;
  }

  /** @returns {{model: Model, caches: Caches<Tensor>}} @throws {WireError} model.none */
  language() {
    const session = this.#open.get("generate");
    if (!session || !this.#caches) throw new WireError(Code.MODEL_NONE, "No model is loaded yet.");
    return { model: /** @type {Model} */ (session.model), caches: this.#caches };
  }

  /** @returns {Embedder} @throws {WireError} model.none */
  embedder() {
    const session = this.#open.get("embed");
    if (!session) throw new WireError(Code.MODEL_NONE, "No embedding model is loaded yet.");
    return /** @type {Embedder} */ (session.model);
  }

  closeCaches() {
    this.#caches?.closeAll();
  }

  /** Lets go of the model of a kind, or of all. @param {ModelKind} [kind] */
  async empty(kind) {
    for (const each of kind ? [kind] : [...this.#open.keys()]) {
      const before = this.#open.get(each);
      this.#open.delete(each);
      if (each === "generate") {
        this.closeCaches();
        this.#caches = null;
      }
      await before?.model.release();
    }
  }

  /** Lets go of the model of that id, if it is loaded. @param {string} id */
  async forget(id) {
    for (const [kind, { model }] of [...this.#open])
      if (model.manifest.id === id) await this.empty(kind);
  }
}
