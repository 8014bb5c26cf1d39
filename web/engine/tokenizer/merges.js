/**
 * @file The merges of a byte pair encoding: which two pieces become one, and in which order.
 *
 * Knows ids. Knows nothing of how a piece is spelled.
 */

/** A place in a text and a rank in one number: the lowest rank first, and of equals the leftmost place. */
const PLACES = 2 ** 32;

export class Merges {
  #pairs;
  /** By hash, a rank + 1, or 0 where nothing is. */
  #slots;

  /** @param {Uint32Array} triples [merges][left, right, what they become], ids in the order of the ranks */
  constructor(triples) {
    this.#pairs = triples;
    const count = triples.length / 3;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count + 2)));
    for (let rank = 0; rank < count; rank += 1) {
      let slot = this.#first(triples[3 * rank], triples[3 * rank + 1]);
      while (this.#slots[slot] > 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = rank + 1;
    }
  }

  /** @param {number} left @param {number} right ids, or less than 0 for what is no piece @returns {number} -1: they stay two */
  rank(left, right) {
    let slot = this.#first(left, right);
    for (; this.#slots[slot] > 0; slot = (slot + 1) & (this.#slots.length - 1)) {
      const rank = this.#slots[slot] - 1;
      if (this.#pairs[3 * rank] === left && this.#pairs[3 * rank + 1] === right) return rank;
    }
    return -1;
  }

  /** The pieces that are left when all that can be merged is. @param {number[]} ids @returns {number[]} */
  join(ids) {
    const line = new Line(ids);
    const heap = new Heap();
    const add = (/** @type {number} */ place) => {
      const next = line.next[place];
      const rank = next < ids.length ? this.rank(line.ids[place], line.ids[next]) : -1;
      if (rank >= 0) heap.push(rank * PLACES + place);
    };
    for (let place = 0; place < ids.length; place += 1) add(place);
    while (heap.size > 0) {
      const first = heap.pop();
      const rank = Math.floor(first / PLACES);
      const place = first % PLACES;
      if (!line.holds(place, this.#pairs[3 * rank], this.#pairs[3 * rank + 1])) continue;
      line.merge(place, this.#pairs[3 * rank + 2]);
      add(place);
      if (place > 0) add(line.previous[place]);
    }
    return line.left();
  }

  /** @param {number} left @param {number} right */
  #first(left, right) {
    const hash = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1);
  }
}

/** Pieces in a row, of which two that are neighbours may become one. */
class Line {
  /** @param {number[]} ids */
  constructor(ids) {
    this.ids = Int32Array.from(ids);
    this.next = Uint32Array.from(ids, (_, place) => place + 1);
    this.previous = Int32Array.from(ids, (_, place) => place - 1);
    this.gone = new Uint8Array(ids.length);
  }

  /** Whether these two still lie at a place and after it. @param {number} place @param {number} left @param {number} right */
  holds(place, left, right) {
    const next = this.next[place];
    const { ids } = this;
    return !this.gone[place] && next < ids.length && ids[place] === left && ids[next] === right;
  }

  /** @param {number} place @param {number} id */
  merge(place, id) {
    const gone = this.next[place];
    const next = this.next[gone];
    this.ids[place] = id;
    this.gone[gone] = 1;
    this.next[place] = next;
    if (next < this.ids.length) this.previous[next] = place;
  }

  /** @returns {number[]} */
  left() {
    return Array.from(this.ids).filter((_, place) => !this.gone[place]);
  }
}

/** The smallest of some numbers, again and again. */
class Heap {
  /** @type {number[]} none is smaller than the one at half its place */
  #numbers = [];

  get size() {
    return this.#numbers.length;
  }

  /** @param {number} number */
  push(number) {
    const numbers = this.#numbers;
    let at = numbers.length;
    for (; at > 0; ) {
      const above = (at - 1) >> 1;
      if (numbers[above] <= number) break;
      numbers[at] = numbers[above];
      at = above;
    }
    numbers[at] = number;
  }

  /** @returns {number} of at least one */
  pop() {
    const numbers = this.#numbers;
    const first = numbers[0];
    const last = /** @type {number} */ (numbers.pop());
    if (numbers.length > 0) this.#sink(last);
    return first;
  }

  /** Puts a number at the top, and lets it down to where it belongs. @param {number} number */
  #sink(number) {
    const numbers = this.#numbers;
    let at = 0;
    for (let below = 1; below < numbers.length; below = 2 * at + 1) {
      if (below + 1 < numbers.length && numbers[below + 1] < numbers[below]) below += 1;
      if (numbers[below] >= number) break;
      numbers[at] = numbers[below];
      at = below;
    }
    numbers[at] = number;
  }
}
