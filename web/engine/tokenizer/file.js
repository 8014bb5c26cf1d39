/**
 * @file A tokenizer's file (tokenizer.json, JSON without blanks): its two long lists are read from the bytes.
 *
 * As JSON they would be hundreds of thousands of strings: seconds of time and a hundred megabytes, for ids that fit
 * in ten. Knows the file; knows nothing of what is done with it.
 */

import { Merges } from "./merges.js";
import { Pieces } from "./pieces.js";

/** @typedef {import("./pieces.js").Span} Span */
/**
 * @typedef {object} TokenizerFile
 * @property {any} facts all but the two lists
 * @property {Pieces} pieces
 * @property {Merges} merges
 */

const [BLANK, QUOTE, BACKSLASH, COMMA, COLON, ZERO] = [0x20, 0x22, 0x5c, 0x2c, 0x3a, 0x30];
const [OPEN, CLOSE, END] = [0x5b, 0x5d, 0x7d];
/** The shortest entries are `"a":1,` and `["a","b"],`. */
const PIECE_BYTES = 6;
const MERGE_BYTES = 10;

/** @param {Uint8Array} bytes @returns {TokenizerFile} @throws {SyntaxError} it is not such a file */
export function parse(bytes) {
  const reader = new Reader(bytes);
  const vocabulary = reader.skipTo('"vocab":{');
  const pieces = readPieces(reader);
  const afterPieces = reader.at;
  const list = reader.skipTo('"merges":[');
  const merges = readMerges(reader, pieces);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const facts = [
    bytes.subarray(0, vocabulary),
    bytes.subarray(afterPieces - 1, list),
    bytes.subarray(reader.at - 1),
  ].map((part) => text.decode(part));
  return { facts: JSON.parse(facts.join("")), pieces, merges };
}

/** @param {Reader} reader behind the list's begin; then behind its end @returns {Pieces} */
function readPieces(reader) {
  const most = Math.ceil((reader.bytes.length - reader.at) / PIECE_BYTES);
  const begins = new Uint32Array(most);
  const lengths = new Uint32Array(most);
  let count = 0;
  for (let more = !reader.ends(END); more; more = reader.goesOn(END)) {
    const { from, to } = reader.string();
    reader.expect(COLON);
    const id = reader.number();
    if (id >= most || begins[id] > 0) throw reader.error();
    begins[id] = from;
    lengths[id] = to - from;
    count += 1;
  }
  if (begins.subarray(0, count).includes(0)) throw reader.error();
  return new Pieces(reader.bytes, begins.subarray(0, count), lengths.subarray(0, count));
}

/** @param {Reader} reader behind the list's begin; then behind its end @param {Pieces} pieces @returns {Merges} */
function readMerges(reader, pieces) {
  const { bytes } = reader;
  const finder = pieces.finder();
  const triples = new Uint32Array(3 * Math.ceil((bytes.length - reader.at) / MERGE_BYTES));
  let size = 0;
  let made = 0;
  for (let more = !reader.ends(CLOSE); more; more = reader.goesOn(CLOSE)) {
    const { left, right } = reader.merge();
    const ids = [finder.find(bytes, left), finder.find(bytes, right)];
    // Those that make the same piece follow one another.
    if (!finder.isPiece(made, bytes, left, right)) made = finder.find(bytes, left, right);
    if (made < 0 || ids[0] < 0 || ids[1] < 0) throw reader.error();
    triples[size] = ids[0];
    triples[size + 1] = ids[1];
    triples[size + 2] = made;
    size += 3;
  }
  return new Merges(triples.slice(0, size));
}

/** Reads JSON without blanks from left to right. */
class Reader {
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  error() {
    return new SyntaxError(`not a tokenizer's file, at byte ${this.at}`);
  }

  /** Goes behind a mark, which ends in the sign that opens a list. @param {string} mark @returns {number} there */
  skipTo(mark) {
    const wanted = new TextEncoder().encode(mark);
    const isHere = (/** @type {number} */ at) =>
      wanted.every((byte, place) => this.bytes[at + place] === byte);
    let at = this.bytes.indexOf(QUOTE, this.at);
    while (at >= 0 && !isHere(at)) at = this.bytes.indexOf(QUOTE, at + 1);
    if (at < 0) throw this.error();
    this.at = at + wanted.length;
    return this.at;
  }

  /** @param {number} byte */
  expect(byte) {
    if (this.bytes[this.at] !== byte) throw this.error();
    this.at += 1;
  }

  /** Whether a list ends here, and goes behind its end then. @param {number} end */
  ends(end) {
    if (this.bytes[this.at] !== end) return false;
    this.at += 1;
    return true;
  }

  /** Whether another entry follows, and goes to it. @param {number} end of the list */
  goesOn(end) {
    if (this.ends(end)) return false;
    this.expect(COMMA);
    return true;
  }

  /** What lies between a string's quotes. @returns {Span} */
  string() {
    const { bytes } = this;
    this.expect(QUOTE);
    const from = this.at;
    let at = from;
    while (bytes[at] !== QUOTE) {
      if (at >= bytes.length) throw this.error();
      at += bytes[at] === BACKSLASH ? 2 : 1;
    }
    this.at = at + 1;
    return { from, to: at };
  }

  /** A merge: `["a","b"]`, or in older files `"a b"`. @returns {{left: Span, right: Span}} */
  merge() {
    if (this.bytes[this.at] === QUOTE) {
      const { from, to } = this.string();
      const blank = this.bytes.indexOf(BLANK, from);
      return { left: { from, to: blank }, right: { from: blank + 1, to } };
    }
    this.expect(OPEN);
    const left = this.string();
    this.expect(COMMA);
    const right = this.string();
    this.expect(CLOSE);
    return { left, right };
  }

  /** A whole number, not negative. */
  number() {
    const from = this.at;
    let value = 0;
    for (; this.bytes[this.at] >= ZERO && this.bytes[this.at] < ZERO + 10; this.at += 1)
      value = value * 10 + this.bytes[this.at] - ZERO;
    if (this.at === from) throw this.error();
    return value;
  }
}
