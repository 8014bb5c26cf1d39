/**
 * @file What a call may bring: whole numbers within bounds, bytes, finite numbers; anything else is refused.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/** @param {string} message @param {string} [detail] */
export const invalid = (message, detail) => new WireError(Code.CALL_INVALID, message, detail);

/**
 * @param {string} name @param {unknown} value @param {number} low @param {number} high
 * @returns {number} @throws {WireError} call.invalid
 */
export function integer(name, value, low, high) {
  const number = Number.isInteger(value) ? /** @type {number} */ (value) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw invalid(`${name} must be a whole number from ${low} to ${high}.`, String(value));
}

/** @param {string} name @param {unknown} value @returns {Uint8Array} @throws {WireError} call.invalid */
export function bytesOf(name, value) {
  if (!ArrayBuffer.isView(value)) throw invalid(`${name} must be bytes.`);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** @param {string} name @param {unknown} value @returns {Float32Array} @throws {WireError} call.invalid */
export function floatsOf(name, value) {
  const bytes = bytesOf(name, value);
  const size = Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length % size) throw invalid(`${name} must be float32.`, `${bytes.length} bytes`);
  const { buffer, byteOffset } = bytes.byteOffset % size ? bytes.slice() : bytes;
  const numbers = new Float32Array(buffer, byteOffset, bytes.length / size);
  // Quicker than a question for each: all but finite numbers leave NaN behind.
  let trace = 0;
  for (let at = 0; at < numbers.length; at += 1) trace += numbers[at] * 0;
  if (trace !== 0) throw invalid(`${name} must be finite numbers.`);
  return numbers;
}
