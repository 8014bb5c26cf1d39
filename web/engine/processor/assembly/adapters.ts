// Low-rank adapters (Hu et al. 2021): beside the product of a matrix, W x, stands B (A x), with A [rank][columns] and
// B [rows][rank] f32, the scale folded into B.
//
// A x is `low` [rank] f32. The phase that makes x makes it, in parts where several slabs share x; the phase that
// multiplies by W adds them up, always in one order. Rank is a multiple of 4.

import { plan } from "./plan";
import { sum1 } from "./vectors";

/** Some columns of A, whose rows have `width`, times as many numbers of x -> low. */
export function lower(a: usize, width: i32, x: usize, columns: i32, low: usize): void {
  const end = <usize>columns << 2;
  for (let r = 0; r < plan.rank; r++) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < end; i += 16) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(x + i)));
    }
    store<f32>(low + (<usize>r << 2), sum1(sum));
    a += <usize>width << 2;
  }
}

/** Adds rows first..last of B times each token's low to [tokens][width] f32. lows: [tokens][parts][rank]. */
export function raise(
  b: usize, lows: usize, parts: i32, first: i32, last: i32, tokens: i32, out: usize, width: i32,
): void {
  const bytes = <usize>plan.rank << 2;
  for (let t = 0; t < tokens; t++) {
    const low = lows + <usize>(t * parts) * bytes;
    const to = out + (<usize>(t * width) << 2);
    for (let i: usize = 0; i < bytes; i += 16) {
      let sum = v128.load(low + i);
      for (let part = 1; part < parts; part++) sum = f32x4.add(sum, v128.load(low + <usize>part * bytes + i));
      for (let row = first; row < last; row++) {
        const place = to + (<usize>row << 2);
        const product = f32x4.mul(sum, v128.load(b + <usize>row * bytes + i));
        store<f32>(place, load<f32>(place) + sum1(product));
      }
    }
  }
}
