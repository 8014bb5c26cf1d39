// The trainer's worker comes and goes as it is wanted, and its graphs are kept beside the model they train.
import assert from "node:assert/strict";
import { test } from "node:test";
import { superviseTrainer } from "../../../web/page/trainer.js";
import { FILES, fetchModel, signal, world } from "../storage/models/tabs.mjs";
import { BASE, content, fileEntry, manifestOf } from "../world.mjs";

Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });

class FakeWorker extends EventTarget {
  constructor(list) {
    super();
    list.push(this);
  }

  postMessage(message) {
    this.init = message;
  }

  terminate() {
    this.terminated = true;
  }

  say(topic, data = {}) {
    this.dispatchEvent(new MessageEvent("message", { data: { kind: "note", topic, data } }));
  }
}

function house() {
  const [workers, said] = [[], []];
  const keeper = superviseTrainer({
    spawn: () => new FakeWorker(workers),
    onPort: (port) => said.push(port),
    onLost: (loss) => said.push(loss.message),
  });
  return { workers, said, keeper, port: keeper.connect() };
}

test("what is asked before the trainer is started waits for it", async () => {
  const { workers, keeper, port } = house();
  port.postMessage("early");
  assert.equal(workers.length, 0);
  keeper.start();
  keeper.start();
  assert.equal(workers.length, 1);
  const far = workers[0].init.port;
  const heard = await new Promise((resolve) => {
    far.onmessage = ({ data }) => resolve(data);
  });
  assert.equal(heard, "early");
  for (const one of [far, port]) one.close();
});

test("however it ends, a new port comes before the news, and nobody starts it anew", async () => {
  for (const end of [(it) => it.keeper.kill(), (it) => it.workers[0].say("worker.lost")]) {
    const it = house();
    it.keeper.start();
    end(it);
    assert.equal(it.said.length, 2);
    assert.ok(it.said[0] instanceof MessagePort);
    assert.equal(typeof it.said[1], "string");
    assert.equal(it.workers[0].terminated, true);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(it.workers.length, 1);
    it.keeper.start();
    assert.equal(it.workers.length, 2);
    it.keeper.end();
    for (const port of [it.port, it.said[0], ...it.workers.map(({ init }) => init.port)])
      port.close();
  }
});

test("whoever ends a trainer that is not there hears so; a new mind ends the old one's", () => {
  const { workers, said, keeper, port } = house();
  keeper.kill();
  assert.deepEqual(said, ["There is no trainer."]);
  keeper.start();
  const next = keeper.connect();
  assert.equal(workers[0].terminated, true);
  assert.equal(said.length, 1, "the new mind never knew it");
  for (const one of [port, next, workers[0].init.port]) one.close();
});

const GRAPH = content(700, 9);

/** The model of tabs.mjs, which can be trained. */
async function trainable() {
  const made = await world();
  const training = { forms: {}, files: [fileEntry("train.wasm.onnx", GRAPH, ["wasm"])] };
  const manifest = { ...manifestOf("m", FILES), training };
  made.site.models.m = { manifest, files: { ...FILES, "train.wasm.onnx": GRAPH } };
  const purpose = "training";
  const train = (store) =>
    store.fetchAll(manifest, BASE, "wasm", { signal, purpose, onProgress: () => {} });
  return { ...made, manifest, train };
}

test("the training graph is fetched when somebody trains, and stays when the model is used", async () => {
  const { site, store, tab, train } = await trainable();
  assert.deepEqual(await fetchModel(store), FILES);
  assert.ok(!site.requests.includes("m/train.wasm.onnx"));
  assert.equal((await store.stored())[0].complete, true);
  assert.equal((await train(store)).get("train.wasm.onnx").size, GRAPH.length);
  await fetchModel(tab());
  site.offline = true;
  assert.equal((await train(tab())).get("train.wasm.onnx").size, GRAPH.length);
});

test("a damaged training graph is mended for training, and a forgotten model takes it along", async () => {
  const { disk, store, manifest, train } = await trainable();
  await train(store);
  const { sha256 } = manifest.training.files[0];
  const { bucket } = store.ports;
  await bucket.write(sha256, new Uint8Array(GRAPH.length));
  assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), []);
  assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal, "training"), [
    "train.wasm.onnx",
  ]);
  await train(store);
  await store.forget("m");
  assert.deepEqual(await bucket.list(), [], JSON.stringify(disk));
});
