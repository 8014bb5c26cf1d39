// A model of each kind beside the other: what is asked for, and what is let go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { turnedAway } from "../../../web/engine/selftest.js";
import { Slots } from "../../../web/engine/slots.js";

function modelOf(id, kind) {
  return {
    manifest: { id, kind },
    released: 0,
    reset_count: 0,
    reset() {
      this.reset_count += 1;
    },
    async release() {
      this.released += 1;
    },
  };
}

function house() {
  const slots = new Slots();
  const language = modelOf("words", undefined);
  const embedder = modelOf("vectors", "embed");
  slots.fill({ key: "a", model: language, info: { id: "words" } });
  slots.fill({ key: "b", model: embedder, info: { id: "vectors" } });
  return { slots, language, embedder };
}

test("two kinds stand beside each other", () => {
  const { slots, language, embedder } = house();
  assert.equal(slots.loaded("generate"), language);
  assert.equal(slots.loaded("embed"), embedder);
  assert.deepEqual(slots.keyed("b").info, { id: "vectors" });
  assert.equal(slots.keyed("c"), undefined);
});

test("letting one go leaves the other", async () => {
  const { slots, language, embedder } = house();
  await slots.empty("embed");
  assert.equal(embedder.released, 1);
  assert.throws(() => slots.loaded("embed"), { code: "model.none" });
  assert.equal(slots.loaded("generate"), language);
  slots.reset();
  assert.deepEqual([language.reset_count, embedder.reset_count], [1, 0]);
  await slots.empty("generate");
  assert.equal(language.released, 1);
  assert.throws(() => slots.loaded("generate"), { code: "model.none" });
  assert.ok(!slots.holds(language));
});

test("without a kind all go; what is empty may be emptied again", async () => {
  const { slots, language, embedder } = house();
  await slots.empty();
  await slots.empty();
  await slots.empty("embed");
  assert.deepEqual([language.released, embedder.released], [1, 1]);
});

test("a forgotten model goes from its own slot only", async () => {
  const { slots, language, embedder } = house();
  await slots.forget("vectors");
  await slots.forget("another");
  assert.deepEqual([language.released, embedder.released], [0, 1]);
});

test("a vector that points elsewhere is told by its place; NaN too", () => {
  const golden = [
    [1, 0],
    [0.6, 0.8],
  ];
  assert.equal(turnedAway(Float32Array.of(1, 0, 0.6, 0.8), 2, golden, 0.999), "");
  // Length is no matter, and neither is what was not kept of a vector.
  assert.equal(turnedAway(Float32Array.of(2, 0, 9, 3, 4, -9), 3, golden, 0.999), "");
  assert.match(turnedAway(Float32Array.of(1, 0, 0.8, 0.6), 2, golden, 0.999), /text 2 .* 0\.9600/);
  assert.match(turnedAway(Float32Array.of(Number.NaN, 0, 0.6, 0.8), 2, golden, 0.9), /text 1/);
});
