/**
 * @file The pages that keys and values lie in: shared between forks, copied when two would write to one.
 *
 * A page holds PAGE_TOKENS tokens of all layers. Knows addresses; knows nothing of tokens or of what is computed.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { PAGE_TOKENS } from "./layout.js";
import { ALIGNMENT_BYTES } from "./places.js";

/** `filled`: the places that anybody's tokens lie in; the next may be written by one who has so many. */
/** @typedef {{at: number, holders: number, filled: number}} Page */
/** @typedef {{at: number, bytes: number}} Block */

const WASM_PAGE_BYTES = 65_536;
/** Memory grows by so much at least. */
const GROW_BYTES = 4 * 2 ** 20;

/** The pages of one state, in order; shared pages count their holders. */
export class PageList {
  #store;

  /** @param {PageStore} store @param {Page[]} pages held already */
  constructor(store, pages) {
    this.#store = store;
    this.pages = pages;
  }

  dispose() {
    for (const page of this.pages) this.#store.letGo(page);
  }
}

export class PageStore {
  /** @type {number[]} addresses of pages that nobody has */
  #free = [];
  /** @type {Block[]} what was lent and given back */
  #blocks = [];
  #memory;
  #end;
  #pageBytes;

  /** @param {WebAssembly.Memory} memory @param {number} first_bytes the first free byte @param {number} pageBytes */
  constructor(memory, first_bytes, pageBytes) {
    this.#memory = memory;
    this.#end = first_bytes;
    this.#pageBytes = pageBytes;
  }

  /** Pages that are free. */
  get free() {
    return this.#free.length;
  }

  /** @returns {PageList} of nothing */
  none() {
    return new PageList(this, []);
  }

  /**
   * Pages with the first `length` tokens of a list, and places for `count` more that nobody else has.
   * @param {PageList} list @param {number} length @param {number} count @returns {PageList}
   * @throws {WireError} context.full: the device gives no more memory
   */
  extended({ pages }, length, count) {
    const kept = pages.slice(0, Math.ceil(length / PAGE_TOKENS));
    for (const page of kept) page.holders += 1;
    const next = new PageList(this, kept);
    try {
      const used = length % PAGE_TOKENS;
      const last = kept[kept.length - 1];
      if (used > 0 && last.filled > used) {
        kept[kept.length - 1] = this.#copyOf(last);
        this.letGo(last);
      }
      const total = length + count;
      while (kept.length * PAGE_TOKENS < total) kept.push(this.#fresh());
      for (let at = Math.floor(length / PAGE_TOKENS); at < kept.length; at += 1)
        kept[at].filled = Math.min(PAGE_TOKENS, total - at * PAGE_TOKENS);
    } catch (error) {
      next.dispose();
      throw error;
    }
    return next;
  }

  /** @param {Page} page */
  letGo(page) {
    page.holders -= 1;
    if (page.holders === 0) this.#free.push(page.at);
  }

  /** @param {Page} page @returns {Page} */
  #copyOf(page) {
    const copy = this.#fresh();
    this.#bytes().copyWithin(copy.at, page.at, page.at + this.#pageBytes);
    return copy;
  }

  /** A page of noughts: attention reads past the last token, and multiplies by nought what must be finite. @returns {Page} */
  #fresh() {
    if (this.#free.length === 0) this.#grow();
    const at = /** @type {number} */ (this.#free.pop());
    this.#bytes().fill(0, at, at + this.#pageBytes);
    return { at, holders: 1, filled: 0 };
  }

  #bytes() {
    return new Uint8Array(this.#memory.buffer);
  }

  #grow() {
    const count = Math.max(1, Math.floor(GROW_BYTES / this.#pageBytes));
    const first = this.#extend(count * this.#pageBytes, "so long a text");
    for (let at = count - 1; at >= 0; at -= 1) this.#free.push(first + at * this.#pageBytes);
  }

  /**
   * So many bytes for what is not of pages, until they are given back.
   * @param {number} bytes @param {string} what they are for, as people say it
   * @returns {Block} @throws {WireError} context.full
   */
  lend(bytes, what) {
    const fits = this.#blocks.findIndex((block) => block.bytes >= bytes);
    if (fits >= 0) return this.#blocks.splice(fits, 1)[0];
    return { at: this.#extend(bytes, what), bytes };
  }

  /** @param {Block} block */
  giveBack(block) {
    this.#blocks.push(block);
  }

  /** @param {number} bytes @param {string} what they are for @returns {number} the first of so many more, at a multiple of ALIGNMENT_BYTES */
  #extend(bytes, what) {
    const first = this.#end;
    const end = Math.ceil((first + bytes) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const missing = end - this.#memory.buffer.byteLength;
    try {
      if (missing > 0) this.#memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    } catch (error) {
      const message = `This browser tab has no memory left for ${what}.`;
      throw new WireError(Code.CONTEXT_FULL, message, String(error));
    }
    this.#end = end;
    return first;
  }
}
