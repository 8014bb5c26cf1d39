/**
 * @file What is loaded: at most one model of each kind, side by side.
 *
 * Knows which model is asked for, and gives back what one held. Knows nothing of how a model is loaded or
 * run, or of messages.
 */

import { kindOf } from "../storage/models/manifest.js";
import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";
import { KINDS } from "./kinds.js";

/** @typedef {import("../storage/models/manifest.js").ModelKind} ModelKind */
/** @typedef {import("./kinds.js").Model} Model */
/** @typedef {{key: string, model: Model, info: object}} Session `key` says what was asked for */

export class Slots {
  /** @type {Map<ModelKind, Session>} */
  #open = new Map();

  /** What was loaded for such a request, if it still is. @param {string} key */
  keyed(key) {
    return [...this.#open.values()].find((session) => session.key === key);
  }

  /** @param {unknown} model */
  holds(model) {
    return [...this.#open.values()].some((session) => session.model === model);
  }

  /** Whether a model of which that is true is loaded. @param {(manifest: Model["manifest"]) => boolean} so */
  some(so) {
    return [...this.#open.values()].some(({ model }) => so(model.manifest));
  }

  /** The memory that all loaded models compute in, as far as they tell: none of ONNX Runtime's does. */
  computingBytes() {
    const each = [...this.#open.values()].map(({ model }) => model.computing_bytes ?? 0);
    return each.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Takes a model into its slot, which is empty. @param {Session} session */
  fill(session) {
    this.#open.set(kindOf(session.model.manifest), session);
    return session;
  }

  /** @param {ModelKind} kind @returns {Model} @throws {WireError} model.none */
  loaded(kind) {
    const session = this.#open.get(kind);
    if (!session) throw new WireError(Code.MODEL_NONE, KINDS[kind].none);
    return session.model;
  }

  /** For a new mind: it has nothing open yet. */
  reset() {
    for (const { model } of this.#open.values()) model.reset();
  }

  /** Lets go of the model of a kind, or of all. @param {ModelKind} [kind] */
  async empty(kind) {
    for (const each of kind ? [kind] : [...this.#open.keys()]) {
      const before = this.#open.get(each);
      this.#open.delete(each);
      await before?.model.release();
    }
  }

  /** Lets go of the model of that id, if it is loaded. @param {string} id */
  async forget(id) {
    for (const [kind, { model }] of [...this.#open])
      if (model.manifest.id === id) await this.empty(kind);
  }
}
