/**
 * @file What the library's reading of JSON lets through and must not: every byte that it takes from here on can still
 * become an answer that parses and fits.
 *
 * A filter over its machine, without a state of its own. Refused are bytes that are no UTF-8, escapes by number, a comma
 * before a closing bracket, keys in another order than the schema's, numbers that cannot come to fit (see numbers.js),
 * and a backslash or a quote after which nothing may come. Holds for schemas without deferred parts ($ref, anyOf, not,
 * ...): these are judged by the library at the end of a value, when it is too late to choose.
 */

import { finiteOf, numberGoesOn } from "./numbers.js";
import { placeOf } from "./places.js";

/** @typedef {Record<string, any>} Schema */
/**
 * What the library has read of an answer; the parts that are looked at here.
 * @typedef {object} State
 * @property {string} mode
 * @property {Schema} schema of the value that is being read
 * @property {{kind: string, schema: Schema, seen: Set<string>, key?: string, length: number}[]} stack the open brackets
 * @property {number[]} [bytes] of a string or a key, escapes resolved
 * @property {number} [stringLength] in characters
 * @property {number} [stringPending] bytes that a character still wants
 * @property {string} [text] of a number
 * @property {string} [literal]
 * @property {number} [index]
 */
/**
 * @typedef {object} Machine
 * @property {State} initial
 * @property {(state: State, byte: number) => State} transition
 * @property {(state: State) => boolean} viable
 * @property {(state: State) => boolean} accepting
 * @property {(state: State) => number | undefined} [stringCapacity]
 * @property {(state: State) => string | undefined} [maskKey]
 */

const [LETTER_U, CLOSE, END] = [0x75, 0x5d, 0x7d];
const ESCAPED = [...'"\\/bfnrt'].map((letter) => letter.charCodeAt(0));
/** What may follow the first byte of a character, where that is less than any continuation (Unicode, table 3-7). */
const SECOND = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);
const encoder = new TextEncoder();

/**
 * @template {Machine} T @param {T} machine the library's @param {number} longest of the tokens, in bytes
 * @returns {T}
 */
export function strict(machine, longest) {
  const dead = machine.transition(machine.initial, 0);
  /** @param {State} state @param {number} byte @returns {State} */
  const transition = (state, byte) => {
    if (!byteFits(state, byte)) return dead;
    const next = machine.transition(state, byte);
    const goesOn = GOES_ON[next.mode];
    return !goesOn || goesOn(next, (after) => machine.viable(transition(next, after)))
      ? next
      : dead;
  };
  return {
    ...machine,
    transition,
    maskKey: (/** @type {State} */ state) => placeOf(state, longest),
  };
}

/** @param {State} state @param {number} byte */
function byteFits(state, byte) {
  if (state.mode === "string" || state.mode === "key-string") return isUtf8(state, byte);
  if (state.mode === "escape" || state.mode === "key-escape") return byte !== LETTER_U;
  const bracket = state.stack.at(-1);
  if (state.mode === "array-value") return byte !== CLOSE || bracket?.length === 0;
  if (state.mode === "object-key") return byte !== END || bracket?.seen.size === 0;
  return true;
}

/** @param {State} state within a string @param {number} byte */
function isUtf8({ bytes = [], stringPending = 0 }, byte) {
  if (stringPending <= 0) return byte < 0x80 || (byte >= 0xc2 && byte <= 0xf4);
  const [low, high] = SECOND.get(bytes[bytes.length - 1]) ?? [0x80, 0xbf];
  return byte >= low && byte <= high;
}

/**
 * By where the library is after a byte: whether it can come to an end from there. `may` says whether a byte may follow.
 * @type {Record<string, (state: State, may: (byte: number) => boolean) => boolean>}
 */
const GOES_ON = {
  number: ({ schema, text }) => numberGoesOn(schema, String(text)),
  literal: ({ schema, literal }) =>
    finiteOf(schema)?.some((one) => String(one) === literal) ?? true,
  string: ({ schema, bytes }) =>
    bytes?.length !== 0 || (finiteOf(schema)?.some((one) => typeof one === "string") ?? true),
  escape: (_, may) => ESCAPED.some(may),
  "key-escape": (_, may) => ESCAPED.some(may),
  "object-key": ({ stack }) => stack.at(-1)?.seen.size === 0 || nextKeys(stack).length > 0,
  "key-string": ({ stack, bytes = [] }) =>
    nextKeys(stack).some(
      (key) => encoder.encode(key).subarray(0, bytes.length).join() === bytes.join(),
    ),
  colon: ({ stack }) => nextKeys(stack).includes(String(stack.at(-1)?.key)),
};

/** The keys that may come next: those after the last, up to the first that has to. @param {State["stack"]} stack */
function nextKeys(stack) {
  const { schema, seen } = stack[stack.length - 1];
  const keys = Object.keys(schema.properties ?? {});
  const rest = keys.slice(keys.findLastIndex((key) => seen.has(key)) + 1);
  const needed = rest.findIndex((key) => schema.required?.includes(key));
  return rest.slice(0, needed < 0 ? rest.length : needed + 1);
}
