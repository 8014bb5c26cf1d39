// Texts into vectors over a graph whose vectors tell which tokens they are made of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { count, embed } from "../../../web/engine/embedder/embed.js";
import { Embedder } from "../../../web/engine/embedder/embedder.js";
import { WireError } from "../../../web/wire/rpc.js";

const DIMENSIONS = 4;
const never = new AbortController().signal;

const MANIFEST = {
  kind: "embed",
  dimensions: DIMENSIONS,
  context_tokens: 20,
  bos_id: 2,
  eos_id: 1,
};

/** A direction that no other sequence of ids has. */
function vectorOf(ids) {
  let hash = 7;
  for (const id of ids) hash = (hash * 31 + id + 1) % 65_521;
  const raw = Array.from({ length: DIMENSIONS }, (_, at) => 1 + ((hash * (at + 3)) % 101));
  const length = Math.hypot(...raw);
  return raw.map((number) => number / length);
}

/** A graph for which one letter is one token. It keeps what it was fed. */
class FakeGraph {
  plan = { device: "wasm", threads: 1 };
  lost = new Promise(() => {});
  runs = [];
  onRun = () => {};
  spoil = (vector) => vector;

  encode(text) {
    return [...text].map((letter) => letter.codePointAt(0));
  }

  tensor(_type, data, dims) {
    return { data: [...data].map(Number), dims };
  }

  async run(feeds, [output]) {
    this.onRun();
    const texts = rows(feeds);
    this.runs.push(texts);
    return { [output]: { data: Float32Array.from(texts.map(vectorOf).flatMap(this.spoil)) } };
  }
}

function rows({ input_ids, attention_mask }) {
  const [, columns] = input_ids.dims;
  const texts = [];
  for (let at = 0; at < input_ids.data.length; at += columns) {
    const row = input_ids.data.slice(at, at + columns);
    texts.push(row.filter((_, place) => attention_mask.data[at + place] === 1));
  }
  return texts;
}

function house(facts = {}) {
  const graph = new FakeGraph();
  return { graph, embedder: new Embedder({ ...MANIFEST, ...facts }, graph, graph) };
}

const marked = (text) => [2, ...[...text].map((letter) => letter.codePointAt(0)), 1];
const near = (found, wanted) => {
  assert.equal(found.length, wanted.length);
  for (const [at, number] of wanted.entries()) assert.ok(Math.abs(found[at] - number) < 1e-6);
};

test("vectors come in the order of the texts, whatever the runs", async () => {
  const { embedder, graph } = house();
  const texts = ["a long text", "b", "", "the last one", "b"];
  const { vectors, tokens, cut } = await embed(embedder, { texts }, never);
  near(
    vectors,
    texts.flatMap((text) => vectorOf(marked(text))),
  );
  assert.deepEqual(tokens, [13, 3, 2, 14, 3]);
  assert.deepEqual(cut, [false, false, false, false, false]);
  assert.deepEqual(
    graph.runs.map((run) => run.length),
    [3, 1, 1],
  );
});

test("a text is cut at one token less than the context, and that is said", async () => {
  const { embedder, graph } = house();
  const texts = ["x".repeat(17), "y".repeat(18), "z".repeat(1_000_000)];
  const { tokens, cut } = await embed(embedder, { texts }, never);
  assert.deepEqual(tokens, [19, 19, 19]);
  assert.deepEqual(cut, [false, true, true]);
  assert.deepEqual(graph.runs.flat()[1], marked("y".repeat(17)));
});

test("of a text without end only a part is handed to the tokenizer", async () => {
  const { embedder, graph } = house();
  const lengths = [];
  const encode = graph.encode;
  graph.encode = (text) => {
    lengths.push(text.length);
    return encode(text);
  };
  await embed(embedder, { texts: ["z".repeat(1_000_000)] }, never);
  assert.deepEqual(lengths, [20 * 128]);
});

test("nothing to embed is nothing", async () => {
  const { embedder, graph } = house();
  const { vectors, tokens } = await embed(embedder, { texts: [] }, never);
  assert.deepEqual([vectors.length, tokens.length, graph.runs.length], [0, 0, 0]);
});

for (const texts of ["a text", null, undefined, [1], ["a", null], { 0: "a" }]) {
  test(`no list of texts: ${JSON.stringify(texts)}`, async () => {
    const { embedder, graph } = house();
    for (const operation of [embed, count])
      await assert.rejects(operation(embedder, { texts }, never), { code: "call.invalid" });
    assert.equal(graph.runs.length, 0);
  });
}

test("a stop is heard between two runs", async () => {
  const { embedder, graph } = house();
  const stop = new AbortController();
  graph.onRun = () => setTimeout(() => stop.abort(), 0);
  const slow = graph.run.bind(graph);
  graph.run = async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return slow(...args);
  };
  const texts = Array(9).fill("x".repeat(15));
  await assert.rejects(embed(embedder, { texts }, stop.signal), { code: "call.stopped" });
  assert.ok(graph.runs.length < texts.length);
});

test("a stop is heard while texts are read", async () => {
  const { embedder } = house();
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 0);
  const texts = Array(400).fill("y".repeat(19_000));
  await assert.rejects(count(embedder, { texts }, stop.signal), { code: "call.stopped" });
});

test("tokens are counted without marks, and without an end", async () => {
  const { embedder } = house();
  const { tokens } = await count(embedder, { texts: ["", "abc", "x".repeat(50)] }, never);
  assert.deepEqual(tokens, [0, 3, 50]);
});

test("what is no direction is a failure of the engine", async () => {
  for (const spoil of [
    (vector) => vector.map(() => Number.NaN),
    (vector) => vector.map(() => 0),
    (vector) => vector.map((number) => number * 2),
    (vector) => vector.slice(1),
  ]) {
    const { embedder, graph } = house();
    graph.spoil = spoil;
    const failed = embed(embedder, { texts: ["a"] }, never);
    await assert.rejects(failed, (error) => {
      assert.ok(error instanceof WireError);
      return error.code === "engine.failed";
    });
  }
});

test("the self-test feeds the golden texts in one run and says which is wrong", async () => {
  const texts_ids = [marked("one"), marked("other")];
  const min_cosine = { wasm: 0.999, webgpu: 0.99 };
  const golden = texts_ids.map(vectorOf);
  const right = house({ selftest: { texts_ids, vectors: golden, min_cosine } });
  assert.equal(await right.embedder.selfTest(), "");
  assert.deepEqual(right.graph.runs, [texts_ids]);
  const turned = [golden[0], [golden[1][1], golden[1][0], ...golden[1].slice(2)]];
  const wrong = house({ selftest: { texts_ids, vectors: turned, min_cosine } });
  assert.match(await wrong.embedder.selfTest(), /^text 2 has cosine 0\.\d+, not 0\.999$/);
});
