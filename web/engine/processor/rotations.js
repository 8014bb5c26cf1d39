/**
 * @file By how much each place turns its queries and keys (RoPE): cosines and sines of angles.
 */

/** @typedef {import("./networks/network.js").Rotation} Rotation */

export class Rotations {
  /** @type {Float64Array[]} of each sort of layers [headDim / 2], the angle from one place to the next */
  #steps;

  /** @param {Rotation[]} sorts of which `turning` pairs of a head turn, the first ones, slower by `factor` */
  constructor(sorts) {
    this.#steps = sorts.map(({ headDim, base, factor, turning }) =>
      Float64Array.from({ length: headDim / 2 }, (_, at) =>
        at < turning ? base ** ((-2 * at) / headDim) / factor : 0,
      ),
    );
  }

  /**
   * Those of `count` places from `first` on.
   * @param {Float32Array} to [count], of each sort [cosine, sine][headDim / 2]
   * @param {number} first @param {number} count
   */
  write(to, first, count) {
    let at = 0;
    for (let place = first; place < first + count; place += 1) {
      for (const steps of this.#steps) {
        for (let i = 0; i < steps.length; i += 1) {
          const angle = place * steps[i];
          to[at + i] = Math.cos(angle);
          to[at + steps.length + i] = Math.sin(angle);
        }
        at += 2 * steps.length;
      }
    }
  }
}
