/** @file The order of words on a page of a PDF, in the form in which pdf.js tells of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../../app/page/pdf/lines.js";

const WIDTH = 5.5; // of a letter of ten points

/** Words at a place; `turned` is the angle in degrees of their line. */
const said = (str, x, y, { hasEOL = true, height = 10, turned = 0, dir = "ltr" } = {}) => {
  const [cos, sin] = [Math.cos((turned * Math.PI) / 180), Math.sin((turned * Math.PI) / 180)];
  const transform = [height * cos, height * sin, -height * sin, height * cos, x, y];
  return { str, transform, width: WIDTH * str.length, height, hasEOL, dir };
};
const LEFT = [
  "The mill stood at the end of the",
  "lane, and whoever came late had",
  "to wait for the bread until the",
  "oven was warm again, which took",
  "an hour at the least.",
];
const RIGHT = [
  "Rye was dear in those days, the",
  "river low, and the miller's men",
  "went home before the bells rang",
  "from the tower on the far bank,",
  "as everyone in town well knew.",
];
const across = (left, right, top = 700, x = 320) =>
  left.flatMap((text, at) => [
    said(text, 72, top - 12 * at, { hasEOL: !right[at] }),
    ...(right[at] ? [said(right[at], x, top - 12 * at)] : []),
  ]);

test("lines stay as they were drawn", () => {
  const items = [said("Two words", 72, 700), said("and more", 72, 688), said("Later", 72, 640)];
  assert.equal(linesOf(items), "Two words\nand more\n\nLater");
  assert.equal(linesOf([]), "");
});

test("columns that were drawn across are read one after the other", () => {
  assert.equal(linesOf(across(LEFT, RIGHT)), [...LEFT, ...RIGHT].join("\n"));
});

test("three columns, a heading above and a line below", () => {
  const third = RIGHT.map((text) => text.toUpperCase());
  const three = LEFT.flatMap((text, at) => [
    said(text, 30, 700 - 12 * at, { hasEOL: false }),
    said(RIGHT[at], 220, 700 - 12 * at, { hasEOL: false }),
    said(third[at], 410, 700 - 12 * at),
  ]);
  const head = said(
    "A heading that goes across the whole of the page, from edge to edge of it",
    30,
    724,
  );
  const foot = said(
    "A line below goes across the whole of the page as well, so it is the last",
    30,
    628,
  );
  const text = linesOf([head, ...three, foot]);
  assert.equal(text, [head.str, "", ...LEFT, ...RIGHT, ...third, "", foot.str].join("\n"));
});

test("columns drawn one by one stay so", () => {
  const items = [
    ...LEFT.map((text, at) => said(text, 72, 700 - 12 * at)),
    ...RIGHT.map((text, at) => said(text, 320, 700 - 12 * at)),
  ];
  assert.equal(linesOf(items), [...LEFT, ...RIGHT].join("\n"));
});

test("a table is read by its rows", () => {
  const goods = ["Bread", "Rye flour", "A sack of barley", "Salt", "Oil"];
  const table = goods.flatMap((text, at) => [
    said(text, 72, 700 - 12 * at, { hasEOL: false }),
    said(" ", 200, 700 - 12 * at, { hasEOL: false }),
    said(`${at}.50`, 320, 700 - 12 * at),
  ]);
  assert.equal(linesOf(table), goods.map((text, at) => `${text} ${at}.50`).join("\n"));
});

test("questions and answers with room between them are read by their rows", () => {
  const rows = LEFT.flatMap((text, at) => [
    said(text, 72, 700 - 12 * at * (at + 1), { hasEOL: false }),
    said(RIGHT[at], 320, 700 - 12 * at * (at + 1)),
  ]);
  const text = linesOf(rows);
  assert.ok(text.indexOf(RIGHT[0]) < text.indexOf(LEFT[1]));
});

test("words that stand upright or aslant come behind the others", () => {
  const items = [
    said("The first line", 72, 700),
    said("arXiv:0000.0000 on the edge", 20, 300, { turned: 90 }),
    said("DRAFT", 200, 400, { turned: 45, height: 60 }),
    said("The second line", 72, 688),
  ];
  assert.equal(
    linesOf(items),
    "The first line\nThe second line\n\narXiv:0000.0000 on the edge\n\nDRAFT",
  );
});

test("a page that is turned as a whole, or not quite straight, reads like any other", () => {
  const upright = LEFT.map((text, at) => said(text, 100 + 12 * at, 72, { turned: 90 }));
  assert.equal(linesOf(upright), LEFT.join("\n"));
  const aside = LEFT.map((text, at) => said(text, 72, 700 - 12 * at, { turned: at % 2 ? 1 : -2 }));
  assert.equal(linesOf(aside), LEFT.join("\n"));
});

test("thousands of pieces cost no time to speak of, and none is lost", () => {
  const items = Array.from({ length: 20_000 }, (_, at) =>
    said(`w${at}`, 72 + 40 * (at % 8), 90_000 - 12 * Math.floor(at / 8), { hasEOL: at % 8 === 7 }),
  );
  assert.equal(linesOf(items).split(/\s*w/).length, 20_001);
});
