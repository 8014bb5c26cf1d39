// Which texts go into one run, and the numbers that a run is fed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { padded, runsOf, START_TOKENS } from "../../../web/engine/embedder/rows.js";

const plain = ({ data, dims }) => ({ data: [...data].map(Number), dims });

test("runs hold the short texts first, and never more than the limit", () => {
  assert.deepEqual(runsOf([5, 2, 9, 2, 4], 15), [[1, 3, 4], [0], [2]]);
  assert.deepEqual(runsOf([], 9), []);
});

test("a text longer than the limit has a run of its own", () => {
  assert.deepEqual(runsOf([30, 3, 20, 3], 10), [[1, 3], [2], [0]]);
});

test("a text much longer than the others opens a run, rather than fill them up", () => {
  const far = 10 + START_TOKENS / 2;
  assert.deepEqual(runsOf([10, 10, far], 1000), [[0, 1, 2]]);
  assert.deepEqual(runsOf([10, 10, far + 1], 1000), [[0, 1], [2]]);
});

test("every text is in exactly one run, whatever the lengths", () => {
  const lengths = Array.from({ length: 200 }, (_, at) => 2 + ((at * 7919) % 61));
  const runs = runsOf(lengths, 100);
  assert.deepEqual(
    runs.flat().sort((a, b) => a - b),
    lengths.map((_, at) => at),
  );
  for (const places of runs) {
    const longest = Math.max(...places.map((at) => lengths[at]));
    const text_tokens = places.reduce((sum, at) => sum + lengths[at], 0);
    const all_tokens = longest * places.length;
    assert.ok(all_tokens <= 100 && all_tokens - text_tokens <= START_TOKENS);
  }
});

test("padded texts are rows of one length, with a mask of what is text", () => {
  const { input_ids, attention_mask } = padded([
    [2, 1],
    [2, 8, 9, 1],
  ]);
  assert.deepEqual(plain(input_ids), { data: [2, 1, 0, 0, 2, 8, 9, 1], dims: [2, 4] });
  assert.deepEqual(plain(attention_mask), { data: [1, 1, 0, 0, 1, 1, 1, 1], dims: [2, 4] });
});
