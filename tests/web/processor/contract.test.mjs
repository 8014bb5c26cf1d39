// One contract over both decoders: ONNX Runtime's, and the processor's with one thread, two and four. The tiny model.
import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { adapterOf } from "../../../web/engine/decoder/adapters.js";
import { adapterFor, halvesOf } from "./adapter.mjs";
import { assertSameBits, holdAll, IDS } from "./contract.mjs";
import { openProcessor, readModel } from "./machine.mjs";
import { openOnnx } from "./onnx.mjs";

const CACHE = process.env.HEARTHSIDE_CACHE || join(homedir(), ".cache/hearthside");
const FOLDER = join(CACHE, "models/tiny");
const model = await readModel(FOLDER);
const { manifest } = model;
const CLOSE = 1e-3;

const DECODERS = {
  "ONNX Runtime": () => openOnnx(FOLDER, model),
  "processor, 1 thread": () => openProcessor(model, 1),
  "processor, 2 threads": () => openProcessor(model, 2),
  "processor, 4 threads": () => openProcessor(model, 4),
};

await holdAll(model, DECODERS, CLOSE);

test("the processor gives the same bits with any number of threads, alone and in chunks", () =>
  assertSameBits(model, (threads) => openProcessor(model, threads)));

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
