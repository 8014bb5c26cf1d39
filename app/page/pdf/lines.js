/**
 * @file The text of a page, in lines, in the order in which it is read.
 *
 * A PDF has its words in the order in which a program has drawn them. Mostly that is how they are
 * read; two things are put right. Columns that were drawn line by line, across, are read one after
 * the other, where they are columns of prose: regular lines, most of them filled, with one gap that
 * all leave free. Rows of a table stay rows. And words that stand upright or aslant, on the edge of
 * a page or across it, come behind the others. Knows nothing of pdf.js but the form of its words.
 */

/** More than this many times a line's height between two lines is a gap that the eye sees. */
const GAP = 1.7;
/** A heading's letters are larger than the text's by at least so much. */
const OTHER_SIZE = 1.15;
/** In heights of a line: less apart is on one line; more apart, along it, are two pieces. */
const SAME_LINE = 0.5;
const PIECES_APART = 1;
/** Degrees; a page that was not quite straight when it was scanned. */
const STRAIGHT = 10;
/** Columns of prose: so many lines on both sides, of so many letters, filled to so much. */
const FEWEST_LINES = 4;
const FEWEST_LETTERS = 18;
const FILLED = 0.7;
/** Most steps from line to line differ from the usual one by at most this part of it. */
const REGULAR = 0.2;
const MOST_REGULAR = 0.75;

/** @typedef {{str: string, transform: number[], width?: number, height: number, hasEOL: boolean, dir?: string}} Item */
/** What stands together on a line, in the page's own directions. @typedef {{items: Item[], left: number, right: number, base: number, height: number, letters: number}} Piece */
/** @typedef {Piece[]} Row */

/** Lines, with an empty one where the eye sees a gap. @param {Item[]} items @returns {string} */
export function linesOf(items) {
  return byDirection(items)
    .map((some) => told(inOrder(some)).trimEnd())
    .filter((text) => text.trim() !== "")
    .join("\n\n");
}

/** The items of each direction of writing, first those of most letters. @param {Item[]} items */
function byDirection(items) {
  /** @type {Map<string, {items: Item[], letters: number}>} */
  const found = new Map();
  let last = "0";
  for (const item of items) {
    if (item.str.trim() !== "") last = directionOf(item);
    const same = found.get(last) ?? { items: [], letters: 0 };
    found.set(last, same);
    same.items.push(item);
    same.letters += item.str.trim().length;
  }
  const most = Math.max(...[...found.values()].map((it) => it.letters));
  const all = [...found.values()];
  const main = all.filter((it) => it.letters === most);
  return [...main, ...all.filter((it) => it.letters !== most)].map((it) => it.items);
}

/** Quarters of a turn, or "aslant". @param {Item} item */
function directionOf({ transform: [a, b] }) {
  const degrees = (Math.atan2(b, a) * 180) / Math.PI;
  const quarters = Math.round(degrees / 90);
  if (Math.abs(degrees - 90 * quarters) > STRAIGHT) return "aslant";
  return String((quarters + 4) % 4);
}

/** @param {Item[]} items @returns {string} */
function told(items) {
  let text = "";
  /** @type {Item | null} */
  let before = null;
  for (const item of items) {
    const says = item.str.trim() !== "";
    if (says && text.endsWith("\n") && isGap(before, item)) text += "\n";
    if (says) before = item;
    text += item.str + (item.hasEOL ? "\n" : "");
  }
  return text;
}

/** Whether there is room between two lines, or letters of another size. @param {Item | null} before @param {Item} after */
function isGap(before, after) {
  if (!before) return false;
  const [small, large] = [before.height, after.height].sort((a, b) => a - b);
  const fall = placeOf(before).base - placeOf(after).base;
  return fall > GAP * Math.max(large, 1) || large > OTHER_SIZE * small;
}

/** Along the line and across it, however the page is turned. @param {Item} item */
function placeOf({ transform: [a, b, , , x, y] }) {
  const length = Math.hypot(a, b) || 1;
  const [along, up] = [a / length, b / length];
  return { left: x * along + y * up, base: y * along - x * up };
}

/** The items, columns of prose one after the other. @param {Item[]} items @returns {Item[]} */
function inOrder(items) {
  if (items.some((item) => item.dir === "rtl")) return items;
  const rows = rowsOf(items);
  const ordered = byColumns(rows);
  if (ordered === rows) return items;
  return ordered.flatMap((row) => {
    const line = row.flatMap((piece) => piece.items);
    return line.map((item, at) => ({ ...item, hasEOL: item.hasEOL || at === line.length - 1 }));
  });
}

/** Pieces that stand beside each other, as they were drawn. @param {Item[]} items @returns {Row[]} */
function rowsOf(items) {
  /** @type {Row[]} */
  const rows = [];
  for (const item of items) {
    const row = rows.at(-1);
    const before = row?.at(-1);
    const piece = pieceOf(item);
    if (item.str.trim() === "") before?.items.push(...piece.items);
    else if (row && before && isBeside(before, piece)) add(row, before, piece);
    else rows.push([piece]);
  }
  return rows;
}

/** @param {Item} item @returns {Piece} */
function pieceOf(item) {
  const { left, base } = placeOf(item);
  const height = item.height || Math.hypot(item.transform[2], item.transform[3]) || 1;
  const right = left + (item.width ?? 0);
  return {
    items: [{ ...item, hasEOL: false }],
    left,
    right,
    base,
    height,
    letters: item.str.length,
  };
}

/** Whether a piece stands on the line of the one before it, and behind it. @param {Piece} before @param {Piece} piece */
function isBeside(before, piece) {
  const level = Math.abs(before.base - piece.base) < SAME_LINE * piece.height;
  return level && piece.left >= before.right - piece.height;
}

/** Puts a piece to the one before it, or a gap away from it. @param {Row} row @param {Piece} before @param {Piece} piece */
function add(row, before, piece) {
  if (piece.left - before.right > PIECES_APART * piece.height) {
    row.push(piece);
    return;
  }
  before.items.push(...piece.items);
  before.right = piece.right;
  before.letters += piece.letters;
}

/** The same rows where there are no columns. @param {Row[]} rows @returns {Row[]} */
function byColumns(rows) {
  const gutter = gutterOf(rows);
  if (gutter === null) return rows;
  const blocks = blocksOf(rows, gutter);
  if (!blocks.some((block) => isProse(block, gutter))) return rows;
  return blocks.flatMap((block) =>
    isProse(block, gutter) ? sidesOf(block, gutter).flatMap(byColumns) : block,
  );
}

/** Rows that leave a place free, as long as they follow one another; each other row by itself. @param {Row[]} rows @param {number} place */
function blocksOf(rows, place) {
  /** @type {Row[][]} */
  const blocks = [];
  let free = false;
  for (const row of rows) {
    const now = leavesFree(row, place);
    if (free && now) blocks.at(-1)?.push(row);
    else blocks.push([row]);
    free = now;
  }
  return blocks;
}

/** The place, along the line, that most rows with several pieces leave free. @param {Row[]} rows */
function gutterOf(rows) {
  const ends = rows.flatMap((row) =>
    row.slice(1).flatMap((piece, at) => [
      { place: row[at].right, step: 1 },
      { place: piece.left, step: -1 },
    ]),
  );
  ends.sort((a, b) => a.place - b.place || a.step - b.step);
  let count = 0;
  let best = { place: 0, count: 0 };
  for (const { place, step } of ends) {
    count += step;
    if (count > best.count) best = { place, count };
  }
  return best.count < FEWEST_LINES ? null : best.place;
}

/** @param {Row} row @param {number} place */
function leavesFree(row, place) {
  return row.every((piece) => piece.right <= place || piece.left > place);
}

/** What stands left and right of a place. @param {Row[]} rows @param {number} place */
function sidesOf(rows, place) {
  return [
    rows.map((row) => row.filter((piece) => piece.right <= place)),
    rows.map((row) => row.filter((piece) => piece.left > place)),
  ].map((side) => side.filter((row) => row.length > 0));
}

/** Whether both sides of a place read like columns of prose. @param {Row[]} rows @param {number} place */
function isProse(rows, place) {
  const both = rows.filter(
    (row) => row.some((it) => it.right <= place) && row.some((it) => it.left > place),
  );
  if (both.length < FEWEST_LINES || !isRegular(rows)) return false;
  return sidesOf(both, place).every((side) => {
    const letters = side.map((row) => row.reduce((sum, piece) => sum + piece.letters, 0));
    const widths = side.map((row) => row[row.length - 1].right - row[0].left);
    const usual = mean(widths) / Math.max(...widths, 1);
    return mean(letters) >= FEWEST_LETTERS && usual >= FILLED;
  });
}

/** Whether the lines follow one another at one distance. @param {Row[]} rows */
function isRegular(rows) {
  const steps = rows.slice(1).map((row, at) => rows[at][0].base - row[0].base);
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)];
  const regular = steps.filter((step) => Math.abs(step - usual) <= REGULAR * Math.abs(usual));
  return regular.length >= MOST_REGULAR * steps.length;
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
