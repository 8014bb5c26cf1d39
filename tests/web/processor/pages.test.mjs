// Pages of keys and values: shared by forks, copied when two would write to one, given back when nobody holds them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE_TOKENS } from "../../../web/engine/processor/layout.js";
import { PageStore } from "../../../web/engine/processor/pages.js";

const PAGE_BYTES = 4096;
const FIRST = 65_536;

function house(memory = new WebAssembly.Memory({ initial: 1 })) {
  const store = new PageStore(memory, FIRST, PAGE_BYTES);
  /** A mark in place `at` of a list's last page, as a step would leave one. */
  const mark = (list, at, value) => {
    new Uint8Array(memory.buffer)[list.pages.at(-1).at + at] = value;
  };
  const read = (list, at) => new Uint8Array(memory.buffer)[list.pages.at(-1).at + at];
  return { store, memory, mark, read };
}

const places = ({ pages }) => pages.map(({ at }) => at);

test("a state goes on in the page of the one before it, and takes more when it is full", () => {
  const { store } = house();
  const first = store.extended(store.none(), 0, 5);
  const second = store.extended(first, 5, 3);
  assert.deepEqual(places(second), places(first));
  const third = store.extended(second, 8, PAGE_TOKENS);
  assert.equal(third.pages.length, 2);
  assert.equal(third.pages[0], first.pages[0]);
});

test("who comes second to a place gets a copy, and both keep what they wrote", () => {
  const { store, mark, read } = house();
  const start = store.extended(store.none(), 0, 5);
  mark(start, 4, 44);
  const one = store.extended(start, 5, 1);
  mark(one, 5, 55);
  const other = store.extended(start, 5, 1);
  mark(other, 5, 66);
  assert.notDeepEqual(places(other), places(one));
  assert.deepEqual([read(one, 4), read(one, 5)], [44, 55]);
  assert.deepEqual([read(other, 4), read(other, 5)], [44, 66]);
});

test("full pages are shared however often a state is continued", () => {
  const { store } = house();
  const start = store.extended(store.none(), 0, 2 * PAGE_TOKENS);
  const [one, other] = [1, 2].map(() => store.extended(start, 2 * PAGE_TOKENS, 1));
  assert.deepEqual(places(one).slice(0, 2), places(start));
  assert.deepEqual(places(other).slice(0, 2), places(start));
  assert.notEqual(places(one)[2], places(other)[2]);
});

test("a page is free again when its last holder is gone, and comes back as noughts", () => {
  const { store, mark, read } = house();
  const start = store.extended(store.none(), 0, 5);
  const free = store.free;
  const next = store.extended(start, 5, 1);
  mark(next, 0, 9);
  start.dispose();
  assert.equal(store.free, free);
  next.dispose();
  assert.equal(store.free, free + 1);
  const fresh = store.extended(store.none(), 0, 1);
  assert.deepEqual(places(fresh), places(next));
  assert.equal(read(fresh, 0), 0);
});

test("memory grows as it is needed; where it is refused nothing is lost", () => {
  const { store, memory } = house(new WebAssembly.Memory({ initial: 1, maximum: 66 }));
  const held = [];
  const fill = () => {
    for (;;) held.push(store.extended(store.none(), 0, 1));
  };
  assert.throws(fill, { code: "context.full", message: /no memory left for so long a text/ });
  const lend = () => store.lend(2 * 65_536, "another adapter");
  assert.throws(lend, { code: "context.full", message: /no memory left for another adapter/ });
  assert.equal(memory.buffer.byteLength, 65 * 65_536);
  assert.equal(held.length, (4 * 2 ** 20) / PAGE_BYTES);
  held.pop().dispose();
  assert.equal(store.extended(store.none(), 0, 1).pages.length, 1);
});
