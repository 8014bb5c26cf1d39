// The tiny Gemma 4 on the processor by the contract of decoders, held to ONNX Runtime; and how its file is read.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bitsOf, float16 } from "../../../web/engine/float16.js";
import { foresee, isKnown } from "../../../web/engine/processor/networks/network.js";
import { filesOf } from "../../../web/storage/models/manifest.js";
import { FOLDER, house } from "../gemma4/graphs.mjs";
import { assertClose, assertSameBits, holdAll, IDS } from "./contract.mjs";
import { openProcessor, readModel } from "./machine.mjs";

/** Activations of 16 bits: numpy with the same rounding is 0.020 from numpy without, for this model. */
const CLOSE = 0.025;
const model = await readModel(FOLDER);
const { manifest } = model;
const { media, hidden_size } = manifest;
const homes = [];
after(() => Promise.all(homes.map((home) => home.whole.release())));

async function openOnnx() {
  const home = await house(model);
  homes.push(home);
  return home.decoder;
}

await holdAll(
  model,
  {
    "ONNX Runtime": async () => Object.assign(await openOnnx(), { release() {} }),
    "processor, 1 thread": () => openProcessor(model, 1),
    "processor, 2 threads": () => openProcessor(model, 2),
  },
  CLOSE,
);

test("the processor gives the same bits with any number of threads, alone and in chunks", () =>
  assertSameBits(model, (threads) => openProcessor(model, threads)));

test("every position says what ONNX Runtime says, and the first choice is the same", async () => {
  const [other, decoder] = [await openOnnx(), await openProcessor(model, 1)];
  const ask = { rows: IDS.length, hidden: false };
  const wanted = await other.run(other.empty(), IDS, ask);
  const found = await decoder.run(decoder.empty(), IDS, ask);
  assertClose([...found.logits], [...wanted.logits], CLOSE);
  const size = manifest.vocab_size;
  const best = ({ logits }, at) => {
    const row = logits.subarray(at * size, (at + 1) * size);
    return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  };
  for (const at of IDS.keys()) assert.equal(best(found, at), best(wanted, at));
  assert.ok(Math.max(...found.logits.map(Math.abs)) < 30, "the cap");
});

test("soft tokens stand in their places, also where a chunk cuts them", async () => {
  const [other, decoder] = [await openOnnx(), await openProcessor(model, 2)];
  const soft = new Map();
  for (let at = 20; at < 45; at += 1)
    soft.set(
      at,
      Float32Array.from({ length: hidden_size }, (_, i) => Math.sin(at * 64 + i) * 3),
    );
  const ids = IDS.map((id, at) => (soft.has(at) ? media.image.place_id : id));
  const ask = { rows: 1, hidden: false };
  const wanted = await other.run(other.empty(), ids, ask, soft);
  const found = await decoder.run(decoder.empty(), ids, ask, soft);
  assertClose([...found.logits], [...wanted.logits], CLOSE);
  let state = decoder.empty();
  let last;
  for (let at = 0; at < ids.length; at += 7) {
    last = await decoder.run(state, ids.slice(at, at + 7), ask, soft);
    state = last.state;
  }
  assert.deepEqual(last.logits, found.logits);
  const bare = await decoder.run(decoder.empty(), ids, ask);
  assert.notDeepEqual(bare.logits, found.logits);
  await decoder.release();
});

test("it takes no adapters and tells no hidden states, as with ONNX Runtime", async () => {
  const decoder = await openProcessor(model, 1);
  assert.throws(() => decoder.place({}), { code: "adapter.unfit" });
  assert.equal(decoder.hidden, false);
});

const withFile = (name, change) => {
  const blob = model.files.get(name);
  return { manifest, files: new Map([...model.files, [name, change(blob)]]) };
};
const GRAPH = "decoder_model_merged_q4.onnx";
const bytes = Buffer.from(await model.files.get(GRAPH).arrayBuffer());
const graphWith = (from, to) =>
  withFile(
    GRAPH,
    () => new Blob([Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1")]),
  );
const config = JSON.parse(await model.files.get("config.json").text());
const configWith = (change) =>
  withFile(
    "config.json",
    () => new Blob([JSON.stringify({ text_config: { ...config.text_config, ...change } })]),
  );

for (const [what, spoilt, code] of [
  ["a matrix of another name", graphWith("q_proj", "q_prog"), "model.unfit"],
  ["a norm of another name", graphWith("input_layernorm", "inputs_layernor"), "model.unfit"],
  ["other blocks", graphWith("block_size\u0018\u0020", "block_size\u0018\u0010"), "model.unfit"],
  ["a graph that ends early", withFile(GRAPH, (blob) => blob.slice(0, 5000)), "model.corrupt"],
  [
    "weights that end early",
    withFile(`${GRAPH}_data`, (blob) => blob.slice(0, -1)),
    "model.corrupt",
  ],
  [
    "no configuration",
    withFile("config.json", () => new Blob(["<!doctype html>"])),
    "model.corrupt",
  ],
  ["an empty configuration", withFile("config.json", () => new Blob(["{}"])), "model.unfit"],
  ["more heads than there are rows", configWith({ num_attention_heads: 8 }), "model.unfit"],
  ["fewer layers", configWith({ layer_types: ["full_attention"] }), "model.unfit"],
  ["layers that share keys of none", configWith({ num_kv_shared_layers: 6 }), "model.unfit"],
  ["heads that make no block", configWith({ head_dim: 24 }), "model.unfit"],
  ["two heads of keys", configWith({ num_key_value_heads: 2 }), "model.unfit"],
]) {
  test(`${what} is refused`, () => assert.rejects(openProcessor(spoilt, 1), { code }));
}

test("a model without a form for processors is not known", () => {
  assert.ok(isKnown(manifest));
  assert.ok(!isKnown({ ...manifest, forms: { webgpu: manifest.forms.webgpu } }));
  assert.ok(!isKnown({ ...manifest, cache: { kv_heads: 2, head_dims: [16] } }));
});

test("a model that cannot be computed is refused by the files that come first", async () => {
  const paths = filesOf(manifest, "wasm", "plan").map(({ path }) => path);
  assert.deepEqual(paths.sort(), ["config.json", `onnx/${GRAPH}`]);
  const first = ({ files }) =>
    new Map([...files].filter(([name]) => paths.some((path) => path.endsWith(name))));
  await foresee(manifest, first(model));
  const other = graphWith("q_proj", "q_prog");
  await assert.rejects(foresee(manifest, first(other)), { code: "model.unfit" });
  const short = manifest.files.map((file) => ({ ...file, bytes: Math.min(file.bytes, 9000) }));
  await assert.rejects(foresee({ ...manifest, files: short }, first(model)), {
    code: "model.corrupt",
  });
});

test("scales of float32 become the float16 next to them", () => {
  const finite = Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter((bits) =>
    Number.isFinite(float16(bits)),
  );
  const same = (bits) => bitsOf(float16(bits)) === bits || float16(bits) === 0;
  assert.deepEqual(
    finite.filter((bits) => !same(bits)),
    [],
  );
  for (const bits of [0x0001, 0x03ff, 0x1234, 0x3c00, 0x7bfe]) {
    const [low, high] = [float16(bits), float16(bits + 1)];
    assert.equal(bitsOf(low + (high - low) * 0.49), bits);
    assert.equal(bitsOf(low + (high - low) * 0.51), bits + 1);
  }
  assert.equal(bitsOf(1e9), 0x7bff);
  assert.equal(bitsOf(-1e9), 0xfbff);
  assert.equal(bitsOf(Number.NaN), 0);
});
