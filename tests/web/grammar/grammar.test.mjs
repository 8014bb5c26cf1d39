// Grammars over a small vocabulary with every byte in it: what they allow parses and fits, whatever a model wants.
import assert from "node:assert/strict";
import { test } from "node:test";
import { topK } from "../../../web/engine/decoder/topk.js";
import { masked } from "../../../web/engine/grammar/grammar.js";
import { dice, drawn, fits } from "./schemas.mjs";
import { WISHES, walked } from "./walks.mjs";
import { idsOf, world } from "./world.mjs";

/** tests/quality/grammar tries 500, on a model's own vocabulary. */
const SCHEMAS = 100;
const CONTROLS = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"];
const [EOS, END_OF_TURN] = [1, 5];
const PIECES = [
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter(
    (one) => one !== " ",
  ),
  ...'▁ ▁▁ \n \n\n \t é ö ß 名 前 🙂 ab name \\n \\u \\u00 \\" \\\\ {" ": ":" "," "} }} ]} [" [[ ," .5 00 12 123 true false null nul tru e5 -0 e-'.split(
    " ",
  ),
  "▁the",
  "<b>",
];

/** A tokenizer.json with these pieces. */
function tokenizerFile() {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const pieces = [...new Set([...CONTROLS, ...bytes, ...PIECES])];
  const added = [...CONTROLS, "<b>"].map((content) => ({
    ...{ id: pieces.indexOf(content), content, special: content !== "<b>" },
    ...{ lstrip: false, rstrip: false, normalized: false, single_word: false },
  }));
  return JSON.stringify({
    added_tokens: added,
    normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
      ],
    },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      byte_fallback: true,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: [],
    },
  });
}

const small = await world(tokenizerFile(), [EOS, END_OF_TURN]);
const { grammars, tokenizer } = small;
const open = async (schema) => grammars.get(await grammars.open(schema));
const object = (properties, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
/** The pieces that may follow a text, which is spelled byte by byte. */
const following = (grammar, text) => {
  const bytes = [...new TextEncoder().encode(text)];
  const spelled = bytes.map((byte) => [...tokenizer.byteTokens].find(([, one]) => one === byte)[0]);
  return tokenizer.pieces(idsOf(grammar.allowed(spelled)));
};

test("any schema, and a model that wants anything else: the answer parses and fits", async () => {
  const wishes = Object.values(WISHES);
  for (let seed = 1; seed <= SCHEMAS; seed += 1) {
    const roll = dice(seed);
    const schema = drawn(roll);
    const { text } = walked(small, await open(schema), wishes[seed % wishes.length], roll);
    const told = `seed ${seed}: ${JSON.stringify(schema)}: ${text}`;
    const written = new TextDecoder("utf-8", { fatal: true }).decode(text);
    assert.ok(fits(schema, JSON.parse(written)), told);
  }
});

test("at the end all end tokens may follow, and nothing else", async () => {
  const grammar = await open(object({ a: { type: "null" } }));
  assert.deepEqual(following(grammar, '{"a":null}'), ["<eos>", "<end_of_turn>"]);
});

test("keys come in the schema's order, those that have to come are not passed over", async () => {
  const whole = { type: "integer" };
  const grammar = await open(object({ name: whole, n: whole, z: whole }, ["n"]));
  assert.ok(following(grammar, '{"').includes("n"));
  assert.ok(!following(grammar, '{"').includes("z"));
  assert.ok(!following(grammar, '{"n":1,"').includes("n"));
  assert.ok(following(grammar, '{"n":1').includes("}"));
  assert.ok(!following(grammar, '{"name":1').includes("}"));
});

test("no comma before a bracket, no blank, no number that cannot fit, no escape by number", async () => {
  const grammar = await open(
    object({
      l: { type: "array", items: { type: "integer", minimum: 5, maximum: 20 } },
      s: { enum: ["b", "é"] },
    }),
  );
  assert.ok(!following(grammar, '{"l":[7,').some((piece) => piece.startsWith("]")));
  assert.ok(!following(grammar, '{"l":[7').includes("▁"));
  assert.deepEqual(
    following(grammar, '{"l":[')
      .filter((piece) => /^\d+$/.test(piece))
      .sort(),
    ["1", "12", "2", "5", "6", "7", "8", "9"],
  );
  assert.ok(!following(grammar, '{"l":[],"s":"').some((piece) => piece.includes("\\")));
});

test("a character that was begun in bytes is ended, and counts as one", async () => {
  const grammar = await open({ type: "string", maxLength: 1 });
  const begun = tokenizer.byteTokens;
  const id = (byte) => [...begun].find(([, one]) => one === byte)[0];
  const quote = id(0x22);
  assert.ok(!idsOf(grammar.allowed([quote])).includes(id(0x80)));
  const going = idsOf(grammar.allowed([quote, id(0xe0)]));
  assert.deepEqual(
    going.map((one) => begun.get(one)),
    Array.from({ length: 0x20 }, (_, at) => 0xa0 + at),
  );
  const done = idsOf(grammar.allowed([quote, id(0xe0), id(0xa4), id(0x85)]));
  assert.deepEqual(
    done.map((one) => tokenizer.bytesOf(one).join()),
    ["34", "34"],
  );
});

test("an answer may be cut, begun anew, and is refused where it is none", async () => {
  const grammar = await open(object({ a: { enum: ["x", "y"] } }));
  const ids = tokenizer.encode('{"a":"x"}');
  const before = idsOf(grammar.allowed(ids.slice(0, 3)));
  assert.deepEqual(idsOf(grammar.allowed(ids)), [EOS, END_OF_TURN]);
  assert.deepEqual(idsOf(grammar.allowed(ids.slice(0, 3))), before);
  for (const wrong of [[EOS], [CONTROLS.indexOf("<start_of_turn>")], tokenizer.encode("[")])
    assert.throws(() => grammar.allowed(wrong), { code: "call.invalid" });
  assert.deepEqual(idsOf(grammar.allowed(ids.slice(0, 3))), before);
});

test("along what is proposed it tells the same as one by one, as far as that may follow", async () => {
  const grammar = await open(object({ a: { enum: ["x", "y"] }, b: { type: "string" } }));
  const ids = tokenizer.encode('{"a":"x","b":"é"}');
  const alone = ids.map((_, at) => idsOf(grammar.allowed(ids.slice(0, at + 1))));
  const along = (answer, proposed) => grammar.along(answer, proposed).map(idsOf);
  assert.deepEqual(along(ids.slice(0, 1), ids.slice(1)), alone);
  const wrong = [...ids.slice(1, 3), tokenizer.encode("}")[0], ...ids.slice(3)];
  assert.deepEqual(along(ids.slice(0, 1), wrong), alone.slice(0, 3));
  assert.deepEqual(along(ids, [EOS, ...ids]), alone.slice(-1));
  assert.deepEqual(along(ids.slice(0, 4), []), [alone[3]]);
  assert.throws(() => grammar.along([EOS], ids), { code: "call.invalid" });
});

test("what cannot be asked for is refused when it is opened", async () => {
  const refused = [
    null,
    [],
    "x",
    { type: "string", pattern: "a" },
    { enum: [] },
    { type: "thing" },
  ];
  refused.push({ type: "integer", minimum: 5, maximum: 3 }, { $ref: "#/nowhere" });
  for (const schema of refused)
    await assert.rejects(
      grammars.open(schema),
      { code: "grammar.invalid" },
      JSON.stringify(schema),
    );
});

test("what was prepared is used by all that are opened, and leaves nothing open", async () => {
  const fresh = await world(tokenizerFile(), [EOS, END_OF_TURN]);
  await fresh.grammars.prepare();
  const began_ms = performance.now();
  await fresh.grammars.prepare();
  assert.ok(performance.now() - began_ms < 5, "the second time there is nothing to do");
  const grammar = fresh.grammars.get(await fresh.grammars.open({ enum: [true] }));
  assert.deepEqual(idsOf(grammar.allowed(tokenizer.encode("true"))), [EOS, END_OF_TURN]);
});

test("grammars are known by number until they are closed", async () => {
  const number = await grammars.open({ type: "null" });
  grammars.close(number);
  assert.throws(() => grammars.get(number), { code: "grammar.unknown" });
  assert.throws(() => grammars.close(number), { code: "grammar.unknown" });
});

test("of a row of logits only what is allowed is ranked", () => {
  const row = Float32Array.from({ length: 70 }, (_, at) => at);
  const mask = new Uint32Array(4).fill(0xffffffff, 1, 2);
  const allowed = [0, 31, ...Array.from({ length: 32 }, (_, at) => 32 + at), 69];
  for (const id of allowed) mask[id >>> 5] |= 1 << (id & 31);
  const { ids } = topK(masked(row, mask), 70);
  assert.deepEqual(ids, allowed.reverse());
  const short = masked(
    Float32Array.from({ length: 70 }, (_, at) => at),
    mask.subarray(0, 2),
  );
  assert.equal(topK(short, 1).ids[0], 63, "what no mask speaks of is not allowed");
});
