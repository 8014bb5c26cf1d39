/**
 * @file One matrix: int8 rows with a scale each, in chunks of the kernel's memory, and their search.
 *
 * A query becomes int16 with one scale, and its products with the rows are exact in int32; what is
 * lost is the query's rounding, at most 2^-16 of its largest number each (a little more only where a
 * query of thousands of numbers would overflow). Knows nothing of what the rows stand for.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { Best } from "./best.js";
import { CHUNK_BYTES, QUERY_AT, SCORES_AT } from "./memory.js";

/** @typedef {import("./best.js").Found} Found */
/** @typedef {import("./memory.js").Memory} Memory */
/** @typedef {import("./pace.js").Pace} Pace */
/** @typedef {{numbers: Int16Array, scale: number}} Query */

/** The kernel reads rows in steps of so many bytes. */
const STEP_BYTES = 32;
/** The kernel takes four rows at once and may touch three beyond the last. */
const SPARE_ROWS = 3;
const MAX_INT16 = 32_767;
/** Times 128, the largest int8, this is the largest int32. */
const MAX_QUERY_SUM = 2 ** 24 - 1;

export class Rows {
  /** @type {number[]} addresses */
  #chunks = [];
  #closed = false;
  count = 0;

  /** @param {Memory} memory @param {number} columns at least 1 */
  constructor(memory, columns) {
    this.memory = memory;
    this.columns = columns;
    this.stride = Math.ceil(columns / STEP_BYTES) * STEP_BYTES;
    const rows = Math.floor(CHUNK_BYTES / (this.stride + Float32Array.BYTES_PER_ELEMENT));
    this.per_chunk = rows - SPARE_ROWS;
    this.scales_offset = rows * this.stride;
  }

  /**
   * @param {Uint8Array} rows int8 [n, columns] @param {Float32Array} scales [n]
   * @throws {WireError} call.invalid: no memory; nothing was added
   */
  add(rows, scales) {
    const wanted = Math.ceil((this.count + scales.length) / this.per_chunk);
    this.#chunks.push(...this.memory.take(wanted - this.#chunks.length));
    for (const { row, count, at } of this.#parts(this.count, this.count + scales.length)) {
      const done = row - this.count;
      this.#put(at, rows.subarray(done * this.columns, (done + count) * this.columns), row);
      const kept = this.memory.floats(this.#scalesAt(row), count);
      kept.set(scales.subarray(done, done + count));
    }
    this.count += scales.length;
  }

  /** @param {number} at @param {Uint8Array} rows within one chunk @param {number} row the first */
  #put(at, rows, row) {
    const from = at + (row % this.per_chunk) * this.stride;
    const count = rows.length / this.columns;
    const target = this.memory.bytes(from, count * this.stride);
    if (this.stride === this.columns) {
      target.set(rows);
      return;
    }
    // What was there before may be another matrix's.
    target.fill(0);
    for (let i = 0; i < count; i += 1) {
      target.set(rows.subarray(i * this.columns, (i + 1) * this.columns), i * this.stride);
    }
  }

  /** @param {number} row */
  #scalesAt(row) {
    const chunk = this.#chunks[Math.floor(row / this.per_chunk)];
    return chunk + this.scales_offset + (row % this.per_chunk) * Float32Array.BYTES_PER_ELEMENT;
  }

  /** The rows from `first` to `end`, cut at the borders of chunks. @param {number} first @param {number} end */
  *#parts(first, end) {
    for (let row = first; row < end; ) {
      const chunk = Math.floor(row / this.per_chunk);
      const count = Math.min(end, (chunk + 1) * this.per_chunk) - row;
      yield { row, count, at: this.#chunks[chunk] };
      row += count;
    }
  }

  /** @param {[first: number, end: number][]} spans */
  *#partsOf(spans) {
    for (const [first, end] of spans) yield* this.#parts(first, end);
  }

  /**
   * The k rows of the highest products with each query.
   * @param {Float32Array[]} queries @param {number} k @param {[first: number, end: number][]} spans
   * @param {Pace} pace
   * @returns {Promise<Found[][]>}
   * @throws {WireError} matrix.unknown: closed meanwhile; call.stopped
   */
  async nearest(queries, k, spans, pace) {
    const asked = queries.map((query) => ({
      query: quantised(query, this.stride),
      best: new Best(k),
    }));
    for (const part of this.#partsOf(spans)) {
      for (const { query, best } of asked) {
        best.take(this.#scores(query, part), part.row);
        const rest = pace.rest();
        if (rest) await this.#after(rest);
      }
    }
    return asked.map(({ best }) => best.all());
  }

  /** @param {Promise<void>} rest */
  async #after(rest) {
    await rest;
    if (this.#closed) throw unknownMatrix();
  }

  /** @param {Query} query @param {{row: number, count: number, at: number}} part */
  #scores({ numbers, scale }, { row, count, at }) {
    this.memory.shorts(QUERY_AT, this.stride).set(numbers);
    const from = at + (row % this.per_chunk) * this.stride;
    const { dots } = this.memory.kernel;
    dots(from, this.#scalesAt(row), count, this.stride, QUERY_AT, scale, SCORES_AT);
    return this.memory.floats(SCORES_AT, count);
  }

  close() {
    this.#closed = true;
    this.memory.give(this.#chunks);
    this.#chunks = [];
  }
}

export function unknownMatrix() {
  return new WireError(Code.MATRIX_UNKNOWN, "This matrix is not open here. Fill a new one.");
}

/** @param {Float32Array} query finite @param {number} stride @returns {Query} */
export function quantised(query, stride) {
  const numbers = new Int16Array(stride);
  const max = query.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  if (max === 0) return { numbers, scale: 0 };
  const sum = query.reduce((total, number) => total + Math.abs(number), 0);
  // Rounding may add half to each.
  const steps = Math.min(MAX_INT16 / max, (MAX_QUERY_SUM - query.length) / sum);
  for (const [at, number] of query.entries()) numbers[at] = Math.round(number * steps);
  return { numbers, scale: 1 / steps };
}
