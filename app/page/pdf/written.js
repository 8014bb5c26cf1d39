/**
 * @file What people have put on the pages of a PDF: fields that are filled in, typed notes, comments.
 *
 * Knows nothing of pdf.js but the form in which it tells of annotations.
 */

/** Flags of annotations that nobody sees (PDF 32000-1, table 165): hidden, and not for viewing. */
const UNSEEN = 2 | 32;
/** What stands further to the left than this, in points, names no field. */
const NEAR = 300;

/** @typedef {{str: string, transform: number[], width?: number}} Said */

/**
 * A line for each annotation with a text, from the top of the page down.
 * @param {any[]} annotations as pdf.js tells of them @param {Said[]} items the text of the page
 * @returns {string[]}
 */
export function written(annotations, items) {
  return annotations
    .filter((it) => !(it.annotationFlags & UNSEEN) && !it.hidden)
    .sort((a, b) => b.rect[3] - a.rect[3] || a.rect[0] - b.rect[0])
    .map((it) => (it.subtype === "Widget" ? field(it, items) : comment(it)))
    .filter((line) => line !== "");
}

/** @param {any} it @returns {string} */
function comment(it) {
  const text = it.contentsObj?.str?.trim() || (it.textContent ?? []).join("\n").trim();
  if (!text || it.subtype === "Popup" || it.subtype === "Link") return "";
  const author = it.subtype === "FreeText" ? "" : it.titleObj?.str?.trim();
  return author ? `${author}: ${text}` : text;
}

/** @param {any} it @param {Said[]} items @returns {string} */
function field(it, items) {
  const value = shownValue(it);
  if (!value) return "";
  const name = it.alternativeText?.trim() || beside(it, items);
  if (it.checkBox || it.radioButton) return `${value} ${name || it.fieldName || ""}`.trim();
  return name ? `${name}: ${value}` : value;
}

/** @param {any} it @returns {string} */
function shownValue(it) {
  if (it.password || it.pushButton) return "";
  if (it.checkBox) return chosen(it.exportValue, it.fieldValue);
  if (it.radioButton) return chosen(it.buttonValue, it.fieldValue);
  /** @type {string[]} */
  const values = [it.fieldValue ?? ""].flat();
  /** @param {string} value */
  const shown = (value) =>
    it.options?.find((/** @type {any} */ option) => option.exportValue === value)?.displayValue;
  return values
    .map((value) => shown(value) ?? value)
    .join(", ")
    .trim();
}

/** A box with its cross, or an empty one. @param {string} own @param {string} value */
function chosen(own, value) {
  return own && own === value && value !== "Off" ? "\u2612" : "\u2610";
}

/**
 * The words next to a field: left of it, right of a box, or right above it.
 * @param {any} it @param {Said[]} items
 */
function beside(it, items) {
  let name = "";
  let nearest = NEAR;
  for (const item of items) {
    const distance = item.str.trim() ? distanceOf(it, item) : NEAR;
    if (distance < nearest) {
      nearest = distance;
      name = item.str.trim();
    }
  }
  return name.replace(/\s*:$/, "");
}

/** How far words are from the field that they may name, in points; NEAR if they do not. @param {any} it @param {Said} item */
function distanceOf(it, item) {
  const [left, , right] = it.rect;
  const [, , , , x, y] = item.transform;
  const isBox = it.checkBox || it.radioButton;
  if (!isBox && isAbove(it.rect, x, y)) return NEAR / 2 + y - it.rect[3];
  const gap = isBox ? x - right : left - x - (item.width ?? 0);
  return isInLine(it.rect, y) && gap > -2 ? gap : NEAR;
}

/** @param {number[]} rect @param {number} x @param {number} y */
function isAbove([left, bottom, right, top], x, y) {
  return y >= top && y - top < top - bottom && x < right && x >= left - 2;
}

/** @param {number[]} rect @param {number} y */
function isInLine([, bottom, , top], y) {
  return y > bottom - (top - bottom) / 2 && y < top;
}
