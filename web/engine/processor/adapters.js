/**
 * @file Low-rank adapters in the processor's memory, turned so that its products read them in order.
 *
 * Knows the records of assembly/plan.ts. Knows nothing of where an adapter comes from, or of which state has one.
 */

import { MATRICES } from "../decoder/adapters.js";

/** @typedef {import("../decoder/adapters.js").Adapter} Adapter */
/** @typedef {import("./pages.js").Block & {rank: number}} Placed where its records lie, and its rank there */

const RECORD_BYTES = 4 * 2 * MATRICES.length;
/** Products go by fours. */
const RANK_STEP = 4;

/** The rank that an adapter has in memory: rows and columns of noughts fill it up. @param {number} rank */
const filled = (rank) => Math.ceil(rank / RANK_STEP) * RANK_STEP;

/** @param {Adapter} adapter @param {number} layers */
export function placedBytes({ rank, arrays }, layers) {
  const numbers = MATRICES.flatMap((name) => [arrays[`${name}.A`], arrays[`${name}.B`]])
    .map(({ length }) => (length / rank) * filled(rank))
    .reduce((sum, count) => sum + count, 0);
  return layers * RECORD_BYTES + 4 * numbers;
}

/**
 * Writes the records and, behind them, A as [rank][in] and B as [out][rank] of each layer's matrices.
 * @param {ArrayBufferLike} buffer @param {number} place of `placedBytes` @param {Adapter} adapter @param {number} layers
 * @returns {number} its rank there
 */
export function writeAdapter(buffer, place, { rank, arrays }, layers) {
  const wide = filled(rank);
  const records = new Uint32Array(buffer, place, (layers * RECORD_BYTES) / 4);
  let next = place + layers * RECORD_BYTES;
  for (const [at, name] of MATRICES.entries()) {
    const [a, b] = [arrays[`${name}.A`], arrays[`${name}.B`]];
    const [columns, rows] = [a, b].map(({ length }) => length / layers / rank);
    for (let layer = 0; layer < layers; layer += 1) {
      const record = layer * 2 * MATRICES.length + 2 * at;
      records[record] = next;
      const from = layer * columns * rank;
      turn(
        a.subarray(from, from + columns * rank),
        rank,
        new Float32Array(buffer, next, wide * columns),
        columns,
      );
      next += 4 * wide * columns;
      records[record + 1] = next;
      const first = layer * rows * rank;
      turn(
        b.subarray(first, first + rows * rank),
        rows,
        new Float32Array(buffer, next, wide * rows),
        wide,
      );
      next += 4 * wide * rows;
    }
  }
  return wide;
}

/**
 * [m][n] -> [n][stride], noughts behind the m of each row.
 * @param {Float32Array} from @param {number} n @param {Float32Array} to @param {number} stride
 */
function turn(from, n, to, stride) {
  to.fill(0);
  for (let at = 0; at < from.length; at += 1) to[(at % n) * stride + Math.floor(at / n)] = from[at];
}
