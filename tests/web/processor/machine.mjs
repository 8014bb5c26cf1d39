// The processor's decoder under Node: its builds, its threads, and a model's files from a folder.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ProcessorDecoder } from "../../../web/engine/processor/decoder.js";
import { compiled } from "../../../web/site/assembly.mjs";

const SOURCE = fileURLToPath(
  new URL("../../../web/engine/processor/assembly/forward.ts", import.meta.url),
);
const modules = new Map();

/** Each build is compiled once; `HEARTHSIDE_PROCESSOR` names a folder where they lie. */
async function build(threads) {
  const name = threads > 1 ? "threads" : "single";
  const folder = process.env.HEARTHSIDE_PROCESSOR;
  const bytes = () =>
    folder ? readFile(join(folder, `${name}.wasm`)) : compiled(SOURCE, name === "threads");
  if (!modules.has(name))
    modules.set(
      name,
      bytes().then((wasm) => WebAssembly.compile(wasm)),
    );
  return modules.get(name);
}

function startThread(work, script) {
  const worker = new Worker(new URL(script, import.meta.url), { workerData: work });
  return new Promise((resolve, reject) => {
    worker.once("message", () => resolve(worker));
    worker.once("error", reject);
  });
}

/** @param {string} folder of a built model */
export async function readModel(folder) {
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const files = new Map();
  for (const { path } of manifest.files.filter((file) => !file.path.includes("tokenizer")))
    files.set(path.split("/").at(-1), new Blob([await readFile(join(folder, path))]));
  return { manifest, files };
}

/** @param {{onThread?: (worker: Worker) => void, script?: string}} [told] of each helper thread, and what it runs */
export const openProcessor = ({ manifest, files }, threads, { onThread, script } = {}) => {
  const startOne = async (work) => {
    const worker = await startThread(work, script ?? "thread.mjs");
    onThread?.(worker);
    return worker;
  };
  const machine = { build, startThread: startOne };
  return ProcessorDecoder.open(manifest, files, { device: "wasm", threads }, machine);
};
