/**
 * @file Says that Python does not answer yet, and what becomes of what a person does meanwhile.
 *
 * Knows how the outbox stands, nothing of what is in it.
 */

/** An answer that is quicker needs no words. */
const PATIENT_MS = 3000;

const WAITS = "Python is busy or starting. What you did last waits for it.";
const REFUSED =
  "Python does not answer, and all that may wait for it does already: the last press was not taken. " +
  "What you type and the files that you give are kept. If it stays so, reload the page.";

export class Patience {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} notice a live region, hidden while all is heard */
  constructor(notice) {
    this.notice = notice;
  }

  /** @param {import("./outbox.js").Standing} standing */
  show({ unheard, refused }) {
    if (unheard === 0) this.#rest();
    else if (refused) this.#say(REFUSED);
    else if (!this.notice.hidden) this.#say(WAITS);
    else this.#timer ??= setTimeout(() => this.#say(WAITS), PATIENT_MS);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.notice.hidden = true;
  }

  /** @param {string} text */
  #say(text) {
    this.notice.hidden = false;
    if (this.notice.textContent !== text) this.notice.textContent = text;
  }
}
