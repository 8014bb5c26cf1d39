// Which texts go into one run, and the numbers that a run of either style is fed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { packed, padded, runsOf } from "../../../web/engine/embedding/packing.js";

const plain = ({ data, dims }) => ({ data: [...data].map(Number), dims });

test("runs hold the short texts first, and never more than the limit", () => {
  assert.deepEqual(runsOf([5, 2, 9, 2, 4], 9), [[1, 3, 4], [0], [2]]);
  assert.deepEqual(runsOf([], 9), []);
});

test("a text longer than the limit has a run of its own", () => {
  assert.deepEqual(runsOf([30, 3, 20, 3], 10), [[1, 3], [2], [0]]);
});

test("every text is in exactly one run, whatever the lengths", () => {
  const lengths = Array.from({ length: 200 }, (_, at) => 2 + ((at * 7919) % 61));
  const runs = runsOf(lengths, 100);
  assert.deepEqual(
    runs.flat().sort((a, b) => a - b),
    lengths.map((_, at) => at),
  );
  const sums = runs.map((places) => places.reduce((sum, at) => sum + lengths[at], 0));
  assert.ok(sums.every((sum) => sum <= 100));
  // Two neighbours together would not have fitted: no run is opened without need.
  for (const [at, places] of runs.slice(1).entries())
    assert.ok(sums[at] + lengths[places[0]] > 100);
});

test("packed texts stand one after another, each token with its text's number", () => {
  const { input_ids, segment_ids } = packed([
    [2, 7, 1],
    [2, 1],
    [2, 8, 9, 1],
  ]);
  assert.deepEqual(plain(input_ids), { data: [2, 7, 1, 2, 1, 2, 8, 9, 1], dims: [1, 9] });
  assert.deepEqual(plain(segment_ids), { data: [0, 0, 0, 1, 1, 2, 2, 2, 2], dims: [1, 9] });
});

test("padded texts are rows of one length, with a mask of what is text", () => {
  const { input_ids, attention_mask } = padded(
    [
      [2, 1],
      [2, 8, 9, 1],
    ],
    5,
  );
  assert.deepEqual(plain(input_ids), { data: [2, 1, 5, 5, 2, 8, 9, 1], dims: [2, 4] });
  assert.deepEqual(plain(attention_mask), { data: [1, 1, 0, 0, 1, 1, 1, 1], dims: [2, 4] });
});
