/**
 * @file The numeric self-test: does this device compute what the model's makers computed?
 *
 * Knows nothing of devices or runtimes; it compares a row of logits, or vectors, with golden values from
 * the model's manifest. A wrong driver gives fluent nonsense, so a model is not ready before this passed.
 */

import { topK } from "./decoder/topk.js";

/**
 * @typedef {object} Golden
 * @property {number[]} ids the tokens to feed
 * @property {number[]} top_ids the ids with the highest logits after them, highest first
 * @property {number[]} top_logits
 */

/**
 * What differs from the golden values, in a few words; empty when nothing does.
 *
 * Every golden logit must be met within `tolerance`, and no other id may be higher than the highest
 * golden one by more than that.
 * @param {Float32Array} row the logits after the golden ids
 * @param {Golden} golden
 * @param {number} tolerance
 * @returns {string}
 */
export function difference(row, golden, tolerance) {
  for (const [at, id] of golden.top_ids.entries()) {
    const error = Math.abs(row[id] - golden.top_logits[at]);
    // Written so that NaN fails too.
    if (!(error <= tolerance)) return `the value of token ${id} is off by ${error.toPrecision(2)}`;
  }
  const highest = topK(row, 1);
  if (highest.values[0] > golden.top_logits[0] + tolerance) {
    return `token ${highest.ids[0]} came out first, not ${golden.top_ids[0]}`;
  }
  return "";
}

/**
 * What no sound device computes, in a few words; empty when nothing is so.
 * @param {Float32Array} row @param {number[]} never_best_ids
 * @returns {string}
 */
export function notSane(row, never_best_ids) {
  const broken = row.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) return `the value of token ${broken} is ${row[broken]}`;
  const [best] = topK(row, 1).ids;
  return never_best_ids.includes(best) ? `token ${best} came out first` : "";
}

/**
 * Which vector points elsewhere than its golden one, in a few words; empty when none does.
 * @param {Float32Array} vectors [golden, dimensions]
 * @param {number} dimensions
 * @param {number[][]} golden the first numbers of each vector, as many as were kept
 * @param {number} least the lowest cosine that is borne
 * @returns {string}
 */
export function turnedAway(vectors, dimensions, golden, least) {
  for (const [at, wanted] of golden.entries()) {
    const found = vectors.subarray(at * dimensions, at * dimensions + wanted.length);
    const cosine = cosineOf(found, wanted);
    // Written so that NaN fails too.
    if (!(cosine >= least)) return `text ${at + 1} has cosine ${cosine.toFixed(4)}, not ${least}`;
  }
  return "";
}

/** @param {Float32Array} a @param {number[]} b of the same length */
function cosineOf(a, b) {
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let at = 0; at < b.length; at += 1) {
    product += a[at] * b[at];
    squareA += a[at] ** 2;
    squareB += b[at] ** 2;
  }
  return product / Math.sqrt(squareA * squareB);
}
