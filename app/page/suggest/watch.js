/**
 * @file Watches text areas with `data-suggest` while a person writes in them, and takes their keys to
 * the suggestion that is shown.
 *
 * `data-suggest` names the field whose text this one goes on from, "" for none. Each suggestion is
 * said to those who listen, with the key that takes it: Tab would surprise them otherwise. Knows
 * nothing of who suggests.
 */

import { Ghost } from "./ghost.js";
import { Suggestions } from "./suggestions.js";

/** Of the text that is gone on from the begin is enough. */
const BEFORE_CHARACTERS = 3_000;

/**
 * @param {(name: string, data: Record<string, any>) => void} tell @param {(text: string) => void} announce
 * @returns {Suggestions}
 */
export function watchSuggestions(tell, announce) {
  const ghost = new Ghost();
  const suggestions = new Suggestions({
    ask: (field, number, text) => tell("suggest", { number, text, before: beforeOf(field) }),
    drop: () => tell("suggest.drop", {}),
    show: (field, text) => {
      const fresh = !suggestions.shown;
      const seen = document.activeElement === field && ghost.show(field, text);
      if (seen && fresh) announce(`Suggestion: ${text.trim()}. Tab takes it.`);
      return seen;
    },
    hide: () => ghost.hide(),
    insert,
    backward: (field) => getComputedStyle(field).direction === "rtl",
  });
  const leave = () => suggestions.leave();
  document.addEventListener("input", (event) => {
    const field = fieldOf(event);
    if (!field) return;
    if (event instanceof InputEvent && event.isComposing) leave();
    else suggestions.typed(field);
  });
  document.addEventListener("compositionstart", leave);
  document.addEventListener("compositionend", (event) => {
    const field = fieldOf(event);
    if (field) suggestions.typed(field);
  });
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    if (!fieldOf(event) || event.isComposing || !suggestions.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", keyed, true);
  for (const name of ["focusout", "pointerdown"]) document.addEventListener(name, leave, true);
  return suggestions;
}

/** @param {Event} event @returns {HTMLTextAreaElement | null} */
function fieldOf({ target }) {
  const field = target instanceof HTMLTextAreaElement ? target : null;
  return field?.dataset.suggest === undefined || field.readOnly ? null : field;
}

/** @param {HTMLTextAreaElement} field */
function beforeOf(field) {
  const before = document.getElementById(field.dataset.suggest ?? "");
  return before instanceof HTMLTextAreaElement ? before.value.slice(0, BEFORE_CHARACTERS) : "";
}

/** As typed, so that it can be undone. @param {HTMLTextAreaElement} field @param {string} text */
function insert(field, text) {
  if (document.execCommand("insertText", false, text)) return;
  const { selectionStart, selectionEnd } = field;
  field.setRangeText(text, selectionStart, selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}
