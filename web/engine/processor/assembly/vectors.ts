// Arithmetic on vectors of float32: norms, rotations, the gate, and their turning into 16-bit whole numbers.
//
// Lengths are multiples of 4, or of 32 where it is said. Knows nothing of layers or threads.

import { BLOCK, plan } from "./plan";

// A float16's bits, shifted left by 13 and read as a float32, are the number / 2^112. The scales of activations bear
// the 2^112 that is missing: so no product on the way is subnormal, which would halve the speed.
export const HALF_LIFT: f32 = 5192296858534827628530496329220096.0;
const MOST: f32 = 32767;

/** A float16 at `place`, not negative and finite, less 2^112. */
// @ts-ignore: decorator
@inline
export function half(place: usize): f32 {
  return reinterpret<f32>((<u32>load<u16>(place)) << 13);
}

/** The sum of four numbers, in the order in which `sum4` adds too. */
// @ts-ignore: decorator
@inline
export function sum1(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3))
  );
}

/** The sums of four vectors, as one. */
// @ts-ignore: decorator
@inline
export function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** 32 weights times 32 activations: partial sums in four i32 lanes, at most 128 * 32767 * 8 each. [32] i16 each. */
// @ts-ignore: decorator
@inline
export function dot(w0: v128, w1: v128, w2: v128, w3: v128, vector: usize): v128 {
  return i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(w0, v128.load(vector)), i32x4.dot_i16x8_s(w1, v128.load(vector, 16))),
    i32x4.add(i32x4.dot_i16x8_s(w2, v128.load(vector, 32)), i32x4.dot_i16x8_s(w3, v128.load(vector, 48))),
  );
}

/** Whole sums times a block's two scales. */
// @ts-ignore: decorator
@inline
export function scaled(sums: v128, scale: v128, vectorScale: usize): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.mul(scale, v128.load32_splat(vectorScale)));
}

// @ts-ignore: decorator
@inline
export function largest(a: v128): f32 {
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

/** e to the power of each number, to 2 units in the last place (Cephes' expf). */
// @ts-ignore: decorator
@inline
export function exp4(power: v128): v128 {
  const x = f32x4.max(f32x4.min(power, f32x4.splat(88)), f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))),
    f32x4.mul(n, f32x4.splat(-2.12194440e-4)),
  );
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** to = from / its root mean square * factor, and what is at `to` besides where `add`; each [count] f32. */
export function norm(from: usize, factor: usize, to: usize, count: i32, add: bool): void {
  const end = <usize>count << 2;
  let square = f32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const v = v128.load(from + i);
    square = f32x4.add(square, f32x4.mul(v, v));
  }
  const by = f32x4.splat(1 / sqrt<f32>(sum1(square) / <f32>count + plan.epsilon));
  for (let i: usize = 0; i < end; i += 16) {
    const v = f32x4.mul(f32x4.mul(v128.load(from + i), by), v128.load(factor + i));
    v128.store(to + i, add ? f32x4.add(v128.load(to + i), v) : v);
  }
}

/** Turns a head [headDim] f32 in place, its first half against its second, by [cosine, sine][headDim / 2] f32. */
export function rotate(head: usize, rotation: usize, headDim: i32): void {
  const half = <usize>headDim << 1;
  for (let i: usize = 0; i < half; i += 16) {
    const a = v128.load(head + i);
    const b = v128.load(head + half + i);
    const cosine = v128.load(rotation + i);
    const sine = v128.load(rotation + half + i);
    v128.store(head + i, f32x4.sub(f32x4.mul(a, cosine), f32x4.mul(b, sine)));
    v128.store(head + half + i, f32x4.add(f32x4.mul(b, cosine), f32x4.mul(a, sine)));
  }
}

/** gate = gelu(gate) * up, in the tanh form; each [count] f32. */
export function gate(gateAt: usize, upAt: usize, count: i32): void {
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const g = v128.load(gateAt + i);
    const cube = f32x4.mul(f32x4.mul(g, g), g);
    // g (1 + tanh(z)) / 2 = g / (1 + e^(-2z)); 2 sqrt(2 / pi) = 1.5957691
    const power = f32x4.mul(f32x4.splat(-1.5957691216057308), f32x4.add(g, f32x4.mul(f32x4.splat(0.044715), cube)));
    const opened = f32x4.div(g, f32x4.add(f32x4.splat(1), exp4(power)));
    v128.store(gateAt + i, f32x4.mul(opened, v128.load(upAt + i)));
  }
}

/** to = (to + from) * sqrt(1/2); each [count] f32. */
export function mix(from: usize, to: usize, count: i32): void {
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const both = f32x4.add(v128.load(to + i), v128.load(from + i));
    v128.store(to + i, f32x4.mul(both, f32x4.splat(0.7071067811865476)));
  }
}

/** Multiplies [count] f32 by a number. */
export function scale(vector: usize, count: i32, by: f32): void {
  for (const end = vector + (<usize>count << 2); vector < end; vector += 16) {
    v128.store(vector, f32x4.mul(v128.load(vector), f32x4.splat(by)));
  }
}

/** cap * tanh(x / cap) of each of [count] f32, any count. */
export function bound(vector: usize, count: i32, cap: f32): void {
  const end = vector + (<usize>count << 2);
  for (; vector + 16 <= end; vector += 16) v128.store(vector, bounded(v128.load(vector), cap));
  for (; vector < end; vector += 4) v128.store_lane<f32>(vector, bounded(v128.load32_splat(vector), cap), 0);
}

/** tanh(z) = 1 - 2 / (e^(2z) + 1) */
// @ts-ignore: decorator
@inline
function bounded(x: v128, cap: f32): v128 {
  const power = exp4(f32x4.mul(x, f32x4.splat(2 / cap)));
  const part = f32x4.div(f32x4.splat(2), f32x4.add(power, f32x4.splat(1)));
  return f32x4.mul(f32x4.sub(f32x4.splat(1), part), f32x4.splat(cap));
}

/**
 * [count] f32 -> [count] i16 and a scale for each block of 32, [count / 32] f32; count is a multiple of 32. Beside
 * matrices of 4 bits each 16 numbers of a block stand as pairs come apart: those at even places, then the others.
 */
export function quantise(from: usize, count: i32, to: usize, scales: usize): void {
  for (let b = count / BLOCK; b > 0; b--) {
    let top = f32x4.abs(v128.load(from));
    for (let i: usize = 16; i < 128; i += 16) top = f32x4.max(top, f32x4.abs(v128.load(from + i)));
    const most = largest(top);
    const by = f32x4.splat(most > 0 ? MOST / most : 0);
    for (let i: usize = 0; i < 128; i += 64) {
      const low = whole8(from + i, by);
      const high = whole8(from + i + 32, by);
      const paired = plan.bits == 4;
      v128.store(to + (i >> 1), paired ? v128.shuffle<i16>(low, high, 0, 2, 4, 6, 8, 10, 12, 14) : low);
      v128.store(to + (i >> 1), paired ? v128.shuffle<i16>(low, high, 1, 3, 5, 7, 9, 11, 13, 15) : high, 16);
    }
    store<f32>(scales, (most / MOST) * HALF_LIFT);
    from += 128;
    to += 64;
    scales += 4;
  }
}

/** Eight f32 times `by`, to the nearest i16. */
// @ts-ignore: decorator
@inline
function whole8(from: usize, by: v128): v128 {
  const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(from), by)));
  const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(from, 16), by)));
  return i16x8.narrow_i32x4_s(low, high);
}
