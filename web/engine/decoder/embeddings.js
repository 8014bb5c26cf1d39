/**
 * @file What a Gemma 4 is fed for a token: its embedding, and its own input to each layer, read row by row from the
 * file of the two tables. That file is half of all of E2B; the graph that looks rows up would hold it in memory.
 *
 * Gives the bits that ONNX Runtime's GatherBlockQuantized gives, scaled. Knows nothing of runtimes or media.
 */

import { float16, rounded } from "../float16.js";
import { bytesAt, Rows } from "./rows.js";

/**
 * Number k of a row is (q - zero) * scale, rounded to `scales_type`, times the table's `scale`: q and zero points are
 * 4 bits, the lower of a byte first; a scale and a zero point for each `block` of columns.
 * @typedef {object} TwoTables
 * @property {string} file
 * @property {4} bits
 * @property {number} block
 * @property {"float16" | "float32"} scales_type
 * @property {number} pad_id whose row of `layers` stands for a placeholder, and for an id that has none
 * @property {Packed} tokens
 * @property {Packed} layers
 */
/** @typedef {{rows: number, columns: number, scale: number, numbers_offset: number, scales_offset: number, zeros_offset: number}} Packed */
/** @typedef {{numbers: Uint8Array, scales: DataView, zeros: Uint8Array}} Stored a row as it lies in the file */

/** Rows kept as they are stored: 6 MB of E2B. */
const MOST_ROWS = 1024;
const SIZES = { float16: 2, float32: 4 };

export class Embeddings {
  #tables;
  #places;
  #tokens;
  #layers;

  /** @param {TwoTables} tables @param {Blob} file @param {number[]} places the ids where media stand */
  constructor(tables, file, places) {
    this.#tables = tables;
    this.#places = new Set(places);
    this.#tokens = new Rows((id) => this.#stored(file, tables.tokens, id), MOST_ROWS);
    this.#layers = new Rows((id) => this.#stored(file, tables.layers, id), MOST_ROWS);
  }

  /**
   * @param {number[]} ids each below the number of tokens
   * @returns {Promise<{embeds: Float32Array, layers: Float32Array}>} [ids, columns of either table]
   * @throws {import("../../wire/rpc.js").WireError} engine.failed: the file went away or was changed
   */
  async of(ids) {
    const { tokens, layers, pad_id } = this.#tables;
    const own = ids.map((id) => (id >= layers.rows || this.#places.has(id) ? pad_id : id));
    const [said, told] = await Promise.all([this.#tokens.of(ids), this.#layers.of(own)]);
    return { embeds: this.#widened(tokens, said), layers: this.#widened(layers, told) };
  }

  /** @param {Blob} file @param {Packed} table @param {number} id @returns {Promise<Stored>} */
  async #stored(file, table, id) {
    const { block, scales_type } = this.#tables;
    const blocks = table.columns / block;
    const part = (/** @type {number} */ offset, /** @type {number} */ size) =>
      bytesAt(file, offset + id * size, size);
    const [numbers, scales, zeros] = await Promise.all([
      part(table.numbers_offset, table.columns / 2),
      part(table.scales_offset, blocks * SIZES[scales_type]),
      part(table.zeros_offset, Math.ceil(blocks / 2)),
    ]);
    return {
      numbers: new Uint8Array(numbers),
      scales: new DataView(scales),
      zeros: new Uint8Array(zeros),
    };
  }

  /** @param {Packed} table @param {Stored[]} rows */
  #widened({ columns, scale }, rows) {
    const { block, scales_type } = this.#tables;
    const wide = new Float32Array(rows.length * columns);
    const means = new Float32Array(16);
    let to = 0;
    for (const { numbers, scales, zeros } of rows) {
      for (let at = 0; at < columns; at += block, to += block) {
        const which = at / block;
        const zero = (zeros[which >> 1] >> (4 * (which & 1))) & 15;
        for (let q = 0; q < 16; q += 1)
          means[q] = Math.fround(scaled(q - zero, scales, which, scales_type)) * scale;
        widen(numbers.subarray(at / 2, (at + block) / 2), means, wide.subarray(to, to + block));
      }
    }
    return wide;
  }
}

/** @param {Uint8Array} pairs @param {Float32Array} means of each of 16 @param {Float32Array} wide */
function widen(pairs, means, wide) {
  for (let at = 0; at < pairs.length; at += 1) {
    wide[2 * at] = means[pairs[at] & 15];
    wide[2 * at + 1] = means[pairs[at] >> 4];
  }
}

/** @param {number} steps @param {DataView} scales @param {number} at @param {"float16" | "float32"} type */
function scaled(steps, scales, at, type) {
  if (type === "float32") return steps * scales.getFloat32(4 * at, true);
  return rounded(steps * float16(scales.getUint16(2 * at, true)));
}
