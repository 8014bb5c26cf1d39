/**
 * @file The page's trainer by itself, in a worker: no Python, no messages, no store.
 *
 * Knows the trainer and the site's files. Memory is what WebAssembly has at the end: it never shrinks.
 */

const ROOT = new URL("../../../", import.meta.url).href;
const WARM_STEPS = 1;
const RATES = { learning_rate: 6e-4, weight_decay: 0.01, clip_norm: 1, b_ratio: 2 };

/** @type {WebAssembly.Memory[]} */
const memories = [];
const Plain = WebAssembly.Memory;
WebAssembly.Memory = class extends Plain {
  /** @param {WebAssembly.MemoryDescriptor} descriptor */
  constructor(descriptor) {
    super(descriptor);
    memories.push(this);
  }
};

/** @param {string} id @returns {Promise<{manifest: any, files: Map<string, Blob>}>} */
async function filesOf(id) {
  const folder = `${ROOT}models/${id}/`;
  const manifest = await (await fetch(`${folder}manifest.json`)).json();
  const { everyFile } = await import(`${ROOT}web/storage/models/manifest.js`);
  const names = everyFile(manifest)
    .map((/** @type {{path: string}} */ { path }) => path)
    .filter((/** @type {string} */ path) => !path.includes("webgpu"));
  const entries = names.map(async (/** @type {string} */ path) => [
    path.split("/").at(-1),
    await (await fetch(folder + path)).blob(),
  ]);
  return { manifest, files: new Map(/** @type {any} */ (await Promise.all(entries))) };
}

/** Small numbers, none of them zero: an adapter after some steps. @param {any} manifest @param {number} rank */
function arraysOf({ adapters: { layers, modules } }, rank) {
  const sizes = Object.entries(/** @type {Record<string, [number, number]>} */ (modules)).flatMap(
    ([module, [inputs, outputs]]) => [
      [`${module}.A`, [layers, inputs, rank]],
      [`${module}.B`, [layers, rank, outputs]],
    ],
  );
  const filled = (/** @type {number[]} */ size) =>
    Float32Array.from(
      { length: size.reduce((product, one) => product * one) },
      (_, at) => (((at * 37) % 201) - 100) * 1e-4,
    );
  return Object.fromEntries(
    sizes.map(([name, size]) => [name, { size, data: filled(/** @type {number[]} */ (size)) }]),
  );
}

/** @param {{model: string, threads: number, tokens: number, answers: number, rank: number, steps: number}} run */
async function measureTraining({ model: id, threads, tokens, answers, rank, steps }) {
  const { Trainer } = await import(`${ROOT}web/trainer/trainer.js`);
  const { manifest, files } = await filesOf(id);
  const began_ms = performance.now();
  const trainer = await Trainer.open(manifest, files, { device: "wasm", threads });
  const open_ms = performance.now() - began_ms;
  trainer.restore({ arrays: arraysOf(manifest, rank), first: {}, second: {}, steps: 0 });
  const ids = Array.from({ length: tokens }, (_, at) => 2 + ((at * 7919) % 20_000));
  const texts = [{ ids, answer_at: tokens - answers }];
  const { signal } = new AbortController();
  const times = [];
  for (let at = 0; at < WARM_STEPS + steps; at += 1) {
    const step_ms = performance.now();
    await trainer.step(texts, RATES, signal);
    times.push(performance.now() - step_ms);
  }
  const counted = times.slice(WARM_STEPS).toSorted((a, b) => a - b);
  const per_s = (tokens / counted[Math.floor(counted.length / 2)]) * 1000;
  const best_per_s = (tokens / counted[0]) * 1000;
  const memory_mib = Math.max(...memories.map(({ buffer }) => buffer.byteLength)) / 2 ** 20;
  return { open_ms, per_s, best_per_s, memory_mib };
}

self.onmessage = ({ data }) =>
  measureTraining(data).then(
    (value) => self.postMessage({ value }),
    (error) => self.postMessage({ error: String(error?.stack ?? error) }),
  );
