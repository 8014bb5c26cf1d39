/**
 * @file One contender of the bench: the exact search over made vectors, as the mind asks for it.
 *
 * Knows the supervisor of the engine and the wire's matrix operations; knows nothing of texts.
 */

/**
 * @typedef {object} Searched
 * @property {{rows: number, ms: number[]}[]} sizes from the call to its answer, for each number of rows
 * @property {number[]} product_ms
 */

import { startEngine } from "../ours.js";

const BATCH_ROWS = 10_000;

/** Small and repeatable (xorshift32): floats from -1 to 1. @param {number} length */
function madeFloats(length) {
  let state = 2_463_534_242;
  return Float32Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
}

/** @param {number} repeats @param {() => Promise<unknown>} task @returns {Promise<number[]>} */
async function timed(repeats, task) {
  const all_ms = [];
  for (let at = 0; at < repeats; at += 1) {
    const started_ms = performance.now();
    await task();
    all_ms.push(performance.now() - started_ms);
  }
  return all_ms;
}

/**
 * @param {{sizes: number[], columns: number, k: number, repeats: number}} run
 * @returns {Promise<Searched>}
 */
export async function runSearch({ sizes, columns, k, repeats }) {
  const { call, end } = await startEngine();
  const rows = Int8Array.from(madeFloats(BATCH_ROWS * columns), (number) => number * 127);
  const scales = madeFloats(BATCH_ROWS).map((number) => 0.005 + Math.abs(number) / 1000);
  const queries = madeFloats(columns);
  const { matrix } = await call("matrix.open", { columns });
  const measured = [];
  let there = 0;
  for (const size of sizes) {
    while (there < size) there = (await call("matrix.add", { matrix, rows, scales })).rows;
    const search = () => call("matrix.nearest", { matrix, queries, k });
    await timed(2, search);
    measured.push({ rows: size, ms: await timed(repeats, search) });
  }
  const [a, b] = [madeFloats(770 * 768), madeFloats(77 * 768)];
  const multiply = () => call("matrix.product", { a, b, inner: 768 });
  await timed(2, multiply);
  const product_ms = await timed(repeats, multiply);
  end();
  return { sizes: measured, product_ms };
}
