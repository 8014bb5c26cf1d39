/**
 * @file How smoothly the page runs while something else is busy: frames counted in the page.
 *
 * Knows animation frames and what the bench's mind tells of its phases; knows nothing of models.
 */

/** @typedef {{per_second: number, longest_ms: number}} Smoothness */

/** Counts the frames of each phase that it is told of, and shows the rows between as a page would. */
export class Frames {
  /** @type {Record<string, Smoothness>} */
  phases = {};
  #phase = "";
  /** @type {number[]} */
  #times_ms = [];

  /** @param {any} part {phase} or {row, label, probability} */
  hear(part) {
    if (part.row) this.#show(part);
    else this.#turn(part.phase);
  }

  /** @param {string} phase */
  #turn(phase) {
    if (this.#phase) this.phases[this.#phase] = this.#smoothness();
    else requestAnimationFrame((now_ms) => this.#frame(now_ms));
    this.#times_ms = [];
    this.#phase = phase === "end" ? "" : phase;
  }

  /** @param {number} now_ms */
  #frame(now_ms) {
    if (!this.#phase) return;
    this.#times_ms.push(now_ms);
    requestAnimationFrame((next_ms) => this.#frame(next_ms));
  }

  /** @returns {Smoothness} */
  #smoothness() {
    const gaps_ms = this.#times_ms.slice(1).map((time_ms, at) => time_ms - this.#times_ms[at]);
    const total_ms = gaps_ms.reduce((sum, gap_ms) => sum + gap_ms, 0);
    return { per_second: (gaps_ms.length / total_ms) * 1000, longest_ms: Math.max(...gaps_ms) };
  }

  /** @param {{row: string, label: string, probability: number}} decided */
  #show({ row, label, probability }) {
    const line = document.createElement("p");
    const bar = document.createElement("meter");
    bar.value = probability;
    line.append(row, " ", label, " ", bar);
    document.body.append(line);
  }
}
