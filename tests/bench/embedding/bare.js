/**
 * @file One contender of the bench: transformers.js embeds by itself, in a worker, on the same weights.
 *
 * As EmbeddingGemma's card tells it: texts padded to the longest, `sentence_embedding` taken. Knows
 * transformers.js only: no wire, no Python, no store.
 */

import { sessionOptions, startTransformers } from "../transformers.js";
import { measureAll } from "./measure.js";

/** @param {import("./measure.js").Told} told */
async function runBare(told) {
  const { AutoModel, AutoTokenizer } = await startTransformers(told.threads);
  const tokenizer = await AutoTokenizer.from_pretrained(told.model);
  const model = await AutoModel.from_pretrained(told.model, {
    subfolder: "",
    model_file_name: told.graph,
    dtype: "fp32",
    device: "wasm",
    use_external_data_format: false,
    session_options: await sessionOptions(told.model),
  });
  return measureAll(told, async (texts) => {
    const inputs = await tokenizer(texts, { padding: true });
    await model(inputs);
    const mask = inputs.attention_mask.tolist();
    return mask.map((/** @type {bigint[]} */ row) =>
      row.reduce((sum, one) => sum + Number(one), 0),
    );
  });
}

self.onmessage = ({ data }) =>
  runBare(data).then(
    (value) => self.postMessage({ value }),
    (error) => self.postMessage({ error: String(error?.stack ?? error) }),
  );
