/**
 * @file When somebody who recorded has stopped speaking, and where they began.
 *
 * Judges levels from 0 to 100 as they come; knows nothing of microphones.
 */

/** @typedef {{level: number, after_s: number, before_s: number}} HushFacts what counts as loud; 0 seconds: it never ends by itself; what is kept before the first loud moment */

export class Hush {
  /** @type {number | null} */
  #first_s = null;
  #last_s = 0;

  /** @param {HushFacts} facts */
  constructor(facts) {
    this.facts = facts;
  }

  /** Whether it is over: something was loud, and nothing is any more. @param {number} level @param {number} at_s */
  hears(level, at_s) {
    const { after_s } = this.facts;
    if (level >= this.facts.level) {
      this.#first_s ??= at_s;
      this.#last_s = at_s;
    }
    return after_s > 0 && this.#first_s !== null && at_s - this.#last_s >= after_s;
  }

  /** From where on it is worth keeping: all of it where it was to end by hand, or nothing was loud. */
  get from_s() {
    const { after_s, before_s } = this.facts;
    return after_s > 0 && this.#first_s !== null ? Math.max(0, this.#first_s - before_s) : 0;
  }
}
