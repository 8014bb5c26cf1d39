/**
 * @file A language model on WebGPU by itself, in a worker: no Python, no messages, chunks of any size.
 *
 * Knows the store and the engine's language model, which it opens as the engine does.
 */

import { plansFor } from "../../../web/engine/device.js";

const ROOT = new URL("../../../", import.meta.url).href;
/** What the engine feeds at once on WebGPU (web/engine/decoder/inference.js). */
const CHUNK_TOKENS = 31;
const WARM_TOKENS = 8;

/**
 * @typedef {object} Told
 * @property {string} model
 * @property {string} prompt
 * @property {number} tokens written
 * @property {number} prefill tokens read at once, in chunks of each of these sizes
 * @property {number[]} chunks
 * @property {boolean} software whether WebGPU may be imitated
 */

/** A state with what it takes to go on, in chunks of one size. */
class Reader {
  /** @param {any} model @param {number} chunk */
  constructor(model, chunk = CHUNK_TOKENS) {
    this.model = model;
    this.chunk = chunk;
    this.state = model.decoder.empty();
    this.logits = new Float32Array(0);
  }

  /** @param {number[]} ids */
  async feed(ids) {
    for (let at = 0; at < ids.length; at += this.chunk) {
      const rows = at + this.chunk >= ids.length ? 1 : 0;
      const question = { rows, hidden: false };
      const part = ids.slice(at, at + this.chunk);
      const { logits, state } = await this.model.run(this.state, part, question);
      this.state.release();
      this.state = state;
      if (rows) this.logits = logits;
    }
  }

  best() {
    return this.logits.reduce((top, value, at) => (value > this.logits[top] ? at : top), 0);
  }

  /** Milliseconds of each of so many tokens, chosen greedily. @param {number} count */
  async write(count) {
    const times = [];
    for (let at = 0; at < count; at += 1) times.push(await elapsed(() => this.feed([this.best()])));
    return times.toSorted((a, b) => a - b);
  }
}

/** @param {() => Promise<unknown>} work */
async function elapsed(work) {
  const began_ms = performance.now();
  await work();
  return performance.now() - began_ms;
}

/** @param {Told} told */
async function opened({ model: id, software }) {
  const { openByteStore } = await import(`${ROOT}web/storage/bytes.js`);
  const { modelStore } = await import(`${ROOT}web/storage/models/opening.js`);
  const { probe } = await import(`${ROOT}web/engine/capabilities.js`);
  const { LanguageModel } = await import(`${ROOT}web/engine/decoder/model.js`);
  const store = await modelStore(openByteStore)();
  const base_url = `${ROOT}models/`;
  const manifest = await store.manifest(id, base_url);
  const { features } = manifest.forms.webgpu;
  const needs = { allow_software: software, largest_bytes: 0, features };
  const { plans } = plansFor("webgpu", await probe(), needs);
  const { signal } = new AbortController();
  const files = await store.fetchAll(manifest, base_url, "webgpu", { signal, onProgress() {} });
  const began_ms = performance.now();
  const model = await LanguageModel.open(manifest, files, plans[0], () => {});
  return { model, open_s: (performance.now() - began_ms) / 1000 };
}

/** Tokens a second for each size of chunk, and how far its logits are from those of the engine's. @param {any} model @param {Told} told */
async function readInChunks(model, { prefill, chunks }) {
  const { vocab_size } = model.manifest;
  const ids = Array.from({ length: prefill }, (_, at) => 20 + ((at * 37) % (vocab_size - 20)));
  let golden = new Float32Array(0);
  const found = [];
  for (const chunk of chunks) {
    // Kernels are compiled for each length when it first comes.
    const warm = new Reader(model, chunk);
    await warm.feed(ids);
    warm.state.release();
    const reader = new Reader(model, chunk);
    const ms = await elapsed(() => reader.feed(ids));
    if (golden.length === 0) golden = reader.logits;
    const apart = reader.logits.reduce((most, value, at) => {
      const gap = Math.abs(value - golden[at]);
      return gap > most || Number.isNaN(gap) ? gap : most;
    }, 0);
    found.push({ chunk, per_s: (prefill / ms) * 1000, apart });
    reader.state.release();
  }
  return found;
}

/** @param {Told} told */
async function measure(told) {
  const { model, open_s } = await opened(told);
  const wrong = await model.selfTest();
  const ids = model.encode(told.prompt, true);
  const warm = new Reader(model);
  await warm.feed(ids);
  await warm.write(WARM_TOKENS);
  const reader = new Reader(model);
  const first_ms = await elapsed(() => reader.feed(ids));
  const times = await reader.write(told.tokens);
  for (const { state } of [warm, reader]) state.release();
  const read = await readInChunks(model, told);
  const token_ms = times[times.length >> 1];
  return { open_s, wrong, prompt_tokens: ids.length, first_ms, token_ms, best_ms: times[0], read };
}

self.onmessage = ({ data }) =>
  measure(data).then(
    (value) => self.postMessage({ value }),
    (error) => self.postMessage({ error: String(error?.stack ?? error) }),
  );
