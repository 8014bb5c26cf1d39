/**
 * @file One contender of the bench: wllama, the GGUF file itself on llama.cpp in WASM.
 *
 * Knows wllama's API only. The page that runs it is thrown away afterwards.
 */

import { measure } from "./measure.js";

/**
 * @param {{gguf: string, prompt: string, tokens: number, threads: number}} run
 * @returns {Promise<import("./measure.js").Measured>}
 */
export async function runWllama({ gguf, prompt, tokens, threads }) {
  // @ts-expect-error served by the bench from node_modules; it has no place in the site
  const { Wllama, LoggerWithoutDebug } = await import("./wllama/index.js");
  const wllama = new Wllama(
    { default: "./wllama/wasm/wllama.wasm" },
    { logger: LoggerWithoutDebug, suppressNativeLog: true },
  );
  const file = await (await fetch(gguf)).blob();
  await wllama.loadModel([file], { n_ctx: 2048, n_threads: threads });
  const once = (/** @type {number} */ count) =>
    measure(async (onToken) => {
      await wllama.createCompletion({
        prompt,
        max_tokens: count,
        temperature: 0,
        cache_prompt: false,
        stream: true,
        onData: (/** @type {any} */ chunk) => onToken(chunk.choices[0]?.text ?? ""),
      });
    });
  await once(8);
  const measured = await once(tokens);
  await wllama.exit();
  return measured;
}
