/**
 * @file What waits for the mind: bounded, in order, said to the person; text and files are never refused.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../../app/page/start/outbox.js";
import { Patience } from "../../../app/page/start/patience.js";

/** A mind that hears when it is told to. */
function mindful() {
  const heard = [];
  const ends = [];
  const call = (name, data) => {
    heard.push([name, data]);
    return new Promise((resolve) => ends.push(resolve));
  };
  const answer = async () => {
    while (ends.length) {
      ends.shift()();
      await new Promise(setImmediate);
    }
  };
  return { heard, call, answer };
}

function outbox() {
  const standings = [];
  const box = new Outbox((standing) => standings.push(standing));
  return { box, last: () => standings.at(-1) };
}

test("presses without a mind are bounded, and the one too many is told of", async () => {
  const { box, last } = outbox();
  for (let n = 0; n < 1000; n++) box.press("go", { n: String(n) });
  assert.deepEqual(last(), { unheard: 50, refused: true });
  const { heard, call, answer } = mindful();
  box.meet(call, []);
  await answer();
  assert.deepEqual(
    heard.map(([, { n }]) => Number(n)),
    Array.from({ length: 50 }, (_, n) => n),
  );
  assert.deepEqual(last(), { unheard: 0, refused: false });
});

test("the same press again is one press while no screen came between, and not otherwise", async () => {
  const { box } = outbox();
  for (const name of ["make", "make", "other", "make"]) box.press(name, { name });
  const { heard, call, answer } = mindful();
  box.meet(call, []);
  await answer();
  for (let n = 0; n < 9; n++) box.press("next");
  await answer();
  assert.deepEqual(
    heard.map(([name]) => name),
    ["make", "other", "make", ...Array(9).fill("next")],
  );
});

test("a mind that does not answer is sent four things, and the presses behind them are bounded", () => {
  const { box, last } = outbox();
  const { heard, call } = mindful();
  box.meet(call, []);
  for (let n = 0; n < 1000; n++) box.press("next");
  assert.equal(heard.length, 4);
  assert.deepEqual(last(), { unheard: 54, refused: true });
});

test("typed text waits as it was typed last, also where no press is taken any more", async () => {
  const { box, last } = outbox();
  box.latest("typed", { text: "a" }, "one");
  box.latest("typed", { text: "other form" }, "two");
  box.latest("typed", { text: "ab" }, "one");
  box.press("tell");
  for (let n = 0; n < 5000; n++) box.latest("typed", { text: `abc${n}` }, "one");
  for (let n = 0; n < 60; n++) box.press("go", { n });
  box.latest("typed", { text: "the end" }, "one");
  assert.ok(last().unheard < 60);
  const { heard, call, answer } = mindful();
  box.meet(call, [{ name: "tabs", data: {} }]);
  await answer();
  const texts = heard.filter(([name]) => name !== "go").map(([name, { text }]) => text ?? name);
  assert.deepEqual(texts, ["tabs", "other form", "ab", "tell", "abc4999", "the end"]);
});

test("files are never refused, and each comes once, in its place", async () => {
  const { box } = outbox();
  for (let n = 0; n < 90; n++) box.press("go", { n });
  for (let n = 0; n < 200; n++) box.must("file.content", { bytes: new Uint8Array([n]) });
  const { heard, call, answer } = mindful();
  box.meet(call, []);
  await answer();
  const files = heard.filter(([name]) => name === "file.content");
  assert.deepEqual(
    files.map(([, { bytes }]) => bytes[0]),
    Array.from({ length: 200 }, (_, n) => n),
  );
});

test("what a lost mind had not been sent goes to the next; a late answer of the lost one counts nothing", async () => {
  const { box, last } = outbox();
  const lost = mindful();
  box.meet(lost.call, []);
  for (let n = 0; n < 6; n++) box.press("go", { n });
  box.part();
  assert.equal(last().unheard, 2);
  const next = mindful();
  box.meet(next.call, []);
  await lost.answer();
  assert.equal(last().unheard, 2);
  await next.answer();
  assert.deepEqual(
    next.heard.map(([, { n }]) => n),
    [4, 5],
  );
  assert.equal(last().unheard, 0);
});

test("a person is told after a moment that Python does not answer, at once of a refusal", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const notice = { hidden: true, textContent: "" };
  const patience = new Patience(/** @type {any} */ (notice));
  patience.show({ unheard: 1, refused: false });
  patience.show({ unheard: 0, refused: false });
  t.mock.timers.tick(10_000);
  assert.equal(notice.hidden, true);
  patience.show({ unheard: 1, refused: false });
  t.mock.timers.tick(10_000);
  assert.match(notice.textContent, /What you did last waits/);
  patience.show({ unheard: 54, refused: true });
  assert.match(notice.textContent, /was not taken.*kept.*reload the page/s);
  patience.show({ unheard: 40, refused: false });
  assert.match(notice.textContent, /waits for it/);
  patience.show({ unheard: 0, refused: false });
  assert.equal(notice.hidden, true);
});

test("whoever must be heard learns when they are, from the next mind if need be", async () => {
  const { box } = outbox();
  const order = [];
  void box.must("media", { id: "1" }).then(() => order.push("first heard"));
  await new Promise(setImmediate);
  const { call, answer } = mindful();
  box.meet(call, []);
  await new Promise(setImmediate);
  order.push("told");
  await answer();
  assert.deepEqual(order, ["told", "first heard"]);
});
