// One contract over both decoders: ONNX Runtime's, and the processor's with one thread, two and four. The tiny model.
import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Adapters, adapterOf } from "../../../web/engine/decoder/adapters.js";
import { Caches } from "../../../web/engine/decoder/caches.js";
import { score, step } from "../../../web/engine/decoder/inference.js";
import { difference } from "../../../web/engine/selftest.js";
import { adapterFor, halvesOf } from "./adapter.mjs";
import { openProcessor, readModel } from "./machine.mjs";
import { openOnnx } from "./onnx.mjs";

const CACHE = process.env.HEARTHSIDE_CACHE || join(homedir(), ".cache/hearthside");
const FOLDER = join(CACHE, "models/tiny");
const never = new AbortController().signal;
const model = await readModel(FOLDER);
const { manifest } = model;
const IDS = Array.from({ length: 100 }, (_, at) => (at * 37) % 700);
const CLOSE = 1e-3;

const DECODERS = {
  "ONNX Runtime": () => openOnnx(FOLDER, model),
  "processor, 1 thread": () => openProcessor(model, 1),
  "processor, 2 threads": () => openProcessor(model, 2),
  "processor, 4 threads": () => openProcessor(model, 4),
};

/** What inference.js asks of a model, over one decoder. */
async function house(open) {
  const decoder = await open();
  const caches = new Caches(
    (adapter) => decoder.empty(adapter),
    (tensors, length) => decoder.cut(tensors, length),
  );
  const adapters = new Adapters(decoder);
  const run = (past, ids, question) => decoder.run(past, ids, question);
  const asked = { manifest, plan: decoder.plan, table: null, run };
  return {
    decoder,
    caches,
    adapters,
    step: (args, signal = never) => step(asked, caches, args, signal),
    score: (args) => score(asked, caches, args, never),
  };
}

function assertClose(found, wanted, tolerance = CLOSE) {
  assert.equal(found.length, wanted.length);
  for (const [at, value] of found.entries())
    assert.ok(Math.abs(value - wanted[at]) <= tolerance, `${at}: ${value}, not ${wanted[at]}`);
}

/** Every answer of the contract, so that decoders can be held against each other. */
async function answers({ caches, step, score }, adapter = null) {
  const cache = caches.open(adapter);
  const all = { top_k: 8, ask_ids: [1, 2], want_log_z: true, want_hidden: true };
  const whole = await step({ cache, ids: IDS, ...all });
  const scores = await score({ cache, continuations: [[5], [5, 6, 7], IDS.slice(0, 45)] });
  return { whole, ...scores };
}

const RANKS = [8, 6];
const first = await house(DECODERS["ONNX Runtime"]);
const reference = await answers(first);
const adapted = await Promise.all(RANKS.map((rank) => answers(first, withAdapter(first, rank))));

/** What its decoder knows an adapter by. */
function withAdapter({ adapters }, rank) {
  return adapters.get(adapters.load(adapterFor(manifest, rank)));
}

/** All that two decoders say is the same. */
function assertSame(found, wanted) {
  assert.deepEqual(found.whole.top_ids, wanted.whole.top_ids);
  for (const key of ["top_logits", "asked_logits", "hidden"])
    assertClose(found.whole[key], wanted.whole[key]);
  assertClose([found.whole.log_z], [wanted.whole.log_z]);
  for (const [at, row] of found.log_probs.entries()) assertClose(row, wanted.log_probs[at]);
}

for (const [name, open] of Object.entries(DECODERS)) {
  const it = (what, body) =>
    test(`${name}: ${what}`, async () => {
      const home = await house(open);
      try {
        await body(home);
      } finally {
        await home.decoder.release();
      }
    });

  it("meets the golden values of its makers", async ({ decoder }) => {
    const { selftest } = manifest;
    const first = await decoder.run(decoder.empty(), selftest.ids.slice(0, -1), { rows: 0 });
    const last = await decoder.run(first.state, selftest.ids.slice(-1), { rows: 1 });
    assert.equal(first.logits.length, 0);
    assert.equal(first.hidden.length, 0);
    assert.equal(difference(last.logits, selftest, CLOSE), "");
  });

  it("says what the other says, past the window and in several chunks", async (home) => {
    assertSame(await answers(home), reference);
  });

  it("computes with adapters of any rank, in turn, and without as before", async (home) => {
    const placed = RANKS.map((rank) => withAdapter(home, rank));
    for (const [at, adapter] of placed.entries())
      assertSame(await answers(home, adapter), adapted[at]);
    assertSame(await answers(home), reference);
    assertSame(await answers(home, placed[0]), adapted[0]);
    assert.notDeepEqual(adapted[0].whole.top_logits, reference.whole.top_logits);
  });

  it("keeps an adapter in forks and cuts; its caches end with it", async (home) => {
    const { caches, adapters, step } = home;
    const number = adapters.load(adapterFor(manifest, 8));
    const cache = caches.open(adapters.get(number));
    await step({ cache, ids: IDS.slice(0, 50) });
    const fork = caches.fork(cache);
    caches.cut(cache, 0);
    for (const [id, ids] of [
      [cache, IDS],
      [fork, IDS.slice(50)],
    ])
      assertClose(
        (await step({ cache: id, ids, top_k: 8 })).top_logits,
        adapted[0].whole.top_logits,
      );
    const base = caches.open();
    caches.closeOf(adapters.unload(number));
    assert.equal(caches.count, 1);
    assert.throws(() => adapters.get(number), { code: "call.invalid" });
    await step({ cache: base, ids: IDS });
  });

  it("reads on from a cut and from a fork as from the whole", async ({ caches, step }) => {
    const cache = caches.open();
    await step({ cache, ids: IDS.slice(0, 50) });
    const fork = caches.fork(cache);
    await step({ cache, ids: [9, 8, 7] });
    caches.cut(cache, 41);
    const ask = { top_k: 8 };
    const cut = await step({ cache, ids: IDS.slice(41), ...ask });
    const forked = await step({ cache: fork, ids: IDS.slice(50), ...ask });
    const fresh = caches.open();
    const whole = await step({ cache: fresh, ids: IDS, ...ask });
    for (const found of [cut, forked]) {
      assert.equal(found.length, IDS.length);
      assert.deepEqual(found.top_ids, whole.top_ids);
      assertClose(found.top_logits, whole.top_logits);
    }
  });

  it("leaves a cache as it was when it is stopped in the middle of a step", async (home) => {
    const { decoder, caches, step } = home;
    const cache = caches.open();
    await step({ cache, ids: [9, 8, 7] });
    const ask = { cache, ids: IDS, top_k: 8, advance: false };
    const before = await step(ask);
    const memory = decoder.memory_bytes;
    for (let times = 0; times < 20; times += 1) {
      const stop = new AbortController();
      const asked = step(ask, stop.signal);
      setImmediate(() => stop.abort());
      await assert.rejects(asked, { code: "call.stopped" });
    }
    const after = await step(ask);
    assert.deepEqual(after, { ...before, engine_ms: after.engine_ms });
    assert.equal(decoder.memory_bytes, memory, "pages of stopped steps are free again");
  });

  it("leaves what was before a run as it was", async ({ decoder }) => {
    const start = await decoder.run(decoder.empty(), IDS.slice(0, 40), { rows: 0 });
    const next = (state, ids) => decoder.run(state, ids, { rows: 1 });
    const before = await next(start.state, [11]);
    const other = await next(start.state, [300, 301, 302]);
    const more = await next(before.state, [12]);
    const again = await next(start.state, [11]);
    const moreAgain = await next(again.state, [12]);
    assertClose([...again.logits], [...before.logits], 1e-6);
    assertClose([...moreAgain.logits], [...more.logits], 1e-6);
    const apart = other.logits.some((value, at) => Math.abs(value - again.logits[at]) > 0.1);
    assert.ok(apart, "other tokens give other logits");
  });
}

test("the processor gives the same bits with any number of threads, alone and in chunks", async () => {
  const bits = [];
  for (const threads of [1, 2, 4]) {
    const decoder = await openProcessor(model, threads);
    const whole = await decoder.run(decoder.empty(), IDS, { rows: IDS.length, hidden: true });
    const singles = [];
    let { state } = { state: decoder.empty() };
    for (const id of IDS) {
      const one = await decoder.run(state, [id], { rows: 1, hidden: true });
      singles.push(...one.logits);
      state = one.state;
      if (singles.length === whole.logits.length) assert.deepEqual(one.hidden, whole.hidden);
    }
    assert.deepEqual(Float32Array.from(singles), whole.logits);
    bits.push(whole.logits);
    const adapter = decoder.place(adapterFor(manifest, 8));
    const other = await decoder.run(decoder.empty(adapter), IDS, { rows: 1, hidden: false });
    bits.at(-1).set(other.logits);
    await decoder.release();
  }
  assert.deepEqual(bits[1], bits[0]);
  assert.deepEqual(bits[2], bits[0]);
});

test("threads that die hold nothing up", async () => {
  const workers = [];
  const decoder = await openProcessor(model, 3, { onThread: (worker) => workers.push(worker) });
  const whole = () => decoder.run(decoder.empty(), IDS, { rows: 1, hidden: false });
  const before = await whole();
  assert.equal(workers.length, 2);
  await workers[0].terminate();
  assert.deepEqual((await whole()).logits, before.logits);
  await workers[1].terminate();
  assert.deepEqual((await whole()).logits, before.logits);
});

test("a thread that dies in the middle of a step costs seconds, and is said", async () => {
  const decoder = await openProcessor(model, 2, { script: "thief.mjs" });
  const step = () => decoder.run(decoder.empty(), IDS, { rows: 1, hidden: false });
  const steps = async () => {
    for (;;) await step();
  };
  await assert.rejects(steps, { code: "engine.lost", message: /in the middle of a step/ });
});

test("where no memory is left for more tokens it is said, and what was read stays", async () => {
  const decoder = await openProcessor(model, 1);
  const start = await decoder.run(decoder.empty(), IDS, { rows: 1, hidden: false });
  const next = () => decoder.run(start.state, [11], { rows: 1, hidden: false });
  const before = await next();
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError("no room");
  };
  const held = [];
  const fill = async () => {
    for (;;) held.push(await decoder.run(decoder.empty(), IDS, { rows: 0, hidden: false }));
  };
  try {
    await assert.rejects(fill, { code: "context.full", message: /no memory left/ });
    held.pop().state.release();
    assert.deepEqual((await next()).logits, before.logits);
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
});

test("where one thread does not start, none is left", async () => {
  const workers = [];
  const onThread = (worker) => {
    workers.push({ worker, ended: new Promise((resolve) => worker.once("exit", resolve)) });
    if (workers.length === 2) throw new Error("no thread");
  };
  await assert.rejects(openProcessor(model, 3, { onThread }), /no thread/);
  assert.equal(await workers[0].ended, 1);
  await workers[1].worker.terminate();
});

test("where a file cannot be read, no thread is left", async () => {
  const workers = [];
  const onThread = (worker) =>
    workers.push({ ended: new Promise((resolve) => worker.once("exit", resolve)) });
  const slice = () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) });
  const files = new Map([...model.files].map(([name, { size }]) => [name, { size, slice }]));
  await assert.rejects(openProcessor({ manifest, files }, 2, { onThread }), /gone/);
  while (workers.length === 0) await new Promise(setImmediate);
  assert.equal(await workers[0].ended, 1);
});

test("an adapter of other sizes is refused", () => {
  const refused = { code: "adapter.unfit" };
  const halves = new Uint8Array(halvesOf(manifest, 8).buffer);
  assert.throws(() => adapterOf(manifest, 7, halves), refused);
  assert.throws(() => adapterOf(manifest, 0, new Uint8Array()), refused);
  assert.throws(() => adapterOf({ ...manifest, adapters: undefined }, 8, halves), refused);
});

test("memory of an adapter that was removed is used again", async () => {
  const decoder = await openProcessor(model, 1);
  const adapter = adapterFor(manifest, 64);
  decoder.remove(decoder.place(adapter));
  const before = decoder.memory_bytes;
  for (let times = 0; times < 50; times += 1) decoder.remove(decoder.place(adapter));
  assert.equal(decoder.memory_bytes, before);
});

test("a model that lacks a file is refused", async () => {
  const older = { manifest, files: new Map([...model.files].slice(1)) };
  await assert.rejects(openProcessor(older, 1), { code: "model.corrupt" });
});
