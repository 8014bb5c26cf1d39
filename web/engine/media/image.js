/**
 * @file A picture as Gemma 4's encoder takes it, as transformers 5.24.0 does it (models/gemma4/
 * image_processing_pil_gemma4.py). The picture has its fitted size: who draws it resizes it.
 */

import { invalid } from "../arguments.js";

/** @typedef {{place_id: number, patch_pixels: number, pooling: number, budgets: number[]}} ImageFacts */

const CHANNELS = 4;
const MOST_BYTE = 255;

/**
 * Patches row by row of the picture, numbers from 0 to 1 in the order (row, column, colour), and (column, row) of each.
 * What is transparent counts as what it is behind it.
 * @param {Uint8Array} rgba @param {number} width @param {number} height @param {ImageFacts} facts
 * @returns {{numbers: Float32Array, places: BigInt64Array, patches: number, tokens: number}}
 * @throws {import("../../wire/rpc.js").WireError} call.invalid
 */
export function patchesOf(rgba, width, height, facts) {
  check(rgba, width, height, facts);
  const { patch_pixels: side, pooling } = facts;
  const across = width / side;
  const patches = across * (height / side);
  const numbers = new Float32Array(patches * side * side * 3);
  const places = new BigInt64Array(patches * 2);
  let to = 0;
  for (let patch = 0; patch < patches; patch += 1) {
    const column = patch % across;
    const row = (patch - column) / across;
    places.set([BigInt(column), BigInt(row)], 2 * patch);
    for (let line = 0; line < side; line += 1) {
      const from = CHANNELS * ((row * side + line) * width + column * side);
      to = colours(rgba.subarray(from, from + CHANNELS * side), numbers, to);
    }
  }
  return { numbers, places, patches, tokens: patches / pooling ** 2 };
}

/** Writes the colours of some pixels. @param {Uint8Array} rgba @param {Float32Array} numbers @param {number} to @returns {number} where the next ones go */
function colours(rgba, numbers, to) {
  let next = to;
  for (let at = 0; at < rgba.length; at += CHANNELS)
    for (let colour = 0; colour < 3; colour += 1) numbers[next++] = rgba[at + colour] / MOST_BYTE;
  return next;
}

/** @param {Uint8Array} rgba @param {number} width @param {number} height @param {ImageFacts} facts */
function check(rgba, width, height, { patch_pixels, pooling, budgets }) {
  const unit = patch_pixels * pooling;
  const sides = [width, height];
  if (
    !sides.every((side) => Number.isInteger(side) && side > 0) ||
    rgba.length !== CHANNELS * width * height
  )
    throw invalid(`The picture is not ${width} by ${height} RGBA pixels.`, `${rgba.length} bytes`);
  if (sides.some((side) => side % unit))
    throw invalid(
      `A picture's sides must be multiples of ${unit} pixels.`,
      `${width} by ${height}`,
    );
  if (width * height > Math.max(...budgets) * unit ** 2)
    throw invalid(`${width} by ${height} pixels are too many.`);
}
