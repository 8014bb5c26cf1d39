/**
 * @file One contender of the bench: transformers.js's own `generate`, in a worker, on the same files.
 *
 * Knows transformers.js only: no wire, no Python, no store.
 */

import { measure } from "./measure.js";
import { noAdapter, sessionOptions, startTransformers } from "./transformers.js";

/** @param {{model: string, prompt: string, tokens: number, threads: number}} run */
async function runBare({ model: id, prompt, tokens, threads }) {
  const transformers = await startTransformers(threads);
  const { AutoTokenizer, Gemma3ForCausalLM, BaseStreamer } = transformers;
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  const model = await Gemma3ForCausalLM.from_pretrained(id, {
    subfolder: "",
    model_file_name: "graph.wasm",
    dtype: "fp32",
    device: "wasm",
    use_external_data_format: false,
    session_options: await sessionOptions(id),
  });
  const inputs = { ...tokenizer(prompt), ...(await noAdapter(transformers, id)) };
  const once = (/** @type {number} */ count) =>
    measure(async (onToken) => {
      let prompted = false;
      class Streamer extends BaseStreamer {
        /** @param {bigint[][]} ids */
        put(ids) {
          if (prompted) onToken(tokenizer.decode(ids[0]));
          prompted = true;
        }
        end() {}
      }
      await model.generate({
        ...inputs,
        max_new_tokens: count,
        min_new_tokens: count,
        do_sample: false,
        streamer: new Streamer(),
      });
    });
  await once(8);
  return once(tokens);
}

self.onmessage = ({ data }) =>
  runBare(data).then(
    (value) => self.postMessage({ value }),
    (error) => self.postMessage({ error: String(error?.stack ?? error) }),
  );
