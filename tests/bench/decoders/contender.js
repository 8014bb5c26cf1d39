/**
 * @file The engine's decoders by themselves, in a worker: no Python, no messages, no store.
 *
 * Knows the engine's language model and the site's files; both decoders are asked in the same way.
 */

import { adapterOf } from "../../../web/engine/decoder/adapters.js";
import { topK } from "../../../web/engine/decoder/topk.js";

const ROOT = new URL("../../../", import.meta.url).href;
const CHUNK_TOKENS = 32;
const FAR = 500;

/** @param {string} id @returns {Promise<{manifest: any, files: Map<string, Blob>}>} */
async function filesOf(id) {
  const folder = `${ROOT}models/${id}/`;
  const manifest = await (await fetch(`${folder}manifest.json`)).json();
  const names = manifest.files
    .map((/** @type {{path: string}} */ { path }) => path)
    .filter((/** @type {string} */ path) => !path.includes("webgpu"));
  const entries = names.map(async (/** @type {string} */ path) => [
    path.split("/").at(-1),
    await (await fetch(folder + path)).blob(),
  ]);
  return { manifest, files: new Map(/** @type {any} */ (await Promise.all(entries))) };
}

/** A state with what it takes to go on: tokens fed in chunks, as the engine does. */
class Reader {
  /** @param {any} model @param {any} adapter what the decoder knows it by */
  constructor(model, adapter) {
    this.model = model;
    this.state = model.decoder.empty(adapter);
    this.best = 0;
  }

  /** @param {number[]} ids */
  async feed(ids) {
    for (let at = 0; at < ids.length; at += CHUNK_TOKENS) {
      const rows = at + CHUNK_TOKENS >= ids.length ? 1 : 0;
      const chunk = ids.slice(at, at + CHUNK_TOKENS);
      const { logits, state } = await this.model.run(this.state, chunk, { rows, hidden: false });
      this.state.release();
      this.state = state;
      if (rows) this.best = topK(logits, 1).ids[0];
    }
  }

  /** Milliseconds of each of so many tokens, chosen greedily. @param {number} count */
  async write(count) {
    const times = [];
    for (let at = 0; at < count; at += 1) {
      const began_ms = performance.now();
      await this.feed([this.best]);
      times.push(performance.now() - began_ms);
    }
    return times.toSorted((a, b) => a - b);
  }
}

const middle = (/** @type {number[]} */ sorted) => sorted[Math.floor(sorted.length / 2)];

/** An adapter's numbers, each about a hundredth, as bytes of float16. @param {any} manifest @param {number} rank */
function noise({ adapters: { layers, modules } }, rank) {
  const widths = /** @type {number[][]} */ (Object.values(modules));
  const numbers = layers * rank * widths.flat().reduce((sum, width) => sum + width, 0);
  const halves = Uint16Array.from({ length: numbers }, (_, at) => 0x2100 + ((at * 37) % 512));
  return new Uint8Array(halves.buffer);
}

/** @param {{model: string, component: string, threads: number, rank: number, prompt: string, tokens: number}} run */
async function measureDecoder({ model: id, component, threads, rank, prompt, tokens }) {
  const { LanguageModel } = await import(`${ROOT}web/engine/decoder/model.js`);
  const { manifest, files } = await filesOf(id);
  const began_ms = performance.now();
  const model = await LanguageModel.open(manifest, files, { device: "wasm", threads, component });
  const open_ms = performance.now() - began_ms;
  const [parsing] = performance.getEntriesByName("tokenizer parsed");
  const ids = model.encode(prompt, true);
  const halves = rank ? noise(manifest, rank) : null;
  const placed_ms = performance.now();
  const adapter = halves ? model.decoder.place(adapterOf(manifest, rank, halves)) : null;
  const adapter_ms = performance.now() - placed_ms;
  const warm = new Reader(model, adapter);
  await warm.feed(ids.slice(0, 8));
  const first_ms = performance.now() - began_ms;
  await warm.write(24);
  const reader = new Reader(model, adapter);
  await reader.feed(ids.slice(0, 50));
  const near = await reader.write(tokens);
  const [near_ms, best_ms] = [middle(near), near[0]];
  const long = Array.from({ length: FAR - reader.state.length }, (_, at) => ids[at % ids.length]);
  const fed_ms = performance.now();
  await reader.feed(long);
  const prefill_per_s = (long.length / (performance.now() - fed_ms)) * 1000;
  const far_ms = middle(await reader.write(tokens));
  const memory_mib = (model.decoder.memory_bytes ?? 0) / 2 ** 20;
  const tokenizer_ms = parsing.duration;
  return {
    ...{ open_ms, tokenizer_ms, adapter_ms, first_ms },
    ...{ near_ms, best_ms, far_ms, prefill_per_s, memory_mib },
  };
}

self.onmessage = ({ data }) =>
  measureDecoder(data).then(
    (value) => self.postMessage({ value }),
    (error) => self.postMessage({ error: String(error?.stack ?? error) }),
  );
