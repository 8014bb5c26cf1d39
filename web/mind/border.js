/**
 * @file The border to Python: a message becomes text with its bytes beside it, and comes back.
 *
 * In the text an object `{"$bytes": n}` stands for the n-th buffer. A typed array becomes its bytes; from
 * Python they come as `Uint8Array`. `hearthside.wire.jsontext` does the same on the other side.
 * Knows nothing of what a message means, or of who carries it.
 */

import { Mark } from "../wire/wire.gen.js";

/**
 * @param {unknown} message plain values and typed arrays
 * @returns {{text: string, buffers: Uint8Array[]}}
 */
export function write(message) {
  /** @type {Uint8Array[]} */
  const buffers = [];
  const text = JSON.stringify(message, (_key, value) => {
    if (!ArrayBuffer.isView(value)) return value;
    return {
      [Mark.BYTES]: buffers.push(bytesOf(value)) - 1,
    };
  });
  return { text, buffers };
}

/** @param {string} text @param {Uint8Array[]} buffers @returns {any} the message */
export function read(text, buffers) {
  // A text without buffers has no marks, whatever its objects look like.
  if (buffers.length === 0) return JSON.parse(text);
  return JSON.parse(text, (_key, value) => (isMark(value) ? buffers[value[Mark.BYTES]] : value));
}

/** @param {ArrayBufferView} view */
function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** @param {any} value */
function isMark(value) {
  return value !== null && typeof value === "object" && Mark.BYTES in value;
}
