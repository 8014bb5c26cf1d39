/**
 * @file One grammar at work: which tokens may follow an answer so far.
 *
 * The library's constraint reads on and never back, and knows one end token: here a state is kept for each token, so
 * an answer may be cut or begun anew, and all of the model's end tokens end it. Knows nothing of models or caches.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/** @typedef {import("./strict.js").Machine} Machine */
/** @typedef {import("./strict.js").State} State */
/** @typedef {{fillMask: (target: Uint32Array) => boolean}} Constraint the library's */

export class Grammar {
  #machine;
  #vocabulary;
  #ends;
  #controls;
  #constraint;
  /** Where the constraint stands: it is asked for masks only, and moved from here. @type {{at: State}} */
  #here;
  /** @type {number[]} the answer that was read */
  #read = [];
  /** @type {State[]} before the first token of it, and after each */
  #states;

  /**
   * @param {Machine} machine @param {Vocabulary} vocabulary @param {number[]} ends ids of the end tokens, the library's first
   * @param {(machine: any) => Constraint} constraint the library's over such a machine
   */
  constructor(machine, vocabulary, ends, constraint) {
    this.#machine = machine;
    this.#vocabulary = vocabulary;
    this.#ends = ends;
    this.#controls = new Set(vocabulary.special_token_ids);
    this.#states = [machine.initial];
    this.#here = { at: machine.initial };
    this.#constraint = constraint(movable(machine, this.#here));
  }

  /**
   * The tokens that may follow an answer, a bit each.
   * @param {number[]} answer @returns {Uint32Array}
   * @throws {WireError} call.invalid: the answer is not of this grammar; grammar.invalid: nothing may follow
   */
  allowed(answer) {
    this.#goTo(answer);
    const mask = new Uint32Array(Math.ceil(this.#vocabulary.tokens.length / 32));
    this.#here.at = this.#states[answer.length];
    if (!this.#constraint.fillMask(mask)) {
      const message = "The fields contradict one another: the answer cannot go on.";
      throw new WireError(Code.GRAMMAR_INVALID, message, `after ${answer.length} tokens`);
    }
    if (has(mask, this.#ends[0])) for (const id of this.#ends) mask[id >>> 5] |= 1 << (id & 31);
    return mask;
  }

  /**
   * The tokens that may follow an answer, and then each of those proposed, as far as these may follow.
   * @param {number[]} answer @param {number[]} proposed @returns {Uint32Array[]} at least one
   * @throws {WireError} as `allowed`, for the answer alone
   */
  along(answer, proposed) {
    const masks = [this.allowed(answer)];
    for (const [at, id] of proposed.entries()) {
      if (!has(masks[at], id) || this.#controls.has(id)) break;
      try {
        masks.push(this.allowed([...answer, ...proposed.slice(0, at + 1)]));
      } catch {
        break;
      }
    }
    return masks;
  }

  /** @param {number[]} answer */
  #goTo(answer) {
    const read = this.#read;
    const differs = read.findIndex((id, at) => id !== answer[at]);
    if (differs >= 0) {
      read.length = differs;
      this.#states.length = differs + 1;
    }
    for (const id of answer.slice(read.length)) {
      this.#states.push(this.#after(this.#states[read.length], id));
      read.push(id);
    }
  }

  /** @param {State} before @param {number} id @returns {State} @throws {WireError} call.invalid */
  #after(before, id) {
    const { transition, viable } = this.#machine;
    const state = this.#vocabulary.tokens[id].reduce(transition, before);
    if (!this.#controls.has(id) && viable(state)) return state;
    throw new WireError(Code.CALL_INVALID, `Token ${id} does not follow from the grammar.`);
  }
}

/**
 * A machine that begins wherever `here` says.
 * @param {Machine} machine @param {{at: State}} here
 */
function movable(machine, here) {
  const real = (/** @type {any} */ state) => (state === here ? here.at : state);
  return {
    ...machine,
    initial: here,
    transition: (/** @type {State} */ state, /** @type {number} */ byte) =>
      machine.transition(real(state), byte),
    accepting: (/** @type {State} */ state) => machine.accepting(real(state)),
    stringCapacity: (/** @type {State} */ state) => machine.stringCapacity?.(real(state)),
    maskKey: (/** @type {State} */ state) => machine.maskKey?.(real(state)),
  };
}

/** @param {Uint32Array} mask @param {number} id */
const has = (mask, id) => (mask[id >>> 5] & (1 << (id & 31))) !== 0;

/**
 * The same row of logits, now with NaN, which ranks nowhere, in place of those that are not allowed.
 * @param {Float32Array} row @param {Uint32Array} mask @returns {Float32Array}
 */
export function masked(row, mask) {
  row.fill(Number.NaN, mask.length << 5);
  for (let word = 0; word < mask.length; word += 1) {
    const first = word << 5;
    // Of a word that is full, which most are within a text, nothing is left to do.
    if (mask[word] === 0) row.fill(Number.NaN, first, first + 32);
    else
      for (let bits = ~mask[word]; bits !== 0; bits &= bits - 1)
        row[first + lowest(bits)] = Number.NaN;
  }
  return row;
}

/** The place of the lowest bit that is set. @param {number} bits */
const lowest = (bits) => 31 - Math.clz32(bits & -bits);
