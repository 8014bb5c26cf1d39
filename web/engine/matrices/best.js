/**
 * @file The k highest of scores that come part by part.
 *
 * Knows numbers and rows; knows nothing of what was compared.
 */

/** @typedef {{row: number, score: number}} Found */

/** Kept beyond k before the lowest are dropped: sorting now and then is cheaper than at each. */
const SLACK = 256;

export class Best {
  /** @type {Found[]} */
  #found = [];
  /** What a score must exceed: nothing, until there are k. */
  #threshold = Number.NaN;

  /** @param {number} k */
  constructor(k) {
    this.k = k;
  }

  /**
   * Rows come in ascending order over all calls: of equal scores the one met first stays.
   * @param {Float32Array} scores @param {number} first_row the row of the first of them
   */
  take(scores, first_row) {
    for (let at = 0; at < scores.length; at += 1) {
      if (scores[at] <= this.#threshold) continue;
      this.#found.push({ row: first_row + at, score: scores[at] });
      if (this.#found.length >= 2 * this.k + SLACK) this.#drop();
    }
  }

  /** The highest first, of equals the lower row first; fewer than k where there were fewer. */
  all() {
    this.#drop();
    return this.#found;
  }

  #drop() {
    // The sort is stable, and rows came in ascending order.
    this.#found = this.#found.sort((a, b) => b.score - a.score).slice(0, this.k);
    if (this.#found.length === this.k) this.#threshold = this.#found[this.k - 1].score;
  }
}
