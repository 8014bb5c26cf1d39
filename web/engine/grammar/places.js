/**
 * @file Names for the places of an answer at which the same may follow, by which the library keeps its masks.
 *
 * Its own names hold every value that was read, for schemas where one value decides of another: no two answers would
 * share a mask. Where none does, what may follow depends on the brackets and the keys alone, and on what is being read.
 */

import { finiteOf } from "./numbers.js";

/** @typedef {import("./strict.js").State} State */
/** @typedef {import("./strict.js").Schema} Schema */

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();
let lastNumber = 0;

/** @param {Schema | boolean} schema */
function numberOf(schema) {
  if (typeof schema === "boolean") return String(schema);
  if (!numbers.has(schema)) numbers.set(schema, ++lastNumber);
  return numbers.get(schema);
}

/** @param {State} state @param {number} longest of the tokens, in bytes @returns {string} */
export function placeOf(state, longest) {
  const brackets = state.stack.map(({ kind, schema, seen, length, key }) =>
    kind === "object"
      ? `{${numberOf(schema)} ${JSON.stringify([...seen, key])}`
      : `[${numberOf(schema)} ${length}`,
  );
  const { mode, schema, text, literal, index } = state;
  const read = state.bytes ? readOf(state, longest) : "";
  return [mode, numberOf(schema), read, text, literal, index, ...brackets].join("|");
}

/** What matters of a string so far: of one that is free, how much more there may and must be. @param {State} state @param {number} longest */
function readOf({ mode, schema, bytes = [], stringLength = 0, stringPending }, longest) {
  if (mode !== "string" && mode !== "escape") return bytes.join();
  if (typeof schema === "object" && finiteOf(schema)) return bytes.join();
  const { minLength = 0, maxLength = Infinity } = schema;
  const more = Math.min(maxLength - stringLength, longest);
  const missing = Math.max(minLength - stringLength, 0);
  return [more, missing, stringPending ? bytes.slice(-3) : ""].join();
}
