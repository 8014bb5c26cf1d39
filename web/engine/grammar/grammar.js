/**
 * @file One grammar at work: which tokens may follow an answer so far.
 *
 * The library's constraint reads on and never back, and knows one end token: here an answer may be cut or begun anew,
 * and all of the model's end tokens end it. Knows nothing of models or caches.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {{vocabSize: number, fillMask: (target: Uint32Array) => boolean, commit: (id: number) => boolean}} Constraint the library's */

export class Grammar {
  #begin;
  #ends;
  #constraint;
  #mask;
  /** @type {number[]} the answer that the constraint has read */
  #read = [];

  /** @param {() => Constraint} begin a constraint before the first token @param {number[]} ends ids of the end tokens, the library's first */
  constructor(begin, ends) {
    this.#begin = begin;
    this.#ends = ends;
    this.#constraint = begin();
    this.#mask = new Uint32Array(Math.ceil(this.#constraint.vocabSize / 32));
  }

  /**
   * The tokens that may follow an answer, a bit each; the array is used again.
   * @param {number[]} answer @returns {Uint32Array}
   * @throws {WireError} call.invalid: the answer is not of this grammar; grammar.invalid: nothing may follow
   */
  allowed(answer) {
    this.#goTo(answer);
    const mask = this.#mask;
    if (!this.#constraint.fillMask(mask)) {
      const message = "The fields contradict one another: the answer cannot go on.";
      throw new WireError(Code.GRAMMAR_INVALID, message, `after ${answer.length} tokens`);
    }
    if (has(mask, this.#ends[0])) for (const id of this.#ends) mask[id >>> 5] |= 1 << (id & 31);
    return mask;
  }

  /** @param {number[]} answer */
  #goTo(answer) {
    if (this.#read.length > answer.length || this.#read.some((id, at) => id !== answer[at])) {
      this.#constraint = this.#begin();
      this.#read = [];
    }
    for (const id of answer.slice(this.#read.length)) this.#commit(id);
  }

  /** @param {number} id */
  #commit(id) {
    try {
      if (this.#constraint.commit(id)) throw new RangeError("nothing follows an end");
    } catch (error) {
      const message = `Token ${id} does not follow from the grammar.`;
      throw new WireError(Code.CALL_INVALID, message, String(error));
    }
    this.#read.push(id);
  }
}

/** @param {Uint32Array} mask @param {number} id */
const has = (mask, id) => (mask[id >>> 5] & (1 << (id & 31))) !== 0;

/**
 * A row of logits with NaN, which ranks nowhere, in place of those that are not allowed.
 * @param {Float32Array} row @param {Uint32Array} mask @returns {Float32Array}
 */
export function masked(row, mask) {
  const kept = new Float32Array(row.length).fill(Number.NaN);
  for (let word = 0; word < mask.length; word += 1) {
    for (let bits = mask[word]; bits !== 0; bits &= bits - 1) {
      const id = (word << 5) + 31 - Math.clz32(bits & -bits);
      kept[id] = row[id];
    }
  }
  return kept;
}
