/**
 * @file The product of two matrices of any size, tile by tile: a tile of each lies in the kernel's
 * workspace, small enough for a processor's cache.
 *
 * Knows shapes; knows nothing of what the numbers mean.
 */

import { PRODUCT_AT, TILE_A_AT, TILE_B_AT, TILE_BYTES } from "./memory.js";

/** @typedef {import("./memory.js").Memory} Memory */
/** @typedef {import("./pace.js").Pace} Pace */
/** @typedef {{numbers: Float32Array, inner: number}} Matrix row by row */
/** @typedef {{first: number, count: number, from: number, width: number}} Tile rows, then columns */

const TILE_COLUMNS = 1024;
/** So that the product of two tiles fits its place. */
const TILE_ROWS = 128;
/** What the kernel takes at once. */
const COLUMN_STEP = 8;
const ROW_STEP = 4;

/**
 * a [n, inner] times b [m, inner] transposed. Sums run in float32: over up to 1,024 columns in four
 * lanes, then from one such stretch to the next.
 * @param {Memory} memory @param {Matrix} a @param {Matrix} b @param {Pace} pace
 * @returns {Promise<Float32Array>} [n, m]
 * @throws {import("../../wire/rpc.js").WireError} call.stopped
 */
export async function product(memory, a, b, pace) {
  const [n, m] = [a, b].map(({ numbers, inner }) => numbers.length / inner);
  const out = new Float32Array(n * m);
  let stale = true;
  for (const { of_a, of_b, from, width, next_b } of tiles(n, m, a.inner)) {
    if (stale || next_b) put(memory, TILE_B_AT, b, { ...of_b, from, width });
    put(memory, TILE_A_AT, a, { ...of_a, from, width });
    multiply(memory, of_a, of_b, width, out, m);
    const rest = pace.rest();
    stale = rest !== null;
    if (rest) await rest;
  }
  return out;
}

/** All pairs of tiles; the same of b stays for a while. @param {number} n @param {number} m @param {number} inner */
function* tiles(n, m, inner) {
  for (const { first: from, count: width } of stretches(inner, TILE_COLUMNS)) {
    const most = Math.floor(TILE_BYTES / 4 / padded(width, COLUMN_STEP) / ROW_STEP) * ROW_STEP;
    const rows = Math.min(most, TILE_ROWS);
    for (const of_b of stretches(m, rows)) {
      for (const of_a of stretches(n, rows)) {
        yield { of_a, of_b, from, width, next_b: of_a.first === 0 };
      }
    }
  }
}

/** @param {number} total @param {number} most */
function* stretches(total, most) {
  for (let first = 0; first < total; first += most) {
    yield { first, count: Math.min(most, total - first) };
  }
}

/** @param {number} count @param {number} step */
const padded = (count, step) => Math.ceil(count / step) * step;

/**
 * Copies a tile, with zeros up to whole steps of the kernel.
 * @param {Memory} memory @param {number} at @param {Matrix} matrix @param {Tile} tile
 */
function put(memory, at, { numbers, inner }, { first, count, from, width }) {
  const stride = padded(width, COLUMN_STEP);
  const target = memory.floats(at, padded(count, ROW_STEP) * stride);
  if (stride !== width || count % ROW_STEP) target.fill(0);
  for (let row = 0; row < count; row += 1) {
    const start = (first + row) * inner + from;
    target.set(numbers.subarray(start, start + width), row * stride);
  }
}

/**
 * Adds the product of the two tiles to their place in `out`.
 * @param {Memory} memory @param {{first: number, count: number}} of_a
 * @param {{first: number, count: number}} of_b @param {number} width @param {Float32Array} out
 * @param {number} m columns of `out`
 */
function multiply(memory, of_a, of_b, width, out, m) {
  const rows_a = padded(of_a.count, ROW_STEP);
  const rows_b = padded(of_b.count, ROW_STEP);
  const stride = padded(width, COLUMN_STEP);
  memory.kernel.product(TILE_A_AT, TILE_B_AT, PRODUCT_AT, rows_a, rows_b, stride);
  const products = memory.floats(PRODUCT_AT, rows_a * rows_b);
  for (let i = 0; i < of_a.count; i += 1) {
    const to = (of_a.first + i) * m + of_b.first;
    for (let j = 0; j < of_b.count; j += 1) out[to + j] += products[i * rows_b + j];
  }
}
