/**
 * @file The open KV caches: what has been fed to the model, shared between forks, let go when unused.
 *
 * Knows nothing of a runtime: a tensor here is a thing that can be disposed of and be cut by a function
 * given from outside. Tensors are never written to after they were made, so forks may share them.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {{dispose: () => void}} Disposable */

/**
 * Keys and values after `length` tokens. Its maker holds it; it is disposed of with its last holder.
 * @template {Disposable} T
 */
export class State {
  #holders = 1;

  /**
   * @param {Record<string, T>} tensors by the name under which the model takes them
   * @param {number} length in tokens
   * @param {any} [adapter] the decoder's name for the adapter that made them, null: none did
   * @param {State<T> | null} [source] whose memory the tensors are views of
   */
  constructor(tensors, length, adapter = null, source = null) {
    this.tensors = tensors;
    this.length = length;
    this.adapter = adapter;
    /** @type {State<T> | null} */
    this.source = source;
    source?.hold();
  }

  hold() {
    this.#holders += 1;
    return this;
  }

  release() {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    if (this.source) this.source.release();
    else for (const tensor of Object.values(this.tensors)) tensor.dispose();
  }
}

/**
 * @template {Disposable} T
 * @typedef {{state: State<T>, ids: number[]}} Cache `ids` are the tokens fed so far
 */

/** @template {Disposable} T */
export class Caches {
  /** @type {Map<number, Cache<T>>} */
  #open = new Map();
  /** Not from 1: an id from a worker or a model before this one must not name a cache of today. */
  #lastId = Math.floor(Math.random() * 2 ** 40);

  /**
   * @param {(adapter: any) => State<T>} empty makes the state before the first token
   * @param {(tensor: T, length: number) => T} cut a view of the tensor's first `length` tokens
   */
  constructor(empty, cut) {
    this.empty = empty;
    this.cutTensor = cut;
  }

  get count() {
    return this.#open.size;
  }

  /** @param {unknown} [adapter] the decoder's name for it @returns {number} the new cache's id */
  open(adapter = null) {
    return this.#add({ state: this.empty(adapter), ids: [] });
  }

  /** A second cache with the same content; the tensors are shared. @param {number} id */
  fork(id) {
    const { state, ids } = this.get(id);
    return this.#add({ state: state.hold(), ids: ids.slice() });
  }

  /** @param {number} id @returns {Cache<T>} @throws {WireError} cache.unknown */
  get(id) {
    const cache = this.#open.get(id);
    if (!cache) throw new WireError(Code.CACHE_UNKNOWN, `There is no open cache ${id}.`);
    return cache;
  }

  /** The cache now holds `state`, which it takes over, after `ids` more. @param {number} id @param {State<T>} state @param {number[]} ids */
  advance(id, state, ids) {
    const cache = this.get(id);
    cache.state.release();
    cache.state = state;
    for (const token of ids) cache.ids.push(token);
  }

  /** Forgets all but the first `length` tokens. @param {number} id @param {number} length */
  cut(id, length) {
    const cache = this.get(id);
    const before = cache.state;
    if (!Number.isInteger(length) || length < 0 || length > before.length) {
      throw new WireError(
        Code.CALL_INVALID,
        `Cannot cut a cache of ${before.length} tokens to ${length}.`,
      );
    }
    if (length === before.length) return;
    cache.state = this.view(before, length);
    cache.ids.length = length;
    before.release();
  }

  /** The first `length` tokens of a state, for the caller to release. @param {State<T>} state @param {number} length */
  view(state, length) {
    if (length === 0) return this.empty(state.adapter);
    const entries = Object.entries(state.tensors);
    const tensors = Object.fromEntries(
      entries.map(([name, t]) => [name, this.cutTensor(t, length)]),
    );
    return new State(tensors, length, state.adapter, state);
  }

  /** @param {number} id */
  close(id) {
    this.get(id).state.release();
    this.#open.delete(id);
  }

  closeAll() {
    for (const id of [...this.#open.keys()]) this.close(id);
  }

  /** Those that an adapter made. @param {unknown} adapter */
  closeOf(adapter) {
    for (const [id, { state }] of [...this.#open]) if (state.adapter === adapter) this.close(id);
  }

  /** @param {Cache<T>} cache */
  #add(cache) {
    this.#open.set(++this.#lastId, cache);
    return this.#lastId;
  }
}
