// One step of AdamW by hand, and texts as the training graph takes them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AdamW, normOf } from "../../../web/trainer/adamw.js";
import { answerTokens, columnsOf } from "../../../web/trainer/texts.js";

const RATES = { learning_rate: 0.1, weight_decay: 0, clip_norm: 1, b_ratio: 1 };
const zeros = () => ({ "o.A": new Float32Array(2), "o.B": new Float32Array(2) });
const fresh = () => new AdamW(zeros(), zeros(), zeros(), 0);
const near = (found, wanted) =>
  [...found].forEach((it, at) => {
    assert.ok(Math.abs(it - wanted[at]) < 1e-5, `${[...found]} is not ${wanted}`);
  });

test("the first step is as long as the rate, whatever the gradient; B's by its ratio longer", () => {
  const held = fresh();
  const gradients = { "o.A": Float32Array.of(0.3, -0.001), "o.B": Float32Array.of(5, 0) };
  held.step(gradients, normOf(gradients), { ...RATES, b_ratio: 2 });
  near(held.arrays["o.A"], [-0.1, 0.1]);
  near(held.arrays["o.B"], [-0.2, 0]);
  assert.equal(held.steps, 1);
});

test("gradients are clipped by the length of all of them together", () => {
  const held = fresh();
  const gradients = { "o.A": Float32Array.of(3, 0), "o.B": Float32Array.of(0, 4) };
  assert.equal(normOf(gradients), 5);
  held.step(gradients, 5, { ...RATES, clip_norm: 1 });
  near(held.first["o.A"], [0.06, 0]);
  near(held.first["o.B"], [0, 0.08]);
  near(held.second["o.B"], [0, 0.00064]);
});

test("what is not learnt decays by the plain rate, B's too", () => {
  const arrays = { "o.A": Float32Array.of(2), "o.B": Float32Array.of(4) };
  const none = { "o.A": new Float32Array(1), "o.B": new Float32Array(1) };
  const held = new AdamW(arrays, structuredClone(none), structuredClone(none), 7);
  held.step(none, 0, { ...RATES, weight_decay: 0.5, b_ratio: 3 });
  near(held.arrays["o.A"], [1.9]);
  near(held.arrays["o.B"], [3.8]);
});

test("answers are filled up to a multiple, and each counts as one of the batch's tokens", () => {
  const texts = [
    { ids: [2, 10, 11, 12, 1], answer_at: 3 },
    { ids: [2, 10, 11], answer_at: 2 },
  ];
  assert.equal(answerTokens(texts), 3);
  const { input_ids, answer_places, answer_ids, answer_weights } = columnsOf(texts[0], 3, 4);
  assert.deepEqual([...input_ids.data], [2n, 10n, 11n, 12n, 1n]);
  assert.deepEqual([...answer_places.data], [2n, 3n, 0n, 0n]);
  assert.deepEqual([...answer_ids.data], [12n, 1n, 0n, 0n]);
  near(answer_weights.data, [1 / 3, 1 / 3, 0, 0]);
  assert.equal(columnsOf({ ids: Array(6).fill(1), answer_at: 2 }, 4, 4).answer_ids.data.length, 4);
});
