/**
 * @file When a suggestion is asked for, shown, taken and put away, while a person writes.
 *
 * Asked for after a rest, only where the text ends and nothing is selected; the next key ends it. Tab
 * takes all of it, Ctrl (or Alt) with the arrow that goes forward a word, Escape puts it away; typed
 * along, it shrinks. Without one shown no key means anything else here, so that Tab leaves the field.
 * Does nothing while a word is being composed. Knows nothing of the DOM, or of who suggests.
 */

/** So long without a key before a suggestion is asked for: longer than between two words. */
export const REST_MS = 600;
/** Of a long text its end is enough. */
const TOLD_CHARACTERS = 3_000;
const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"]);
const WORD = /^\s*\S+/u;

/** @typedef {{value: string, selectionStart: number, selectionEnd: number}} Field */
/** @typedef {{key: string, shiftKey: boolean, ctrlKey: boolean, altKey: boolean, metaKey: boolean}} Keyed */
/**
 * @typedef {object} Means
 * @property {(field: any, number: number, text: string) => void} ask
 * @property {() => void} drop the suggestion that was asked for is not wanted any more
 * @property {(field: any, text: string) => boolean} show whether it could be
 * @property {() => void} hide
 * @property {(field: any, text: string) => void} insert as if typed: `typed` is called of it
 * @property {(field: any) => boolean} backward whether its text goes from right to left
 */

/** Whether something may follow: the text ends at the caret. @param {Field} field */
export function mayFollow({ value, selectionStart, selectionEnd }) {
  return (
    selectionStart === selectionEnd &&
    value.trim() !== "" &&
    value.slice(selectionEnd).trim() === ""
  );
}

/** What is left of a suggestion after typing along; null where something else was typed. @param {string} shown @param {string} before @param {string} now */
export function typedAlong(shown, before, now) {
  const more = now.length - before.length;
  const along = more > 0 && now.startsWith(before) && shown.startsWith(now.slice(before.length));
  return along ? shown.slice(more) : null;
}

/** The first word of a suggestion, with the blank before it. @param {string} text */
export function firstWord(text) {
  return WORD.exec(text)?.[0] ?? text;
}

export class Suggestions {
  #number = 0;
  #asked = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  /** @type {Field | null} */
  #field = null;
  /** What the field held up to the caret when it was asked for, or shown. */
  #before = "";
  #shown = "";

  /** @param {Means} means */
  constructor(means) {
    this.means = means;
  }

  /** What is offered now, "" for nothing. */
  get shown() {
    return this.#shown;
  }

  /** Something was typed. @param {Field} field */
  typed(field) {
    const now = upToCaret(field);
    if (this.#shown && field === this.#field) {
      const left = mayFollow(field) ? typedAlong(this.#shown, this.#before, now) : null;
      if (left) {
        this.#show(field, now, left);
        return;
      }
    }
    this.leave();
    if (!mayFollow(field)) return;
    this.#field = field;
    this.#rest = setTimeout(() => this.#ask(field), REST_MS);
  }

  /** A suggestion came, perhaps an empty one. @param {number} number @param {string} text */
  came(number, text) {
    const field = this.#field;
    if (!this.#asked || number !== this.#number || !field) return;
    this.#asked = false;
    if (text && mayFollow(field) && upToCaret(field) === this.#before)
      this.#show(field, this.#before, text);
  }

  /** Whether the key was meant for the suggestion, and nobody else may have it. @param {Keyed} event @returns {boolean} */
  key(event) {
    if (MODIFIERS.has(event.key)) return false;
    const taken = this.#taken(event);
    if (this.#field && taken) {
      this.means.insert(this.#field, taken);
      return true;
    }
    const away = this.#shown !== "" && isBare(event, "Escape");
    // A letter may be typed along; any other key moves on.
    if (!this.#shown || !isLetter(event)) this.leave();
    return away;
  }

  /** Nothing is offered or asked for any more. */
  leave() {
    clearTimeout(this.#rest);
    if (this.#asked) this.means.drop();
    this.#asked = false;
    if (this.#shown) this.means.hide();
    this.#shown = "";
  }

  /** @param {Field} field */
  #ask(field) {
    if (!mayFollow(field)) return;
    this.#before = upToCaret(field);
    this.#asked = true;
    this.means.ask(field, ++this.#number, this.#before.slice(-TOLD_CHARACTERS));
  }

  /** @param {Field} field @param {string} before @param {string} text */
  #show(field, before, text) {
    this.#before = before;
    this.#shown = this.means.show(field, text) ? text : "";
  }

  /** What of the suggestion the key takes. @param {Keyed} event */
  #taken(event) {
    if (!this.#field || !this.#shown) return "";
    if (isBare(event, "Tab")) return this.#shown;
    return this.#isForward(event, this.#field) ? firstWord(this.#shown) : "";
  }

  /** @param {Keyed} event @param {Field} field */
  #isForward({ key, shiftKey, ctrlKey, altKey, metaKey }, field) {
    const arrow = this.means.backward(field) ? "ArrowLeft" : "ArrowRight";
    return key === arrow && !shiftKey && !metaKey && ctrlKey !== altKey;
  }
}

/** @param {Keyed} event */
const isLetter = ({ key, ctrlKey, metaKey }) => key.length === 1 && !ctrlKey && !metaKey;

/** The key alone. @param {Keyed} event @param {string} wanted */
const isBare = ({ key, shiftKey, ctrlKey, altKey, metaKey }, wanted) =>
  key === wanted && !(shiftKey || ctrlKey || altKey || metaKey);

/** @param {Field} field */
const upToCaret = ({ value, selectionEnd }) => value.slice(0, selectionEnd);
