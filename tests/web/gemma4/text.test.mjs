// The decoder of the tiny Gemma 4 by the decoder's contract, and the rows of its tables by the graph's own.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { adapterOf } from "../../../web/engine/decoder/adapters.js";
import { embeddingsOf } from "../../../web/engine/decoder/gemma4.js";
import { logSumExp } from "../../../web/engine/decoder/topk.js";
import { difference, notSane } from "../../../web/engine/selftest.js";
import { house, NodeRuntime, never, PLAN, readModel } from "./graphs.mjs";

const model = await readModel();
const { manifest } = model;
const { decoder, caches, step, score, whole: home } = await house(model);
after(() => home.release());

const PLACES = [manifest.media.image.place_id, manifest.media.audio.place_id];
const IDS = Array.from({ length: 100 }, (_, at) => (at * 37) % 700);
const CLOSE = 1e-3;

function assertClose(found, wanted, tolerance = CLOSE) {
  assert.equal(found.length, wanted.length);
  for (const [at, value] of found.entries())
    assert.ok(Math.abs(value - wanted[at]) <= tolerance, `${at}: ${value}, not ${wanted[at]}`);
}

test("rows read from the file are the bits that the graph looks up", async () => {
  const ids = Array.from({ length: manifest.vocab_size }, (_, id) => id);
  const runtime = new NodeRuntime(model.files);
  const session = await runtime.session(manifest, "", "embed_tokens");
  const fed = runtime.tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
  const wanted = await session.run({ input_ids: fed });
  const found = await (await embeddingsOf(manifest, PLAN, model.files)).of(ids);
  assert.deepEqual(found.embeds, wanted.inputs_embeds.data);
  assert.deepEqual(found.layers, wanted.per_layer_inputs.data);
  await session.release();
});

test("a row is read once, and an id without one has that of padding", async () => {
  let reads = 0;
  const blob = model.files.get("embed_tokens_q4.onnx_data");
  const counted = {
    slice: (...range) => {
      reads += 1;
      return blob.slice(...range);
    },
  };
  const { tables } = manifest.forms.wasm;
  const short = { ...tables, layers: { ...tables.layers, rows: 5 } };
  const told = { ...manifest, forms: { wasm: { tables: short } } };
  const files = new Map([["embed_tokens_q4.onnx_data", counted]]);
  const embeddings = await embeddingsOf(told, PLAN, files);
  const { embeds, layers } = await embeddings.of([3, 600, PLACES[0], 3, 0]);
  assert.equal(reads, 4 * 3 + 2 * 3, "four tokens, and the layers' rows of 3 and of 0");
  const width = layers.length / 5;
  const row = (at) => layers.subarray(at * width, (at + 1) * width);
  for (const at of [1, 2]) assert.deepEqual(row(at), row(4));
  assert.notDeepEqual(row(0), row(4));
  assert.notDeepEqual(embeds.subarray(0, 64), embeds.subarray(64, 128));
  await embeddings.of([3, 600]);
  assert.equal(reads, 18);
});

test("a description that does not say where the rows lie is refused", async () => {
  const told = { ...manifest, forms: { wasm: {} } };
  await assert.rejects(embeddingsOf(told, PLAN, model.files), { code: "model.corrupt" });
});

test("it meets the golden values of its makers, in two runs", async () => {
  const { selftest } = manifest;
  const first = await decoder.run(decoder.empty(), selftest.ids.slice(0, -1), { rows: 0 });
  const last = await decoder.run(first.state, selftest.ids.slice(-1), { rows: 1 });
  assert.equal(first.logits.length, 0);
  assert.equal(last.logits.length, manifest.vocab_size);
  assert.equal(difference(last.logits, selftest, CLOSE), "");
});

test("states have the graph's own sizes, each layer's its width", () => {
  const dims = Object.values(decoder.empty().tensors).map((tensor) => tensor.dims);
  const wanted = manifest.cache.head_dims.flatMap((width) => Array(2).fill([1, 1, 0, width]));
  assert.deepEqual(dims, wanted);
});

test("it reads on from a cut and from a fork as from the whole, past the window", async () => {
  const cache = caches.open();
  await step({ cache, ids: IDS.slice(0, 50) });
  const fork = caches.fork(cache);
  await step({ cache, ids: [9, 8, 7] });
  caches.cut(cache, 41);
  const ask = { top_k: 8, want_log_z: true, ask_ids: [1, 2] };
  const cut = await step({ cache, ids: IDS.slice(41), ...ask });
  const forked = await step({ cache: fork, ids: IDS.slice(50), ...ask });
  const whole = await step({ cache: caches.open(), ids: IDS, ...ask });
  const once = await decoder.run(decoder.empty(), IDS, { rows: 1 });
  assertClose(
    whole.top_logits,
    whole.top_ids.map((id) => once.logits[id]),
  );
  assert.ok(Math.abs(whole.log_z - logSumExp(once.logits)) < CLOSE);
  for (const found of [cut, forked]) {
    assert.equal(found.length, IDS.length);
    assert.deepEqual(found.top_ids, whole.top_ids);
    assertClose(found.top_logits, whole.top_logits);
    assertClose(found.asked_logits, whole.asked_logits);
  }
});

test("ids asked for alone and scores come from the logits, for there are no hidden states", async () => {
  const cache = caches.open();
  await step({ cache, ids: IDS.slice(0, 20) });
  const next = { cache, ids: [IDS[20]], advance: false };
  const alone = await step({ ...next, ask_ids: [5, 6] });
  const headed = await step({ ...next, ask_ids: [5, 6], top_k: 1, want_log_z: true });
  assertClose(alone.asked_logits, headed.asked_logits, 1e-6);
  await step({ cache, ids: [IDS[20]] });
  const { log_probs } = await score({ cache, continuations: [[5], [6, 5, 7]] });
  assertClose([log_probs[0][0]], [headed.asked_logits[0] - headed.log_z]);
  assert.equal(log_probs[1].length, 3);
  await assert.rejects(step({ ...next, want_hidden: true }), { code: "call.invalid" });
});

test("a stop in the middle of a step leaves its cache as it was", async () => {
  const cache = caches.open();
  await step({ cache, ids: [9, 8, 7] });
  const ask = { cache, ids: IDS, top_k: 8, advance: false };
  const before = await step(ask);
  const stop = new AbortController();
  const asked = step(ask, stop.signal);
  setImmediate(() => stop.abort());
  await assert.rejects(asked, { code: "call.stopped" });
  assertClose((await step(ask)).top_logits, before.top_logits, 1e-6);
});

test("what would break the runtime is refused", async () => {
  const cache = caches.open();
  await assert.rejects(step({ cache, ids: [manifest.vocab_size] }), { code: "call.invalid" });
  assert.equal((await step({ cache, ids: [1] }, never)).length, 1);
  assert.throws(() => adapterOf(manifest, 4, new Uint8Array(8)), { code: "adapter.unfit" });
  assert.throws(() => decoder.place(), { code: "adapter.unfit" });
});

test("where nobody made golden values, what is said must be possible", () => {
  assert.equal(notSane(Float32Array.of(1, 3, 2), [0]), "");
  assert.match(notSane(Float32Array.of(4, 3, 2), [0]), /token 0 came out first/);
  assert.match(notSane(Float32Array.of(1, Number.NaN, 2), [0]), /token 1 is NaN/);
});
