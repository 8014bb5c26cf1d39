/**
 * @file When a suggestion is asked for, shown, taken, typed along and put away. No DOM: a field is its
 * text and its caret.
 */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { endOf } from "../../../app/page/suggest/ghost.js";
import {
  firstWord,
  mayFollow,
  REST_MS,
  Suggestions,
  typedAlong,
} from "../../../app/page/suggest/suggestions.js";

/** @param {string} value @param {number} [caret] */
const field = (value, caret = value.length) => ({
  value,
  selectionStart: caret,
  selectionEnd: caret,
});
/** @param {string} key @param {object} [more] */
const keyed = (key, more = {}) => ({
  ...{ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false },
  ...more,
});

/** A writer with a field; `did` is all that was done. @param {object} [more] */
function writer(more = {}) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const did = [];
  const at = field("");
  const suggestions = new Suggestions({
    ask: (_field, number, text) => did.push(`ask ${number} ${text}`),
    drop: () => did.push("drop"),
    show: (_field, text) => Boolean(did.push(`show ${text}`)),
    hide: () => did.push("hide"),
    insert: (_field, text) => type(text),
    backward: () => false,
    ...more,
  });
  const type = (/** @type {string} */ text) => {
    at.value += text;
    at.selectionStart = at.selectionEnd = at.value.length;
    suggestions.typed(at);
  };
  const rest = () => mock.timers.tick(REST_MS);
  return { at, did, rest, suggestions, type };
}

/** With " come early, please" shown after "so please". */
function offered(more = {}) {
  const it = writer(more);
  it.type("so please");
  it.rest();
  it.suggestions.came(1, " come early, please");
  it.did.length = 0;
  return it;
}

test("a suggestion is asked for after a rest, once, and shown", () => {
  const { did, rest, suggestions, type } = writer();
  for (const letter of "so ple") {
    type(letter);
    mock.timers.tick(REST_MS - 1);
  }
  assert.deepEqual(did, []);
  rest();
  assert.deepEqual(did, ["ask 1 so ple"]);
  suggestions.came(1, "ase");
  suggestions.came(1, "twice");
  assert.deepEqual(did, ["ask 1 so ple", "show ase"]);
});

test("the next key ends what was asked for, and what comes late is not shown", () => {
  const { did, rest, suggestions, type } = writer();
  type("so");
  rest();
  type(" it");
  suggestions.came(1, " goes");
  rest();
  suggestions.came(1, " goes");
  suggestions.came(2, "");
  assert.deepEqual(did, ["ask 1 so", "drop", "ask 2 so it"]);
  suggestions.key(keyed("ArrowUp"));
  assert.deepEqual(did.length, 3);
});

test("Tab takes all of it, and without one it leaves the field", () => {
  const { at, suggestions, type } = offered();
  assert.equal(suggestions.key(keyed("Tab", { shiftKey: true })), false);
  assert.equal(suggestions.shown, "");
  const again = offered();
  assert.equal(again.suggestions.key(keyed("Tab")), true);
  assert.equal(again.at.value, "so please come early, please");
  assert.equal(again.suggestions.key(keyed("Tab")), false);
  type("!");
  assert.equal(suggestions.key(keyed("Tab")), false);
  assert.equal(at.value, "so please!");
});

test("Ctrl and the arrow take a word at a time, from right to left the other arrow", () => {
  const { at, did, suggestions } = offered();
  assert.equal(suggestions.key(keyed("Control", { ctrlKey: true })), false);
  assert.equal(suggestions.key(keyed("ArrowRight", { ctrlKey: true })), true);
  assert.equal(at.value, "so please come");
  assert.equal(suggestions.shown, " early, please");
  assert.equal(suggestions.key(keyed("ArrowRight", { altKey: true })), true);
  assert.equal(at.value, "so please come early,");
  assert.deepEqual(did, ["show  early, please", "show  please"]);
  const right = offered({ backward: () => true });
  assert.equal(right.suggestions.key(keyed("ArrowRight", { ctrlKey: true })), false);
  assert.equal(right.suggestions.shown, "");
  assert.equal(
    offered({ backward: () => true }).suggestions.key(keyed("ArrowLeft", { ctrlKey: true })),
    true,
  );
});

test("Escape puts it away, and so does any key but a letter that goes along", () => {
  const { did, suggestions, type } = offered();
  assert.equal(suggestions.key(keyed("Escape")), true);
  assert.deepEqual([did, suggestions.key(keyed("Escape"))], [["hide"], false]);
  const along = offered();
  assert.equal(along.suggestions.key(keyed(" ")), false);
  along.type(" co");
  assert.equal(along.suggestions.shown, "me early, please");
  along.type("x");
  assert.equal(along.suggestions.shown, "");
  type(".");
  for (const key of ["Enter", "Home", "Backspace", "ArrowRight"]) {
    const other = offered();
    assert.equal(other.suggestions.key(keyed(key)), false);
    assert.equal(other.suggestions.shown, "", key);
  }
  const undo = offered();
  undo.suggestions.key(keyed("z", { ctrlKey: true }));
  assert.equal(undo.suggestions.shown, "");
});

test("nothing is asked for where no text ends, and nothing shown that cannot be seen", () => {
  assert.equal(mayFollow(field("so", 1)), false);
  assert.equal(mayFollow(field("so \n", 2)), true);
  assert.equal(mayFollow(field(" \n")), false);
  assert.equal(mayFollow({ ...field("so"), selectionStart: 0 }), false);
  const { at, did, rest, suggestions } = writer({ show: () => false });
  Object.assign(at, field("in the middle", 3));
  suggestions.typed(at);
  rest();
  assert.deepEqual(did, []);
  Object.assign(at, field("at the end"));
  suggestions.typed(at);
  rest();
  suggestions.came(1, " of it");
  assert.equal(suggestions.shown, "");
  assert.equal(suggestions.key(keyed("Tab")), false);
});

test("words and what is typed along, in any script", () => {
  assert.equal(firstWord(" come early"), " come");
  assert.equal(firstWord("ase come"), "ase");
  assert.equal(firstWord(" 😀! on"), " 😀!");
  assert.equal(typedAlong(" قادم", "a", "a ق"), "ادم");
  assert.equal(typedAlong("ab", "x", "xab"), "");
  assert.equal(typedAlong("ab", "x", "x"), null);
  assert.equal(typedAlong("ab", "xy", "xz"), null);
});

test("of a long text the last lines are repeated, from the begin of one", () => {
  const tall = { scrollHeight: 900, clientHeight: 90 };
  const lines = Array.from({ length: 400 }, (_, n) => `line ${n} of a long text`).join("\n");
  const end = endOf(/** @type {any} */ ({ ...field(lines), ...tall })) ?? "";
  assert.ok(end.startsWith("line ") && lines.endsWith(end) && end.length < 2_100);
  const wide = field("x".repeat(30_000));
  assert.equal(endOf(/** @type {any} */ ({ ...wide, ...tall })), null);
  const short = { scrollHeight: 90, clientHeight: 90 };
  assert.equal(endOf(/** @type {any} */ ({ ...field("so"), ...short })), "so");
});
