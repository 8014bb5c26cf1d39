// The k highest of a row, against a full sort, and the log of its exponentials' sum.
import assert from "node:assert/strict";
import { test } from "node:test";
import { logSumExp, topK } from "../../web/engine/decoder/topk.js";
import { difference } from "../../web/engine/selftest.js";

/** A small repeatable generator (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function sorted(row, k) {
  const ids = [...row.keys()].sort((a, b) => row[b] - row[a] || a - b).slice(0, k);
  return { ids, values: ids.map((id) => row[id]) };
}

test("agrees with a full sort on random rows, many of them with ties", () => {
  const random = generator(1);
  for (let round = 0; round < 300; round += 1) {
    const size = 1 + Math.floor(random() * 400);
    const steps = round % 2 ? 5 : 1e6;
    const row = Float32Array.from({ length: size }, () => Math.floor(random() * steps) / 7 - 3);
    const k = Math.floor(random() * 70);
    assert.deepEqual(topK(row, k), sorted(row, k));
  }
});

test("agrees on a row of 262,144, ascending, descending and constant", () => {
  const size = 262_144;
  const rows = [(i) => i, (i) => -i, () => 2].map((f) =>
    Float32Array.from({ length: size }, (_, i) => f(i)),
  );
  for (const row of rows) assert.deepEqual(topK(row, 64), sorted(row, 64));
});

test("handles infinities, NaN and more than there is", () => {
  const row = Float32Array.of(
    Number.NaN,
    1,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NaN,
  );
  assert.deepEqual(topK(row, 9).ids, [3, 1, 2]);
  assert.deepEqual(topK(Float32Array.of(Number.NaN), 1), { ids: [], values: [] });
  assert.deepEqual(topK(new Float32Array(0), 3), { ids: [], values: [] });
  assert.deepEqual(topK(row, 0), { ids: [], values: [] });
});

test("logSumExp does not overflow and is right where it can be checked", () => {
  assert.ok(
    Math.abs(logSumExp(Float32Array.of(1, 2, 3)) - Math.log(Math.E + Math.E ** 2 + Math.E ** 3)) <
      1e-12,
  );
  assert.ok(Math.abs(logSumExp(Float32Array.of(10_000, 10_000)) - (10_000 + Math.LN2)) < 1e-9);
  assert.equal(logSumExp(Float32Array.of(Number.NEGATIVE_INFINITY)), Number.NEGATIVE_INFINITY);
});

test("the self-test passes what is near, and names what is not", () => {
  const golden = { ids: [1], top_ids: [2, 0], top_logits: [5, 3] };
  assert.equal(difference(Float32Array.of(3.05, -9, 4.96), golden, 0.1), "");
  assert.match(difference(Float32Array.of(3.5, -9, 5), golden, 0.1), /token 0 is off/);
  assert.match(difference(Float32Array.of(3, 6, 5), golden, 0.1), /token 1 came out first, not 2/);
  assert.match(difference(new Float32Array(3).fill(Number.NaN), golden, 0.1), /token 2 is off/);
});
