/**
 * @file AdamW on an adapter's arrays (Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2).
 *
 * Knows nothing of where gradients come from.
 */

/** @typedef {Record<string, Float32Array>} Arrays by name */
/** @typedef {{learning_rate: number, weight_decay: number, clip_norm: number, b_ratio: number}} Rates see `StepRates` */

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** Arrays and their moments, after so many steps. */
export class AdamW {
  /** @param {Arrays} arrays @param {Arrays} first @param {Arrays} second @param {number} steps */
  constructor(arrays, first, second, steps) {
    this.arrays = arrays;
    this.first = first;
    this.second = second;
    this.steps = steps;
  }

  /**
   * One step more, in place. Gradients are clipped by the norm of all of them together.
   * @param {Arrays} gradients finite ones @param {number} norm of all of them @param {Rates} rates
   */
  step(gradients, norm, { learning_rate, weight_decay, clip_norm, b_ratio }) {
    this.steps += 1;
    const shrink = Math.min(1, clip_norm / (norm + 1e-6));
    const correct_1 = 1 - BETA_1 ** this.steps;
    const correct_2 = Math.sqrt(1 - BETA_2 ** this.steps);
    const kept = 1 - learning_rate * weight_decay;
    for (const [name, gradient] of Object.entries(gradients)) {
      const [array, first, second] = [this.arrays, this.first, this.second].map((of) => of[name]);
      const rate = (learning_rate * (name.endsWith(".B") ? b_ratio : 1)) / correct_1;
      for (let at = 0; at < gradient.length; at += 1) {
        const slope = gradient[at] * shrink;
        first[at] = first[at] * BETA_1 + slope * (1 - BETA_1);
        second[at] = second[at] * BETA_2 + slope * slope * (1 - BETA_2);
        const size = Math.sqrt(second[at]) / correct_2 + EPSILON;
        array[at] = array[at] * kept - (rate * first[at]) / size;
      }
    }
  }
}

/** The length of all gradients as one vector. @param {Arrays} gradients */
export function normOf(gradients) {
  let square = 0;
  for (const gradient of Object.values(gradients))
    for (let at = 0; at < gradient.length; at += 1) square += gradient[at] * gradient[at];
  return Math.sqrt(square);
}
