// A large decoder on the processor, for large.py: `node large.mjs FOLDER THREADS TOKENS`. Out: its figures, as JSON.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openProcessor } from "../../web/processor/machine.mjs";

const PROMPT_TOKENS = 64;
const FILL = 0x2c; // as a float16 0.065, as weights 2 and 12

/** A file of one byte, as large as anybody asks for. */
class Hollow {
  constructor(size = 2 ** 32) {
    this.size = size;
  }

  slice(from, to) {
    return new Hollow(Math.max(0, Math.min(to, this.size) - from));
  }

  async arrayBuffer() {
    return new Uint8Array(this.size).fill(FILL).buffer;
  }
}

const [, , folder, threads, tokens] = process.argv;
const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
const { graph, weights } = manifest.forms.wasm.graphs.decoder_model_merged;
const there = async (name) => [name, new Blob([await readFile(join(folder, name))])];
const files = new Map([await there("config.json"), await there(graph)]);
for (const name of [weights[0], "rows"]) files.set(name, new Hollow());

const elapsed = async (work) => {
  const started = performance.now();
  const done = await work();
  return [performance.now() - started, done];
};
const [open_ms, decoder] = await elapsed(() => openProcessor({ manifest, files }, Number(threads)));
const ids = Array.from({ length: PROMPT_TOKENS }, (_, at) => 1000 + at);
const ask = { rows: 1, hidden: false };
const [prompt_ms, first] = await elapsed(() => decoder.run(decoder.empty(), ids, ask));
let { state } = first;
const times = [];
for (let at = 0; at < Number(tokens); at += 1) {
  const [token_ms, next] = await elapsed(() => decoder.run(state, [2000 + at], ask));
  times.push(token_ms);
  state.release();
  ({ state } = next);
}
times.sort((a, b) => a - b);
const told = {
  near_ms: times[times.length >> 1],
  best_ms: times[0],
  prefill_per_s: (1000 * PROMPT_TOKENS) / prompt_ms,
  open_s: open_ms / 1000,
  memory_mib: decoder.memory_bytes / 2 ** 20,
};
await decoder.release();
process.stdout.write(JSON.stringify(told));
