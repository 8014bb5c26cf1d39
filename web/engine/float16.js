/**
 * @file Numbers of 16 bits (IEEE 754 binary16), which not every browser knows by itself (Float16Array).
 */

/** The number that 16 bits of IEEE 754 mean. @param {number} bits */
export function float16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** 2^112: a float16's bits moved into a float32's place are a number so much too small. */
const LIFT = 2 ** 112;

/** float32 of finite numbers, exactly. @param {Uint16Array} bits */
export function widened(bits) {
  const moved = Uint32Array.from(bits, (half) => ((half & 0x8000) << 16) | ((half & 0x7fff) << 13));
  return new Float32Array(moved.buffer).map((number) => number * LIFT);
}

/** The float16 next to a number within its range, the even one of two. @param {number} number */
export function rounded(number) {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(number))));
  const step = 2 ** (exponent - 10);
  const whole = Math.round(number / step);
  const tie = Math.abs((number / step) % 1) === 0.5;
  return (tie && whole % 2 !== 0 ? whole - 1 : whole) * step;
}

const GREATEST = 65_504;

/** The bits of the float16 next to a number; those beyond its range become its greatest. @param {number} number */
export function bitsOf(number) {
  const size = Math.min(GREATEST, Math.abs(rounded(number)) || 0);
  const sign = number < 0 ? 0x8000 : 0;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}
