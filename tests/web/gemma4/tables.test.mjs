// Where the rows of the two tables lie, by the page's own reading of the graph, against the recipe's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddingsOf } from "../../../web/engine/decoder/gemma4.js";
import { tablesOf } from "../../../web/engine/decoder/tables.js";
import { filesOf } from "../../../web/storage/models/manifest.js";
import { PLAN, readModel } from "./graphs.mjs";

const { manifest, files } = await readModel();
const WEIGHTS = "onnx/embed_tokens_q4.onnx_data";
const graph = files.get("embed_tokens_q4.onnx");
const bytes = Buffer.from(await graph.arrayBuffer());
const { tables, ...form } = manifest.forms.wasm;
/** As it is described where none of its files is there. */
const bare = { ...manifest, forms: { wasm: form } };

/** The graph with other text of the same length in it. */
const spoilt = (from, to) =>
  new Blob([Buffer.from(bytes.toString("latin1").replace(from, to), "latin1")]);

// Protocol buffers, as far as these tests write them: numbers up to 127, and texts and messages.
const sized = (field, content) => {
  const body = Buffer.from(content);
  const low = (body.length & 127) | 128;
  return Buffer.concat([Buffer.from([(field << 3) | 2, low, body.length >> 7]), body]);
};
const number = (field, value) => Buffer.from([field << 3, value]);
const both = (...parts) => Buffer.concat(parts);
const tensor = (name, type, ...rest) => both(sized(8, name), number(2, type), ...rest);
const stored = (name, type, dims, offset) =>
  sized(
    5,
    tensor(
      name,
      type,
      sized(1, dims),
      sized(13, both(sized(1, "location"), sized(2, "weights"))),
      sized(13, both(sized(1, "offset"), sized(2, String(offset)))),
    ),
  );
const node = (type, inputs, outputs, ...rest) =>
  sized(
    1,
    both(
      ...inputs.map((name) => sized(1, name)),
      ...outputs.map((name) => sized(2, name)),
      sized(4, type),
      ...rest,
    ),
  );

/** A graph as the hub may have it: float16, a cast on the way, the factor a node of its own. */
function lookedUp(name, at) {
  const [q, scales, zeros, out] = ["q", "s", "z", "o"].map((part) => `${name}.${part}`);
  const block = sized(5, both(sized(1, "block_size"), number(3, 32)));
  const half = sized(5, both(sized(1, "value"), sized(5, tensor("", 10, sized(9, [0, 0x50])))));
  return both(
    node("GatherBlockQuantized", [q, "ids", scales, zeros], [out], sized(3, name), block),
    node("Cast", [out], [`${out}.wide`]),
    node("Constant", [], [`${out}.factor`], half),
    node("Mul", [`${out}.factor`, `${out}.wide`], [`${out}.told`]),
    stored(q, 2, [9, 32], at),
    stored(scales, 10, [9, 2], at + 10),
    stored(zeros, 2, [9, 1], at + 20),
  );
}

test("the tables are found where the recipe says that they lie", async () => {
  assert.deepEqual(await tablesOf(graph, WEIGHTS), {
    ...tables,
    tokens: { ...tables.tokens, block: 32, scales_type: "float32" },
    layers: { ...tables.layers, block: 32, scales_type: "float32" },
  });
});

test("a model whose description does not say it is read all the same, and its graph is fetched", async () => {
  const ids = [0, 5, 748, manifest.media.image.place_id];
  const told = await (await embeddingsOf(manifest, PLAN, files)).of(ids);
  const read = await (await embeddingsOf(bare, PLAN, files)).of(ids);
  assert.deepEqual(read, told);
  const fetched = filesOf(bare, "wasm").map(({ path }) => path);
  assert.ok(fetched.includes("onnx/embed_tokens_q4.onnx") && fetched.includes(WEIGHTS));
  assert.ok(!filesOf(manifest, "wasm").some(({ path }) => path === "onnx/embed_tokens_q4.onnx"));
});

test("float16, a cast on the way and a factor that is a node are read", async () => {
  const names = ["/model/embed_tokens/Gather_Quant", "/model/embed_tokens_per_layer/Gather_Quant"];
  const made = sized(7, both(...names.map((name, at) => lookedUp(name, 30 * at))));
  const found = await tablesOf(new Blob([made]), "weights");
  const facts = { rows: 9, columns: 64, scale: 32, block: 32, scales_type: "float16" };
  const at = (numbers_offset) => ({
    numbers_offset,
    scales_offset: numbers_offset + 10,
    zeros_offset: numbers_offset + 20,
  });
  assert.deepEqual(found.tokens, { ...facts, ...at(0) });
  assert.deepEqual(found.layers, { ...facts, ...at(30) });
  assert.equal(found.pad_id, 0);
});

for (const [name, blob] of [
  ["another name", spoilt("embed_tokens/Gather_Quant", "embed_tokens/Gather_Quack")],
  ["another node after it", spoilt("Mul_1\u0022\u0003Mul", "Mul_1\u0022\u0003Add")],
  ["weights that lie in the graph", spoilt(/location/g, "locatiom")],
  ["a factor that is nowhere", spoilt("B\u0003f_8", "B\u0003f_9")],
  ["half of the file", new Blob([bytes.subarray(0, bytes.length / 2)])],
  ["no file at all", new Blob([])],
  ["a web page", new Blob(["<!doctype html><p>Sign in"])],
]) {
  test(`${name} is refused`, async () => {
    assert.notDeepEqual(Buffer.from(await blob.arrayBuffer()), bytes, "nothing was spoilt");
    await assert.rejects(tablesOf(blob, WEIGHTS), { code: "model.corrupt" });
  });
}
