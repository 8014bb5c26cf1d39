// Steps and scores over a model whose logits depend on every token before them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Caches, State } from "../../web/engine/decoder/caches.js";
import { score, step } from "../../web/engine/decoder/inference.js";
import { logSumExp, topK } from "../../web/engine/decoder/topk.js";
import { WireError } from "../../web/wire/rpc.js";

const VOCAB = 50;
const never = new AbortController().signal;

/** Logits after a sequence: its hash, spread over the vocabulary. */
function logitsAfter(ids) {
  let hash = 7;
  for (const id of ids) hash = (hash * 31 + id + 1) % 65_521;
  return Float32Array.from({ length: VOCAB }, (_, at) => ((hash * (at + 3)) % 101) / 9);
}

/** A model of that kind: its keys and values are the tokens themselves. It counts what is alive. */
class FakeModel {
  manifest = { vocab_size: VOCAB, context_tokens: 100 };
  plan = { device: "wasm" };
  // Its hidden state is its row of logits, so the head's rows are those of the unit matrix.
  table = {
    serves: (count) => count < 4,
    rows: async (ids) =>
      ids.map((id) => Float32Array.from({ length: VOCAB }, (_, at) => +(at === id))),
  };
  alive = 0;
  runs = [];

  empty() {
    return this.#state([]);
  }

  #state(ids) {
    this.alive += 1;
    const dispose = () => {
      this.alive -= 1;
    };
    return new State({ key: { ids, dispose } }, ids.length);
  }

  cut(tensor, length) {
    return {
      ids: tensor.ids.slice(0, length),
      dispose: () => assert.fail("a view is not disposed of"),
    };
  }

  onRun = () => {};

  async run(state, ids, { rows, hidden }) {
    this.runs.push([state.length, ids.length, rows]);
    this.onRun();
    const all = [...state.tensors.key.ids, ...ids];
    const seen = Array.from({ length: rows }, (_, at) =>
      logitsAfter(all.slice(0, all.length - rows + 1 + at)),
    );
    return {
      logits: Float32Array.from(seen.flatMap((row) => [...row])),
      hidden: hidden ? logitsAfter(all) : new Float32Array(0),
      state: this.#state(all),
    };
  }
}

function house() {
  const model = new FakeModel();
  const caches = new Caches(
    () => model.empty(),
    (tensor, length) => model.cut(tensor, length),
  );
  return { model, caches, cache: caches.open() };
}

const range = (length) => Array.from({ length }, (_, at) => (at * 7) % VOCAB);
const logProb = (ids, next) => logitsAfter(ids)[next] - logSumExp(logitsAfter(ids));

test("a step reports on the last position: the top, what was asked, and log z", async () => {
  const { model, caches, cache } = house();
  const args = { cache, ids: [3, 4], top_k: 5, ask_ids: [9, 1], want_log_z: true };
  const result = await step(model, caches, args, never);
  const row = logitsAfter([3, 4]);
  const top = topK(row, 5);
  assert.deepEqual([result.top_ids, result.top_logits], [top.ids, top.values]);
  assert.deepEqual(result.asked_logits, [row[9], row[1]]);
  assert.equal(result.log_z, logSumExp(row));
  assert.equal(result.length, 2);
});

test("ids asked for alone, and the hidden state, leave the head out; the numbers are its own", async () => {
  const { model, caches, cache } = house();
  const row = logitsAfter([3, 4]);
  const read = await step(model, caches, { cache, ids: [3, 4], want_hidden: true }, never);
  assert.deepEqual([read.hidden, read.asked_logits], [[...row], []]);
  caches.cut(cache, 0);
  const asked = await step(model, caches, { cache, ids: [3, 4], ask_ids: [9, 1] }, never);
  assert.deepEqual([asked.hidden, asked.asked_logits], [[], [row[9], row[1]]]);
  assert.deepEqual(model.runs, Array(2).fill([0, 2, 0]));
});

test("a step that does not advance leaves its cache as it was", async () => {
  const { model, caches, cache } = house();
  const read = { cache, ids: [3, 4], top_k: 2, advance: false };
  const first = await step(model, caches, read, never);
  assert.equal(first.length, 2);
  assert.equal(caches.get(cache).state.length, 0);
  const second = await step(model, caches, read, never);
  assert.deepEqual(second.top_logits, first.top_logits);
  assert.deepEqual(model.runs, Array(2).fill([0, 2, 1]));
});

test("more ids than are worth reading, and a model without a table, take the head", async () => {
  const { model, caches, cache } = house();
  const row = logitsAfter([3]);
  const many = await step(model, caches, { cache, ids: [3], ask_ids: [9, 1, 2, 9] }, never);
  assert.deepEqual(many.asked_logits, [row[9], row[1], row[2], row[9]]);
  model.table = null;
  await step(model, caches, { cache, ids: [3], ask_ids: [9] }, never);
  assert.deepEqual(model.runs, [
    [0, 1, 1],
    [1, 1, 1],
  ]);
});

test("a table that cannot be read leaves the cache as it was", async () => {
  const { model, caches, cache } = house();
  model.table.rows = async () => {
    throw new WireError("engine.failed", "gone");
  };
  const call = step(model, caches, { cache, ids: [3], ask_ids: [9] }, never);
  await assert.rejects(call, { code: "engine.failed" });
  assert.equal(caches.get(cache).state.length, 0);
  assert.equal(model.alive, 1);
});

test("what is proposed is fed too, and ranked as steps of its own", async () => {
  const { model, caches, cache } = house();
  const ask = { cache, ids: [3], top_k: 5, proposed: [4, 5] };
  const { length, top_ids, ahead } = await step(model, caches, ask, never);
  const rows = [[3], [3, 4], [3, 4, 5]].map((ids) => topK(logitsAfter(ids), 5));
  assert.deepEqual([top_ids, length], [rows[0].ids, 3]);
  assert.deepEqual(ahead, rows.slice(1));
  assert.deepEqual(model.runs, [[0, 3, 3]]);
  assert.deepEqual(caches.get(cache).ids, [3, 4, 5]);
  model.grammars = { get: () => ({ along: () => [2, 1].map((word) => Uint32Array.of(word, 0)) }) };
  const held = await step(model, caches, { ...ask, grammar: 1, answered: 1 }, never);
  assert.deepEqual([held.top_ids, held.ahead[0].ids], [[1], [0]]);
  assert.deepEqual([held.length, held.ahead.length], [5, 1]);
});

test("a step without a question leaves the head out", async () => {
  const { model, caches, cache } = house();
  const result = await step(model, caches, { cache, ids: [3] }, never);
  assert.deepEqual(model.runs, [[0, 1, 0]]);
  assert.deepEqual([result.top_ids, result.asked_logits, result.log_z], [[], [], null]);
});

test("a long prompt is fed in chunks, and only the last asks the head", async () => {
  const { model, caches, cache } = house();
  const ids = range(80);
  const result = await step(model, caches, { cache, ids, top_k: 1 }, never);
  assert.deepEqual(model.runs, [
    [0, 32, 0],
    [32, 32, 0],
    [64, 16, 1],
  ]);
  assert.deepEqual(result.top_ids, topK(logitsAfter(ids), 1).ids);
  assert.deepEqual(caches.get(cache).ids, ids);
  assert.equal(model.alive, 1);
});

test("a stop between two chunks leaves the cache as it was", async () => {
  const { model, caches, cache } = house();
  await step(model, caches, { cache, ids: [1, 2] }, never);
  const stop = new AbortController();
  model.onRun = () => stop.abort();
  const call = step(model, caches, { cache, ids: range(80), top_k: 1 }, stop.signal);
  await assert.rejects(call, { code: "call.stopped" });
  assert.equal(model.runs.length, 2);
  assert.deepEqual(caches.get(cache).ids, [1, 2]);
  assert.equal(caches.get(cache).state.length, 2);
  assert.equal(model.alive, 1);
});

test("scores are the log-probabilities a step by step reading gives, and change nothing", async () => {
  const { model, caches, cache } = house();
  const before = [5, 6, 7];
  await step(model, caches, { cache, ids: before }, never);
  const continuations = [[1], [2, 3], [4, 8, 15, 16]];
  const { log_probs } = await score(model, caches, { cache, continuations }, never);
  const expected = continuations.map((ids) =>
    ids.map((id, at) => logProb([...before, ...ids.slice(0, at)], id)),
  );
  assert.deepEqual(log_probs, expected);
  assert.deepEqual(model.runs.slice(1), [
    [2, 1, 1],
    [3, 1, 1],
    [3, 3, 3],
  ]);
  assert.deepEqual(caches.get(cache).ids, before);
  assert.equal(model.alive, 1);
});

test("a long continuation is scored in the device's chunks", async () => {
  const { model, caches, cache } = house();
  await step(model, caches, { cache, ids: [5] }, never);
  const ids = range(80);
  const { log_probs } = await score(model, caches, { cache, continuations: [ids] }, never);
  const expected = ids.map((id, at) => logProb([5, ...ids.slice(0, at)], id));
  assert.deepEqual(log_probs, [expected]);
  assert.deepEqual(model.runs.slice(2), [
    [1, 32, 32],
    [33, 32, 32],
    [65, 15, 15],
  ]);
  assert.equal(model.alive, 1);
});

test("a stopped score lets go of all it made", async () => {
  const { model, caches, cache } = house();
  await step(model, caches, { cache, ids: [5] }, never);
  const stop = new AbortController();
  model.onRun = () => stop.abort();
  const call = score(
    model,
    caches,
    {
      cache,
      continuations: [
        [1, 2],
        [3, 4],
      ],
    },
    stop.signal,
  );
  await assert.rejects(call, { code: "call.stopped" });
  caches.closeAll();
  assert.equal(model.alive, 0);
});

test("what would break the runtime is refused before it runs", async () => {
  const { model, caches, cache } = house();
  for (const ids of [[], [VOCAB], [-1], [1.5], ["1"], "12", undefined, [null]]) {
    await assert.rejects(step(model, caches, { cache, ids, top_k: 1 }, never), {
      code: "call.invalid",
    });
  }
  const odd = [
    { ids: [1], ask_ids: [VOCAB] },
    { ids: [1], top_k: -1 },
    { ids: [1], top_k: Number.NaN },
    { ids: [1], media: [[1, 0, 1]] },
    { ids: [1], media: null },
    { ids: [1, 2], top_k: 1, proposed: [3] },
    { ids: [1], proposed: [3] },
    { ids: [1], top_k: 1, proposed: [VOCAB] },
    { ids: [1], top_k: 1, proposed: range(16) },
    { ids: [1], top_k: 1, proposed: [3], want_log_z: true },
  ];
  for (const args of odd) {
    await assert.rejects(step(model, caches, { cache, ...args }, never), { code: "call.invalid" });
  }
  await assert.rejects(step(model, caches, { cache, ids: range(101) }, never), {
    code: "context.full",
  });
  await assert.rejects(score(model, caches, { cache, continuations: [[1]] }, never), {
    code: "call.invalid",
  });
  await step(model, caches, { cache, ids: range(99) }, never);
  const many = { cache, continuations: [[1], [1, 2]] };
  await assert.rejects(score(model, caches, many, never), { code: "context.full" });
  await assert.rejects(step(model, caches, { cache: -1, ids: [1] }, never), {
    code: "cache.unknown",
  });
});
