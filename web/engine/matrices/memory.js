/**
 * @file The kernel's memory: a workspace at its start, then chunks of equal size that rows are kept in.
 *
 * Equal chunks never fragment: what one matrix gives back, any other takes. Knows addresses; knows
 * nothing of what lies there.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {import("./kernel.js").Kernel} Kernel */

const PAGE_BYTES = 65_536;
/** Small enough for a processor's second cache, so that many queries read it from there. */
export const CHUNK_BYTES = 4 * PAGE_BYTES;
const GROW_CHUNKS = 16;

/** The workspace, in use from one rest of a call to its next: each part puts there what it needs. */
export const QUERY_AT = 0;
export const SCORES_AT = 32_768;
export const PRODUCT_AT = 131_072;
export const TILE_A_AT = CHUNK_BYTES;
export const TILE_B_AT = 2 * CHUNK_BYTES;
export const TILE_BYTES = CHUNK_BYTES;
const CHUNKS_AT = 3 * CHUNK_BYTES;

export class Memory {
  /** @type {number[]} addresses of chunks that nobody has */
  #free = [];

  /** @param {Kernel} kernel fresh */
  constructor(kernel) {
    this.kernel = kernel;
    kernel.memory.grow(CHUNKS_AT / PAGE_BYTES);
  }

  get size_bytes() {
    return this.kernel.memory.buffer.byteLength;
  }

  /**
   * So many chunks, or none.
   * @param {number} count @returns {number[]} addresses
   * @throws {WireError} call.invalid: the tab has no room for them
   */
  take(count) {
    while (this.#free.length < count) this.#grow(count - this.#free.length);
    // The list's end is the lowest address, so that small matrices stay in low memory.
    return this.#free.splice(this.#free.length - count).reverse();
  }

  /** @param {number[]} addresses of chunks taken before */
  give(addresses) {
    this.#free = [...this.#free, ...addresses].sort((a, b) => b - a);
  }

  /** @param {number} wanted chunks, at least */
  #grow(wanted) {
    const first = this.size_bytes;
    const count = Math.max(wanted, GROW_CHUNKS);
    try {
      this.kernel.memory.grow((count * CHUNK_BYTES) / PAGE_BYTES);
    } catch (error) {
      const message =
        "This browser tab has no memory left for so many passages. Search fewer files at once.";
      throw new WireError(Code.CALL_INVALID, message, String(error));
    }
    this.give(Array.from({ length: count }, (_, at) => first + at * CHUNK_BYTES));
  }

  /** @param {number} at @param {number} length */
  bytes(at, length) {
    return new Uint8Array(this.kernel.memory.buffer, at, length);
  }

  /** @param {number} at @param {number} length */
  floats(at, length) {
    return new Float32Array(this.kernel.memory.buffer, at, length);
  }

  /** @param {number} at @param {number} length */
  shorts(at, length) {
    return new Int16Array(this.kernel.memory.buffer, at, length);
  }
}
