// A model that sees and hears: what only images or sounds need is fetched when the first of them comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf, kindOf } from "../../../../web/storage/models/manifest.js";
import { BASE, content, manifestOf } from "../../world.mjs";
import { signal, world } from "./tabs.mjs";

const GRAPHS = ["embed_tokens", "decoder_model_merged", "vision_encoder", "audio_encoder"];
const paths = (name) => [`onnx/${name}.onnx`, `onnx/${name}.onnx_data`];
const FILES = Object.fromEntries(
  ["tokenizer.json", ...GRAPHS.flatMap(paths)].map((path, at) => [path, content(100 + at, at)]),
);
const graphs = Object.fromEntries(
  GRAPHS.map((name) => [name, { graph: paths(name)[0], weights: [paths(name)[1]] }]),
);
const form = { graphs, tables: { file: "onnx/embed_tokens.onnx_data" } };
const manifest = {
  ...manifestOf("m", FILES),
  kind: "multimodal",
  forms: { webgpu: form },
};
const TEXT = ["tokenizer.json", "onnx/embed_tokens.onnx_data", ...paths("decoder_model_merged")];

async function site() {
  const all = await world();
  all.site.models.m = { manifest, files: FILES };
  return all;
}

const options = (purpose) => ({ signal, onProgress: () => {}, purpose });

test("a load needs no encoder, nor the graph of the tables", () => {
  assert.equal(kindOf(manifest), "generate");
  const named = (part) => filesOf(manifest, "webgpu", part).map(({ path }) => path);
  assert.deepEqual(named(), TEXT);
  assert.deepEqual(named("image"), paths("vision_encoder"));
  assert.deepEqual(named("audio"), paths("audio_encoder"));
  const plain = manifestOf("m", FILES);
  assert.deepEqual(filesOf(plain, "wasm"), plain.files);
  assert.deepEqual(filesOf(plain, "wasm", "image"), []);
});

test("each part is fetched by itself, and the model is complete without encoders", async () => {
  const { site: served, store, tab } = await site();
  const text = await store.fetchAll(manifest, BASE, "webgpu", options());
  assert.deepEqual(
    [...text.keys()],
    TEXT.map((path) => path.split("/").at(-1)),
  );
  assert.equal((await tab().stored())[0].complete, true);
  const before = served.requests.length;
  assert.deepEqual(await store.mend(manifest, BASE, "webgpu", signal), []);
  assert.equal(served.requests.length, before, "what nobody asked for is not missing");
  const image = await store.fetchAll(manifest, BASE, "webgpu", options("image"));
  assert.deepEqual([...image.keys()], ["vision_encoder.onnx", "vision_encoder.onnx_data"]);
  assert.deepEqual(
    served.requests.slice(before),
    paths("vision_encoder").map((path) => `m/${path}`),
  );
});

test("a damaged encoder is mended like any other file", async () => {
  const { disk, store } = await site();
  await store.fetchAll(manifest, BASE, "webgpu", options());
  await store.fetchAll(manifest, BASE, "webgpu", options("audio"));
  const { sha256, bytes } = manifest.files.find(({ path }) => path === paths("audio_encoder")[1]);
  const [name] = [...disk.files.keys()].filter((key) => key.includes(sha256));
  disk.files.set(name, new Uint8Array(bytes));
  const damaged = await store.mend(manifest, BASE, "webgpu", signal);
  assert.deepEqual(damaged, [paths("audio_encoder")[1]]);
  assert.deepEqual(await store.mend(manifest, BASE, "webgpu", signal), []);
});
