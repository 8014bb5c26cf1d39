// Encodes and decodes texts as the browser does, for tests/quality/test_slice.py.
// In: a model's folder as argument, a JSON list of texts on stdin. Out: [{ids, text}], as JSON.
// Knows nothing of what the ids should be.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "../../web/engine/tokenizer/tokenizer.js";

const [, , folder] = process.argv;
const file = new Blob([readFileSync(join(folder, "tokenizer.json"))]);
const tokenizer = await Tokenizer.open(new Map([["tokenizer.json", file]]));
const texts = JSON.parse(readFileSync(0, "utf8"));
const told = texts.map((/** @type {string} */ text) => {
  const ids = tokenizer.encode(text);
  return { ids, text: tokenizer.decode(ids) };
});
process.stdout.write(JSON.stringify(told));
