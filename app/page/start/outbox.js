/**
 * @file What is told to the mind: in order, a few at a time, and bounded while it waits.
 *
 * Python may be away or at work for long, and a person goes on pressing. Presses wait up to a bound;
 * while there is no mind, the same press once more is the same press, since no screen came between.
 * What holds until it changes (typed text, a choice) waits as it was told last. Files are never
 * refused. Whoever made the outbox hears how it stands. Knows nothing of what the events mean.
 */

/** @typedef {Record<string, any>} Data */
/** @typedef {(name: string, data: Data) => Promise<unknown>} Call settles when the mind has heard it */
/** @typedef {{kind: "press" | "latest" | "must", key: string, name: string, data: Data, heard?: () => void}} Told */
/** `unheard`: how much the mind has not heard yet; `refused`: the last press was not taken. */
/** @typedef {{unheard: number, refused: boolean}} Standing */

/** So many are on their way to the mind; what is on its way cannot be taken together any more. */
const MOST_OPEN = 4;
const MOST_PRESSES = 50;

export class Outbox {
  /** @type {Call | null} null while there is no mind */
  #call = null;
  #open = 0;
  /** @type {Told[]} */
  #waiting = [];
  #refused = false;

  /** @param {(standing: Standing) => void} onStanding */
  constructor(onStanding) {
    this.onStanding = onStanding;
  }

  get met() {
    return this.#call !== null;
  }

  /** A mind is there; `first` is told before all that waits. @param {Call} call @param {{name: string, data: Data}[]} first */
  meet(call, first) {
    this.#call = call;
    this.#open = 0;
    const told = first.map((one) => ({ kind: /** @type {const} */ ("latest"), key: "", ...one }));
    this.#waiting.unshift(...told);
    this.#send();
  }

  /** The mind is gone, and what was on its way with it; the rest waits for the next one. */
  part() {
    this.#call = null;
    this.#open = 0;
    this.#tell();
  }

  /** Something a person pressed, with plain values. @param {string} name @param {Data} [data] */
  press(name, data = {}) {
    const key = JSON.stringify([name, data]);
    const again = !this.#call && this.#waiting.at(-1)?.key === key;
    const presses = this.#waiting.filter(({ kind }) => kind === "press").length;
    this.#refused = !again && presses >= MOST_PRESSES;
    if (again || this.#refused) this.#tell();
    else this.#take({ kind: "press", key, name, data });
  }

  /**
   * Something of which only the last word counts. It takes no other's turn: a press between two words
   * counts on the first.
   * @param {string} name @param {Data} [data] @param {string} [of] tells those of one name apart
   */
  latest(name, data = {}, of = "") {
    const key = `${name} ${of}`;
    const from = this.#waiting.findLastIndex(({ kind }) => kind !== "latest") + 1;
    const at = this.#waiting.findIndex((told, place) => place >= from && told.key === key);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#take({ kind: "latest", key, name, data });
  }

  /**
   * Something that must arrive; its bytes are gone from here then.
   * @param {string} name @param {Data} data @returns {Promise<void>} settles when a mind has heard it, or was lost over it
   */
  must(name, data) {
    return new Promise((heard) => {
      this.#take({ kind: "must", key: "", name, data, heard });
    });
  }

  /** @param {Told} told */
  #take(told) {
    this.#waiting.push(told);
    this.#send();
  }

  #send() {
    const call = this.#call;
    while (call && this.#open < MOST_OPEN) {
      const told = this.#waiting.shift();
      if (!told) break;
      this.#open += 1;
      void call(told.name, told.data).finally(() => {
        told.heard?.();
        this.#heard(call);
      });
    }
    this.#tell();
  }

  /** @param {Call} call */
  #heard(call) {
    if (call !== this.#call) return;
    this.#open -= 1;
    this.#refused = false;
    this.#send();
  }

  #tell() {
    this.onStanding({ unheard: this.#waiting.length + this.#open, refused: this.#refused });
  }
}
