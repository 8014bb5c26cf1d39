/**
 * @file Pale words after the caret of a text area: a layer over it that repeats its last lines, unseen,
 * with the suggestion at their end.
 *
 * The layer lies in the body, so that no new screen takes it away; it takes no click and is silent to
 * who listens. Of a long text only the end is repeated, from a line's begin on, so that lines break
 * where they do in the field. Knows nothing of what is suggested.
 */

const COPIED = /** @type {const} */ ([
  ...["direction", "fontFamily", "fontSize", "fontStyle", "fontWeight", "fontVariant"],
  ...["letterSpacing", "lineHeight", "tabSize", "textAlign", "textIndent", "textTransform"],
  ...["unicodeBidi", "wordSpacing", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft"],
]);
/** So much of the end is repeated, and no line that is longer than the other. */
const REPEATED_CHARACTERS = 2_000;
const LONGEST_LINE = 20_000;

export class Ghost {
  /** @type {HTMLElement | null} */
  #layer = null;
  /** @type {HTMLTextAreaElement | null} */
  #field = null;
  /** How far above the field's first line the repeated ones begin, unscrolled. */
  #top_px = 0;
  #follow = () => this.#settle();
  // A new screen above the field, or a hand at its corner, moves it.
  #moved = new ResizeObserver(() => this.#settle());

  /** @param {HTMLTextAreaElement} field @param {string} text @returns {boolean} whether it can be seen */
  show(field, text) {
    this.hide();
    const repeated = endOf(field);
    if (repeated === null) return false;
    const layer = document.createElement("div");
    layer.className = "ghost";
    layer.setAttribute("aria-hidden", "true");
    const words = document.createElement("div");
    const style = getComputedStyle(field);
    for (const name of COPIED) words.style[name] = style[name];
    words.append(repeated);
    layer.append(words);
    document.body.append(layer);
    this.#layer = layer;
    this.#field = field;
    this.#settle();
    const scrolls = field.scrollHeight > field.clientHeight;
    this.#top_px = scrolls ? field.scrollHeight - words.offsetHeight : 0;
    words.append(made("span", "ghost-words", text), made("kbd", "ghost-key", "Tab"));
    this.#settle();
    field.addEventListener("scroll", this.#follow);
    for (const one of [field, document.body]) this.#moved.observe(one);
    return true;
  }

  hide() {
    this.#field?.removeEventListener("scroll", this.#follow);
    this.#moved.disconnect();
    this.#layer?.remove();
    this.#layer = null;
    this.#field = null;
  }

  #settle() {
    const [layer, field] = [this.#layer, this.#field];
    const words = layer?.firstElementChild;
    if (!layer || !field || !(words instanceof HTMLElement)) return;
    const box = field.getBoundingClientRect();
    layer.style.left = `${box.left + scrollX + field.clientLeft}px`;
    layer.style.top = `${box.top + scrollY + field.clientTop}px`;
    layer.style.width = `${field.clientWidth}px`;
    layer.style.height = `${field.clientHeight}px`;
    words.style.top = `${this.#top_px - field.scrollTop}px`;
  }
}

/** The lines that are repeated; null where a line is too long for it. @param {HTMLTextAreaElement} field */
export function endOf({ value, selectionEnd, scrollHeight, clientHeight }) {
  const text = value.slice(0, selectionEnd);
  if (scrollHeight <= clientHeight || text.length <= REPEATED_CHARACTERS)
    return text.length <= LONGEST_LINE ? text : null;
  const start = text.lastIndexOf("\n", text.length - REPEATED_CHARACTERS) + 1;
  return text.length - start <= LONGEST_LINE ? text.slice(start) : null;
}

/** @param {string} name @param {string} class_ @param {string} text */
function made(name, class_, text) {
  const element = document.createElement(name);
  element.className = class_;
  element.textContent = text;
  return element;
}
