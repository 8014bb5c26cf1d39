// Products of matrices of 4 bits with vectors, as MatMulNBits (com.microsoft, ONNX Runtime) has them stored.
//
// A matrix is [rows][columns / 2] pairs of weights, the lower half of a byte first, with scales [rows][columns / 32] f16
// and zero points [rows][columns / 32 / 2, rounded up] in pairs too: a weight q is (q - zero) * scale. The vectors are
// [tokens][columns] i16 with scales [tokens][columns / 32] f32; the 32 numbers of a block stand in the order in which
// pairs come apart (see `quantise`). A number comes out the same alone and beside other tokens.

import { Matrix } from "./plan";
import { dot, scaled, sum1, sum4 } from "./vectors";

/** The lower of eight pairs, less what is nought: [8] i16. */
// @ts-ignore: decorator
@inline
function lower(pairs: v128, zero: v128): v128 {
  return i16x8.sub(v128.and(pairs, i16x8.splat(15)), zero);
}

/** The upper of eight pairs, less what is nought: [8] i16. */
// @ts-ignore: decorator
@inline
function upper(pairs: v128, zero: v128): v128 {
  return i16x8.sub(i16x8.shr_u(pairs, 4), zero);
}

/** What is nought in block b of a row: [8] i16, all the same. */
// @ts-ignore: decorator
@inline
function zeroOf(zeros: usize, b: i32): v128 {
  return i16x8.splat(<i16>((<i32>load<u8>(zeros + (b >> 1)) >> ((b & 1) << 2)) & 15));
}

/** A block's scale, a float16 of either sign, less 2^112 (see HALF_LIFT): [4] f32, all the same. */
// @ts-ignore: decorator
@inline
function scaleOf(scales: usize): v128 {
  return f32x4.splat(reinterpret<f32>((<i32>load<i16>(scales) << 13) & 0x8fffffff));
}

/** One row times one vector. */
// @ts-ignore: decorator
@inline
function one(row: usize, scales: usize, zeros: usize, columns: i32, vector: usize, vectorScales: usize): f32 {
  let sum = f32x4.splat(0);
  for (let b = 0, blocks = columns >> 5; b < blocks; b++) {
    const zero = zeroOf(zeros, b);
    const p = v128.load_ext<u8>(row);
    const q = v128.load_ext<u8>(row, 8);
    const sums = dot(lower(p, zero), upper(p, zero), lower(q, zero), upper(q, zero), vector);
    sum = f32x4.add(sum, scaled(sums, scaleOf(scales), vectorScales));
    row += 16;
    vector += 64;
    scales += 2;
    vectorScales += 4;
  }
  return sum1(sum);
}

/** One row times four vectors that follow one another. */
// @ts-ignore: decorator
@inline
function four(row: usize, scales: usize, zeros: usize, columns: i32, vector: usize, vectorScales: usize): v128 {
  const stride = <usize>columns << 1;
  const scalesStride = <usize>columns >> 3;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let at = 0, blocks = columns >> 5; at < blocks; at++) {
    const zero = zeroOf(zeros, at);
    const p = v128.load_ext<u8>(row);
    const q = v128.load_ext<u8>(row, 8);
    const w0 = lower(p, zero);
    const w1 = upper(p, zero);
    const w2 = lower(q, zero);
    const w3 = upper(q, zero);
    const scale = scaleOf(scales);
    const second = vector + stride;
    const third = second + stride;
    a = f32x4.add(a, scaled(dot(w0, w1, w2, w3, vector), scale, vectorScales));
    b = f32x4.add(b, scaled(dot(w0, w1, w2, w3, second), scale, vectorScales + scalesStride));
    c = f32x4.add(c, scaled(dot(w0, w1, w2, w3, third), scale, vectorScales + scalesStride * 2));
    d = f32x4.add(d, scaled(dot(w0, w1, w2, w3, third + stride), scale, vectorScales + scalesStride * 3));
    row += 16;
    vector += 64;
    scales += 2;
    vectorScales += 4;
  }
  return sum4(a, b, c, d);
}

/** Rows first..last of a matrix times each vector, into [tokens][width] f32 at these rows. */
export function productOfNibbles(
  matrix: Matrix,
  columns: i32,
  first: i32,
  last: i32,
  vectors: usize,
  vectorScales: usize,
  tokens: i32,
  out: usize,
  width: i32,
): void {
  const stride = <usize>columns << 1;
  const scalesStride = <usize>columns >> 3;
  const outStride = <usize>width << 2;
  const zerosStride = (<usize>columns + 32) >> 6;
  for (let r = first; r < last; r++) {
    const row = matrix.weights + ((<usize>r * columns) >> 1);
    const scales = matrix.scales + ((<usize>r * columns) >> 4);
    const zeros = matrix.zeros + <usize>r * zerosStride;
    let to = out + (<usize>r << 2);
    let vector = vectors;
    let vectorScale = vectorScales;
    let left = tokens;
    for (; left >= 4; left -= 4) {
      const sums = four(row, scales, zeros, columns, vector, vectorScale);
      v128.store_lane<f32>(to, sums, 0);
      v128.store_lane<f32>(to + outStride, sums, 1);
      v128.store_lane<f32>(to + outStride * 2, sums, 2);
      v128.store_lane<f32>(to + outStride * 3, sums, 3);
      to += outStride * 4;
      vector += stride * 4;
      vectorScale += scalesStride * 4;
    }
    for (; left > 0; left -= 1) {
      store<f32>(to, one(row, scales, zeros, columns, vector, vectorScale));
      to += outStride;
      vector += stride;
      vectorScale += scalesStride;
    }
  }
}
