// Both kernels, a repeatable generator, and the operations as a caller has them.
import { fileURLToPath } from "node:url";
import { kernelOf } from "../../../web/engine/matrices/kernel.js";
import { Matrices } from "../../../web/engine/matrices/matrices.js";
import { plainKernel } from "../../../web/engine/matrices/plain.js";
import { compiled } from "../../../web/site/kernel.mjs";

const SOURCE = new URL("../../../web/engine/matrices/kernel.wat", import.meta.url);
export const wasm = await compiled(fileURLToPath(SOURCE));

export const KERNELS = { simd: await kernelOf(wasm), plain: plainKernel };
const never = new AbortController().signal;

/** A small repeatable generator (mulberry32). */
export function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** n x columns int8 rows over the whole range, and scales. */
export function madeRows(n, columns, random) {
  return {
    rows: Int8Array.from({ length: n * columns }, () => Math.floor(random() * 256) - 128),
    scales: Float32Array.from({ length: n }, () => random() / 100),
  };
}

export const madeFloats = (length, random) => Float32Array.from({ length }, () => random() * 2 - 1);

/** The operations by the names a caller would give them. */
export class House {
  constructor(kind) {
    this.matrices = new Matrices(async () => KERNELS[kind]);
  }

  call(op, args, signal = never) {
    return this.matrices.operations[op](args, { signal, part: () => {} });
  }

  async open(columns, ...batches) {
    const { matrix } = await this.call("matrix.open", { columns });
    for (const { rows, scales } of batches) await this.call("matrix.add", { matrix, rows, scales });
    return matrix;
  }

  /** [[row, score], ...] per query. */
  async nearest(matrix, queries, k, spans, signal) {
    const answer = await this.call("matrix.nearest", { matrix, queries, k, spans }, signal);
    const pairs = [...answer.rows].map((row, at) => [row, answer.scores[at]]);
    return Array.from({ length: pairs.length / k }, (_, at) =>
      pairs.slice(at * k, (at + 1) * k).filter(([row]) => row >= 0),
    );
  }
}

/** Exact products in float64 of the rows with a query. */
export function exact({ rows, scales }, query) {
  return [...scales].map((scale, row) => {
    let sum = 0;
    for (let c = 0; c < query.length; c += 1) sum += rows[row * query.length + c] * query[c];
    return sum * scale;
  });
}
