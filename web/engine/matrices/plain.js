/**
 * @file The arithmetic of kernel.wat in plain JavaScript, for where SIMD is missing: the same answers to
 * the last bit, some ten times slower.
 *
 * Knows addresses and counts only, like the kernel. Float32 sums run in four lanes, as SIMD's do.
 */

/** @typedef {import("./kernel.js").Kernel} Kernel */

/** @returns {Kernel} with a memory of its own */
export function plainKernel() {
  const memory = new WebAssembly.Memory({ initial: 0 });
  return {
    memory,
    dots: (...places) => dots(memory.buffer, ...places),
    product: (...places) => product(memory.buffer, ...places),
  };
}

/**
 * @param {ArrayBuffer} buffer @param {number} rows @param {number} scales @param {number} count
 * @param {number} stride @param {number} query @param {number} query_scale @param {number} out
 */
function dots(buffer, rows, scales, count, stride, query, query_scale, out) {
  const bytes = new Int8Array(buffer, rows, count * stride);
  const weights = new Int16Array(buffer, query, stride);
  const row_scales = new Float32Array(buffer, scales, count);
  const scores = new Float32Array(buffer, out, count);
  for (let row = 0; row < count; row += 1) {
    let sum = 0;
    for (let c = 0, at = row * stride; c < stride; c += 1, at += 1) {
      sum = (sum + bytes[at] * weights[c]) | 0;
    }
    scores[row] = sum * query_scale * row_scales[row];
  }
}

/**
 * @param {ArrayBuffer} buffer @param {number} a @param {number} b @param {number} out
 * @param {number} rows_a @param {number} rows_b @param {number} stride
 */
function product(buffer, a, b, out, rows_a, rows_b, stride) {
  const left = new Float32Array(buffer, a, rows_a * stride);
  const right = new Float32Array(buffer, b, rows_b * stride);
  const products = new Float32Array(buffer, out, rows_a * rows_b);
  for (let i = 0; i < rows_a; i += 1) {
    for (let j = 0; j < rows_b; j += 1) {
      products[i * rows_b + j] = lanes(left, i * stride, right, j * stride, stride);
    }
  }
}

const { fround } = Math;

/**
 * One inner product, rounded to float32 after each step.
 * @param {Float32Array} a @param {number} p @param {Float32Array} b @param {number} q
 * @param {number} length a multiple of 4
 */
function lanes(a, p, b, q, length) {
  let s0 = fround(0);
  let s1 = fround(0);
  let s2 = fround(0);
  let s3 = fround(0);
  for (let c = 0; c < length; c += 4) {
    s0 = fround(s0 + fround(a[p + c] * b[q + c]));
    s1 = fround(s1 + fround(a[p + c + 1] * b[q + c + 1]));
    s2 = fround(s2 + fround(a[p + c + 2] * b[q + c + 2]));
    s3 = fround(s3 + fround(a[p + c + 3] * b[q + c + 3]));
  }
  return fround(fround(s0 + s2) + fround(s1 + s3));
}
