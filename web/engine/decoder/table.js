/**
 * @file The rows of a model's head, read one by one from its file: a few logits need not cost all.
 *
 * Knows how the bytes of a table mean numbers (see `table` in a model's manifest), and keeps the rows
 * that were used last. Knows nothing of tokens or runtimes.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

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
  /** @type {Map<number, Float32Array>} the least used first */
  #kept = new Map();

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
   * @throws {WireError} engine.failed: the file went away or was changed
   */
  async rows(ids) {
    const rows = await Promise.all(ids.map((id) => this.#kept.get(id) ?? this.#read(id)));
    for (const [at, id] of ids.entries()) {
      this.#kept.delete(id);
      this.#kept.set(id, rows[at]);
    }
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= MOST_ROWS) break;
      this.#kept.delete(id);
    }
    return rows;
  }

  /** @param {number} id @returns {Promise<Float32Array>} */
  async #read(id) {
    const { columns, block, zero_point, bytes_offset, scales_offset } = this.facts;
    const scaleBytes = (columns / block) * 2;
    const [stored, scales] = await Promise.all([
      this.#bytes(bytes_offset + id * columns, columns),
      this.#bytes(scales_offset + id * scaleBytes, scaleBytes),
    ]);
    const halves = new DataView(scales);
    const numbers = Float32Array.from(new Uint8Array(stored), (byte) => byte - zero_point);
    for (let at = 0; at < columns; at += 1) {
      numbers[at] *= float16(halves.getUint16(Math.floor(at / block) * 2, true));
    }
    return numbers;
  }

  /** @param {number} start @param {number} size @returns {Promise<ArrayBuffer>} */
  async #bytes(start, size) {
    try {
      const bytes = await this.file.slice(start, start + size).arrayBuffer();
      if (bytes.byteLength === size) return bytes;
    } catch (error) {
      throw new WireError(Code.ENGINE_FAILED, GONE, String(error));
    }
    throw new WireError(Code.ENGINE_FAILED, GONE, `${this.facts.file} is too short`);
  }
}

const GONE = "A file of the model can no longer be read. Load the model again.";

/** The inner product, summed in float64. @param {Float32Array} a @param {Float32Array} b */
export function dot(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at] * b[at];
  return sum;
}

/** The number that 16 bits of IEEE 754 mean. @param {number} bits */
export function float16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
