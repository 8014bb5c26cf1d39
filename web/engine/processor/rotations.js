/**
 * @file By how much each place turns its queries and keys (RoPE): cosines and sines of angles.
 */

/** @typedef {import("./layout.js").BodyFacts} BodyFacts */

export class Rotations {
  /** @type {Float64Array[]} [sliding, full][headDim / 2], the angle from one place to the next */
  #steps;
  #half;

  /** @param {BodyFacts} body @param {number} headDim */
  constructor({ rope_base_sliding, rope_base_full, rope_factor_full }, headDim) {
    const half = headDim / 2;
    const steps = (/** @type {number} */ base, /** @type {number} */ factor) =>
      Float64Array.from({ length: half }, (_, at) => base ** (-at / half) / factor);
    this.#half = half;
    this.#steps = [steps(rope_base_sliding, 1), steps(rope_base_full, rope_factor_full)];
  }

  /**
   * Those of `count` places from `first` on.
   * @param {Float32Array} to [count][sliding, full][cosine, sine][headDim / 2]
   * @param {number} first @param {number} count
   */
  write(to, first, count) {
    let at = 0;
    for (let place = first; place < first + count; place += 1) {
      for (const steps of this.#steps) {
        for (let i = 0; i < this.#half; i += 1) {
          const angle = place * steps[i];
          to[at + i] = Math.cos(angle);
          to[at + this.#half + i] = Math.sin(angle);
        }
        at += 2 * this.#half;
      }
    }
  }
}
