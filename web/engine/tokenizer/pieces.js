/**
 * @file The pieces of a vocabulary as bytes of one array, found by their bytes.
 *
 * A piece is kept as its file spells it, within JSON's quotes and with JSON's escapes. Knows nothing of texts.
 */

const BACKSLASH = 0x5c;
const BYTE_PIECE_BYTES = 6;
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/** Some bytes of an array. @typedef {{from: number, to: number}} Span */

/** @param {number} hash of what comes before (FNV-1a) @param {Uint8Array} bytes @param {Span} span */
function hashed(hash, bytes, { from, to }) {
  let value = hash;
  for (let at = from; at < to; at += 1) value = Math.imul(value ^ bytes[at], HASH_FACTOR);
  return value;
}

/** How many bytes of UTF-8 a character has that begins with this one. @param {number} first */
function bytesOfCharacter(first) {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

export class Pieces {
  #bytes;
  /** Piece `id` lies between ends[id] and ends[id + 1]. */
  #ends;
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /**
   * @param {Uint8Array} source
   * @param {Uint32Array} begins by id, where each piece lies in the source @param {Uint32Array} lengths
   */
  constructor(source, begins, lengths) {
    this.#ends = new Uint32Array(lengths.length + 1);
    for (let id = 0; id < lengths.length; id += 1)
      this.#ends[id + 1] = this.#ends[id] + lengths[id];
    this.#bytes = new Uint8Array(this.#ends[lengths.length]);
    for (let id = 0, to = 0; id < lengths.length; id += 1)
      for (let from = begins[id]; to < this.#ends[id + 1]; from += 1, to += 1)
        this.#bytes[to] = source[from];
  }

  get count() {
    return this.#ends.length - 1;
  }

  /** How a piece is spelled; nothing for an id that there is not. @param {number} id @returns {string | undefined} */
  spelling(id) {
    if (!(id >= 0 && id < this.count)) return undefined;
    const bytes = this.#bytes.subarray(this.#ends[id], this.#ends[id + 1]);
    const raw = this.#decoder.decode(bytes);
    return bytes.includes(BACKSLASH) ? JSON.parse(`"${raw}"`) : raw;
  }

  /**
   * Whether a piece may be one character, or stand for a byte (`<0x41>`): the others need not be spelled to know.
   * @param {number} id
   */
  isShort(id) {
    const first = this.#bytes[this.#ends[id]];
    const length = this.#ends[id + 1] - this.#ends[id];
    return length === bytesOfCharacter(first) || first === BACKSLASH || length === BYTE_PIECE_BYTES;
  }

  /** What finds a piece's id by its bytes; only needed while a file is read. @returns {Finder} */
  finder() {
    return new Finder(this.#bytes, this.#ends);
  }
}

/** A table of hashes with open places. */
export class Finder {
  #bytes;
  #ends;
  /** By hash, an id + 1, or 0 where nothing is. */
  #slots;

  /** @param {Uint8Array} bytes @param {Uint32Array} ends */
  constructor(bytes, ends) {
    this.#bytes = bytes;
    this.#ends = ends;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * ends.length)));
    for (let id = 0; id < ends.length - 1; id += 1) {
      let slot = this.#first(hashed(HASH_START, bytes, { from: ends[id], to: ends[id + 1] }));
      while (this.#slots[slot] > 0) slot = this.#next(slot);
      this.#slots[slot] = id + 1;
    }
  }

  /**
   * The id of the piece that two spans make together, or -1.
   * @param {Uint8Array} source @param {Span} head @param {Span} [tail]
   */
  find(source, head, tail = { from: 0, to: 0 }) {
    const hash = hashed(hashed(HASH_START, source, head), source, tail);
    for (let slot = this.#first(hash); this.#slots[slot] > 0; slot = this.#next(slot)) {
      const id = this.#slots[slot] - 1;
      if (this.isPiece(id, source, head, tail)) return id;
    }
    return -1;
  }

  /** @param {number} hash */
  #first(hash) {
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1);
  }

  /** @param {number} slot */
  #next(slot) {
    return (slot + 1) & (this.#slots.length - 1);
  }

  /** @param {number} id @param {Uint8Array} source @param {Span} head @param {Span} tail */
  isPiece(id, source, head, tail) {
    const bytes = this.#bytes;
    let at = this.#ends[id];
    if (this.#ends[id + 1] - at !== head.to - head.from + tail.to - tail.from) return false;
    for (let from = head.from; from < head.to; from += 1, at += 1)
      if (bytes[at] !== source[from]) return false;
    for (let from = tail.from; from < tail.to; from += 1, at += 1)
      if (bytes[at] !== source[from]) return false;
    return true;
  }
}
