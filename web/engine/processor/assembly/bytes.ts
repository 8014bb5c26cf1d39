// Products of matrices of 8 bits with vectors: bytes as the files hold them times 16-bit activations.
//
// A matrix is [rows][columns] u8 (128 is nought) with scales [rows][columns / 32] f16; the vectors are
// [tokens][columns] i16 with scales [tokens][columns / 32] f32. The bound is how fast bytes come from memory: for one
// token, several rows at once would halve that. A number comes out the same alone and beside other tokens.

import { Matrix } from "./plan";
import { dot, half, scaled, sum1, sum4 } from "./vectors";

/** Eight weights as i16: the file's bytes less 128. */
// @ts-ignore: decorator
@inline
function eight(place: usize): v128 {
  return i16x8.sub(v128.load_ext<u8>(place), i16x8.splat(128));
}

/** One row times one vector. */
// @ts-ignore: decorator
@inline
function one(row: usize, scales: usize, columns: i32, vector: usize, vectorScales: usize): f32 {
  let sum = f32x4.splat(0);
  for (const end = row + <usize>columns; row < end; row += 32) {
    const sums = dot(eight(row), eight(row + 8), eight(row + 16), eight(row + 24), vector);
    sum = f32x4.add(sum, scaled(sums, f32x4.splat(half(scales)), vectorScales));
    vector += 64;
    scales += 2;
    vectorScales += 4;
  }
  return sum1(sum);
}

/** One row times four vectors that follow one another. */
// @ts-ignore: decorator
@inline
function four(row: usize, scales: usize, columns: i32, vector: usize, vectorScales: usize): v128 {
  const stride = <usize>columns << 1;
  const scalesStride = <usize>columns >> 3;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (const end = row + <usize>columns; row < end; row += 32) {
    const w0 = eight(row);
    const w1 = eight(row + 8);
    const w2 = eight(row + 16);
    const w3 = eight(row + 24);
    const scale = f32x4.splat(half(scales));
    const second = vector + stride;
    const third = second + stride;
    a = f32x4.add(a, scaled(dot(w0, w1, w2, w3, vector), scale, vectorScales));
    b = f32x4.add(b, scaled(dot(w0, w1, w2, w3, second), scale, vectorScales + scalesStride));
    c = f32x4.add(c, scaled(dot(w0, w1, w2, w3, third), scale, vectorScales + scalesStride * 2));
    d = f32x4.add(d, scaled(dot(w0, w1, w2, w3, third + stride), scale, vectorScales + scalesStride * 3));
    vector += 64;
    scales += 2;
    vectorScales += 4;
  }
  return sum4(a, b, c, d);
}

/** Rows first..last of a matrix times each vector, into [tokens][width] f32 at these rows. */
export function productOfBytes(
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
  for (let r = first; r < last; r++) {
    const row = matrix.weights + <usize>r * columns;
    const rowScales = matrix.scales + ((<usize>r * columns) >> 4);
    let to = out + (<usize>r << 2);
    let vector = vectors;
    let vectorScale = vectorScales;
    let left = tokens;
    for (; left >= 4; left -= 4) {
      const sums = four(row, rowScales, columns, vector, vectorScale);
      v128.store_lane<f32>(to, sums, 0);
      v128.store_lane<f32>(to + outStride, sums, 1);
      v128.store_lane<f32>(to + outStride * 2, sums, 2);
      v128.store_lane<f32>(to + outStride * 3, sums, 3);
      to += outStride * 4;
      vector += stride * 4;
      vectorScale += scalesStride * 4;
    }
    for (; left > 0; left -= 1) {
      store<f32>(to, one(row, rowScales, columns, vector, vectorScale));
      to += outStride;
      vector += stride;
      vectorScale += scalesStride;
    }
  }
}
