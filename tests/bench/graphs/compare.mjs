// Runs each graph of a folder and the engine's own function in turn, and prints medians: see measure.py.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import { logSumExp, topK } from "../../../web/engine/decoder/topk.js";
import { kernelOf } from "../../../web/engine/matrices/kernel.js";
import { Memory } from "../../../web/engine/matrices/memory.js";
import { product } from "../../../web/engine/matrices/product.js";
import { compiled } from "../../../web/site/kernel.mjs";

const [folder, rounds] = process.argv.slice(2);
const WARM = 5;
const TOP_K = 64;
const KERNEL = new URL("../../../web/engine/matrices/kernel.wat", import.meta.url);
const unhurried = { rest: () => null };

const random = (length) => Float32Array.from({ length }, () => 10 * (Math.random() - 0.5));
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

async function ms(task) {
  const started = performance.now();
  await task();
  return performance.now() - started;
}

const memory = new Memory((await kernelOf(await compiled(KERNEL.pathname)))());

/** Our function and the graph's feeds, on numbers that are new each round. */
const CASES = {
  row: ([size]) => {
    const row = random(size);
    const ours = async () => [topK(row, TOP_K), logSumExp(row)];
    return { ours, feeds: { row: new ort.Tensor("float32", row, [1, size]) } };
  },
  product: ([n, m, inner]) => {
    const [a, b] = [random(n * inner), random(m * inner)];
    const matrix = (numbers) => ({ numbers, inner });
    const feeds = {
      a: new ort.Tensor("float32", a, [n, inner]),
      b: new ort.Tensor("float32", b, [m, inner]),
    };
    return { ours: () => product(memory, matrix(a), matrix(b), unhurried), feeds };
  },
};

/** Times of both, one after the other, in an order that changes. */
async function once(kind, sizes, session, oursFirst) {
  const { ours, feeds } = CASES[kind](sizes);
  const onnx = () => session.run(feeds);
  if (oursFirst) return { ours: await ms(ours), onnx: await ms(onnx) };
  return { onnx: await ms(onnx), ours: await ms(ours) };
}

async function compare(name, session) {
  const [kind, ...sizes] = name.replace(".onnx", "").split("-");
  const times = [];
  for (let round = 0; round < WARM + Number(rounds); round += 1)
    times.push(await once(kind, sizes.map(Number), session, round % 2 === 0));
  const counted = times.slice(WARM);
  return { ours: median(counted.map((t) => t.ours)), onnx: median(counted.map((t) => t.onnx)) };
}

ort.env.wasm.numThreads = 1;
for (const name of (await readdir(folder)).toSorted()) {
  const session = await ort.InferenceSession.create(await readFile(join(folder, name)), {
    executionProviders: ["wasm"],
  });
  const { ours, onnx } = await compare(name, session);
  const figures = `ours ${ours.toFixed(2)} ms, ONNX Runtime ${onnx.toFixed(2)} ms`;
  console.log(`${name}: ${figures}, ${(onnx / ours).toFixed(2)} times ours (one thread)`);
  await session.release();
}
