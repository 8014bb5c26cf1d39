/**
 * @file One contender of the bench: transformers.js's own `generate`, in a worker, on the same files.
 *
 * Knows transformers.js only: no wire, no Python, no store.
 */

import { measure } from "./measure.js";

const ROOT = new URL("../../", import.meta.url).href;

/** What a session of the WASM form has to be given, the weights with it. @param {string} model */
async function sessionOptions(model) {
  const folder = `${ROOT}models/${model}/`;
  const manifest = await (await fetch(`${folder}manifest.json`)).json();
  /** @type {{path: string}[]} */
  const files = manifest.files.filter((/** @type {any} */ file) => file.path.endsWith(".bin"));
  const externalData = await Promise.all(
    files.map(async ({ path }) => ({
      path: path.split("/").at(-1) ?? path,
      data: new Uint8Array(await (await fetch(folder + path)).arrayBuffer()),
    })),
  );
  return { ...manifest.forms.wasm.session_options, externalData };
}

/** @param {{model: string, prompt: string, tokens: number, threads: number}} run */
async function runBare({ model: id, prompt, tokens, threads }) {
  // @ts-expect-error served by the site
  const transformers = await import("../../vendor/transformers.min.js");
  const { env, AutoTokenizer, Gemma3ForCausalLM, BaseStreamer } = transformers;
  Object.assign(env, {
    remoteHost: ROOT,
    remotePathTemplate: "models/{model}/",
    useBrowserCache: false,
    useWasmCache: false,
  });
  const build = `${ROOT}vendor/ort/ort-wasm-simd-threaded`;
  Object.assign(env.backends.onnx.wasm, {
    wasmPaths: { mjs: `${build}.mjs`, wasm: `${build}.wasm` },
    numThreads: threads,
  });
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  const model = await Gemma3ForCausalLM.from_pretrained(id, {
    subfolder: "",
    model_file_name: "graph.wasm",
    dtype: "fp32",
    device: "wasm",
    use_external_data_format: false,
    session_options: await sessionOptions(id),
  });
  const inputs = tokenizer(prompt);
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
