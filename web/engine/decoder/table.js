/**
 * @file The rows of a model's head, read one by one from its file: a few logits need not cost all.
 *
 * Knows how the bytes of a table mean numbers (see `table` in a model's manifest). Knows nothing of tokens
 * or runtimes.
 */

import { float16 } from "../float16.js";
import { bytesAt, Rows } from "./rows.js";

/**
 * Row r is scales[r][b] * (bytes[r][b] - zero_point) over its blocks b; the scales are float16.
 * @typedef {object} TableFacts
 * @property {string} file
 * @property {number} columns
 * @property {number} block columns that share a scale
 * @property {number} zero_point
 * @property {number} bytes_offset
 * @property {number} scales_offset
 */

/** Rows kept, and the most that are worth reading: 2.6 MB where a row has 640 columns. */
const MOST_ROWS = 1024;

export class Table {
  #rows = new Rows((id) => this.#read(id), MOST_ROWS);

  /** @param {TableFacts} facts @param {Blob} file */
  constructor(facts, file) {
    this.facts = facts;
    this.file = file;
  }

  /** Whether so many rows are cheaper to read than the whole head is to compute. @param {number} count */
  serves(count) {
    return count <= MOST_ROWS;
  }

  /**
   * The rows of `ids`, in order.
   * @param {number[]} ids at most MOST_ROWS of them, each below the number of rows
   * @returns {Promise<Float32Array[]>}
   * @throws {import("../../wire/rpc.js").WireError} engine.failed: the file went away or was changed
   */
  rows(ids) {
    return this.#rows.of(ids);
  }

  /** @param {number} id @returns {Promise<Float32Array>} */
  async #read(id) {
    const { columns, block, zero_point, bytes_offset, scales_offset } = this.facts;
    const scaleBytes = (columns / block) * 2;
    const [stored, scales] = await Promise.all([
      bytesAt(this.file, bytes_offset + id * columns, columns),
      bytesAt(this.file, scales_offset + id * scaleBytes, scaleBytes),
    ]);
    const halves = new DataView(scales);
    const numbers = Float32Array.from(new Uint8Array(stored), (byte) => byte - zero_point);
    for (let at = 0; at < columns; at += 1) {
      numbers[at] *= float16(halves.getUint16(Math.floor(at / block) * 2, true));
    }
    return numbers;
  }
}

/** The inner product, summed in float64. @param {Float32Array} a @param {Float32Array} b */
export function dot(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at] * b[at];
  return sum;
}
