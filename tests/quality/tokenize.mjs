// Encodes and decodes texts as the browser does, for tests/quality/test_slice.py.
// In: a model's folder as argument, a JSON list of texts on stdin. Out: [{ids, text}], as JSON.
// Knows nothing of what the ids should be.

import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { AutoTokenizer, env } from "@huggingface/transformers";

const [, , folder] = process.argv;
env.allowRemoteModels = false;
env.localModelPath = dirname(folder);
const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
const texts = JSON.parse(readFileSync(0, "utf8"));
const told = texts.map((/** @type {string} */ text) => {
  const ids = tokenizer.encode(text, { add_special_tokens: false });
  return { ids, text: ids.length ? tokenizer.decode(ids) : "" };
});
process.stdout.write(JSON.stringify(told));
