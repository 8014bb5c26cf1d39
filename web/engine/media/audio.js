/**
 * @file A sound as Gemma 4's encoder takes it, as transformers 5.24.0 does it (models/gemma4/
 * feature_extraction_gemma4.py): logarithms of how strong each mel band of each frame is.
 */

import { invalid } from "../arguments.js";
import { Spectrum } from "./spectrum.js";

/**
 * @typedef {object} AudioFacts
 * @property {number} place_id
 * @property {number} sample_rate_hz
 * @property {number} samples at most so many are heard
 * @property {number} pad_samples filled up to a multiple of
 * @property {number} frame_samples
 * @property {number} hop_samples
 * @property {number} fft_samples
 * @property {number} mels
 * @property {number} low_hz
 * @property {number} high_hz
 * @property {number} mel_floor
 */
/** @typedef {{first: number, weights: Float64Array}} Band a triangle over frequencies, from the first that it has */

/**
 * @param {Float32Array} samples from -1 to 1 at the rate of the facts; what is past its most is left out
 * @param {AudioFacts} facts
 * @returns {{mels: Float32Array, heard: Uint8Array, frames: number}} [frames, mels], and 1 for each frame that is
 *   recorded from end to end; others are 0
 * @throws {import("../../wire/rpc.js").WireError} call.invalid: too few for one frame
 */
export function logMels(samples, facts) {
  const { frame_samples, hop_samples, fft_samples, mels: count, mel_floor } = facts;
  const recorded = samples.subarray(0, facts.samples);
  // Half a frame of silence before: the first frame's middle is the beginning.
  const before = frame_samples / 2;
  const length = Math.ceil(recorded.length / facts.pad_samples) * facts.pad_samples;
  const padded = new Float32Array(before + length);
  padded.set(recorded, before);
  // A frame takes one sample more than it uses: transformers' own count.
  const frames = Math.max(0, Math.floor((padded.length - frame_samples - 1) / hop_samples) + 1);
  const heard = Uint8Array.from({ length: frames }, (_, at) =>
    Number(at * hop_samples + frame_samples < before + recorded.length),
  );
  if (heard[0] !== 1) throw invalid("The sound is too short.", `${samples.length} samples`);
  const [window, bands] = [hann(frame_samples), bandsOf(facts)];
  const spectrum = new Spectrum(fft_samples);
  const magnitudes = new Float64Array(fft_samples / 2 + 1);
  const mels = new Float32Array(frames * count);
  for (let at = 0; at < frames && heard[at]; at += 1) {
    const frame = padded.subarray(at * hop_samples, at * hop_samples + frame_samples);
    spectrum.magnitudes(
      frame.map((number, place) => number * window[place]),
      magnitudes,
    );
    for (const [mel, band] of bands.entries())
      mels[at * count + mel] = Math.log(strength(magnitudes, band) + mel_floor);
  }
  return { mels, heard, frames };
}

/** A window that begins at 0 and would end there. @param {number} size */
function hann(size) {
  return Float32Array.from(
    { length: size },
    (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size),
  );
}

/** @param {Float64Array} magnitudes @param {Band} band */
function strength(magnitudes, { first, weights }) {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += magnitudes[first + at] * weights[at];
  return sum;
}

/** Triangles, evenly apart on the mel scale of HTK. @param {AudioFacts} facts @returns {Band[]} */
function bandsOf({ sample_rate_hz, fft_samples, mels, low_hz, high_hz }) {
  const [low, high] = [low_hz, high_hz].map((hertz) => 2595 * Math.log10(1 + hertz / 700));
  const corners = Array.from({ length: mels + 2 }, (_, at) => {
    const mel = low + ((high - low) * at) / (mels + 1);
    return 700 * (10 ** (mel / 2595) - 1);
  });
  const frequencies = Array.from(
    { length: fft_samples / 2 + 1 },
    (_, at) => (at * sample_rate_hz) / fft_samples,
  );
  return Array.from({ length: mels }, (_, mel) => {
    const [left, middle, right] = corners.slice(mel, mel + 3);
    const every = frequencies.map((hertz) =>
      Math.max(0, Math.min((hertz - left) / (middle - left), (right - hertz) / (right - middle))),
    );
    const first = Math.max(
      0,
      every.findIndex((weight) => weight > 0),
    );
    const end = every.findLastIndex((weight) => weight > 0) + 1;
    return { first, weights: Float64Array.from(every.slice(first, end)) };
  });
}
