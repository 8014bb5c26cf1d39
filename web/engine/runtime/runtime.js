/**
 * @file transformers.js with its ONNX Runtime, set up for a device: the only importer of transformers.js.
 *
 * Gives sessions of a model's files. Knows nothing of where the files come from, of messages,
 * or of what is fed and why. Everything private of transformers.js 4.3.1 and ONNX Runtime that the engine
 * touches is touched here:
 *
 * - `Tensor.ort_tensor`: sessions are run directly, and take ONNX Runtime's own tensors. Through
 *   `model.generate` or `model()` all runs are chained in one promise that a single failure poisons, and
 *   every output is copied back from the device.
 * - `tensor.constructor`, ONNX Runtime's class: transformers.js does not export it, and a view of a GPU
 *   buffer can be made in no other way.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { FileBytes } from "./filebytes.js";

/** @typedef {typeof import("@huggingface/transformers")} Transformers */
/** @typedef {import("onnxruntime-common").InferenceSession} OrtSession */
/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("../device.js").Plan} Plan */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {"float32" | "float16" | "int64" | "bool"} TensorType */
/** @typedef {"Gemma3ForCausalLM" | "Gemma3Model"} Architecture a class of transformers.js that opens the graph */

const VENDOR = new URL("../../../vendor/", import.meta.url);

/** Compiling alone must fit in this: the bytes are there before ONNX Runtime starts to count. */
const INIT_TIMEOUT_MS = 30_000;

/** Files that a graph names: ours, and those of the hub. */
const WEIGHTS = /\.(bin|onnx_data)$/;

let runtimeCount = 0;

/**
 * Runtimes of the CPU whose session was released. Their memory never shrinks, and a thread never lets go
 * of a module: the next session of as many threads takes their place.
 * @type {{threads: number, transformers: Transformers}[]}
 */
const idle = [];

/** @param {Plan} plan @param {(url: string) => Promise<Response>} fetchFile @returns {Promise<Transformers>} */
async function takeRuntime(plan, fetchFile) {
  const at = idle.findIndex(({ threads }) => plan.device === "wasm" && threads === plan.threads);
  if (at < 0) return startRuntime(plan, fetchFile);
  const [{ transformers }] = idle.splice(at, 1);
  transformers.env.fetch = (input) => fetchFile(String(input));
  return transformers;
}

/**
 * A transformers.js of its own with an ONNX Runtime of its own.
 *
 * ONNX Runtime takes its build and its threads once, and one failed load spoils every later one, so
 * an attempt gets a fresh instance: the fragment makes it another module from the same URL.
 * @param {Plan} plan
 * @param {(url: string) => Promise<Response>} fetchFile answers for every file transformers.js asks for
 * @returns {Promise<Transformers>}
 */
async function startRuntime(plan, fetchFile) {
  runtimeCount += 1;
  const url = new URL(`transformers.min.js#${plan.device}-${runtimeCount}`, VENDOR);
  /** @type {Transformers} */
  const transformers = await import(url.href);
  const { env } = transformers;
  // Nothing is looked up at the hub or kept by transformers.js: our store answers.
  env.allowLocalModels = false;
  env.allowRemoteModels = true;
  env.remoteHost = `${self.location.origin}/`;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.fetch = (input) => fetchFile(String(input));
  env.logLevel = transformers.LogLevel.ERROR;
  const wasm = env.backends.onnx.wasm;
  if (!wasm)
    throw new WireError(Code.ENGINE_FAILED, "This transformers.js has no WebAssembly backend.");
  const build = new URL(`ort/ort-wasm-simd-threaded${buildFor(plan)}`, VENDOR).href;
  const mjs = canWait(plan) ? new URL("jspi.js", import.meta.url).href : `${build}.mjs`;
  wasm.wasmPaths = { mjs, wasm: `${build}.wasm` };
  wasm.numThreads = plan.threads;
  wasm.initTimeout = INIT_TIMEOUT_MS;
  wasm.proxy = false;
  return transformers;
}

/** The plain build is half the size and has every CPU kernel; the others bring WebGPU. @param {Plan} plan */
function buildFor(plan) {
  if (plan.device === "wasm") return "";
  return canWait(plan) ? ".jspi" : ".asyncify";
}

/** Whether ONNX Runtime can wait for bytes of a file in the middle of a call. @param {Plan} plan */
function canWait({ device }) {
  return device === "webgpu" && "Suspending" in WebAssembly;
}

/** @param {string} url @returns {Promise<ArrayBuffer>} */
async function bytesOf(url) {
  const response = await fetch(url);
  if (!response.ok)
    throw new WireError(Code.DOWNLOAD_FAILED, `A part of the engine is missing: ${url}`);
  return response.arrayBuffer();
}

/** A transformers.js that answers from one model's files. */
export class Runtime {
  #transformers;
  #files;

  /** Sessions that were not released yet. */
  #open = 0;

  /** @param {Plan} plan @param {Transformers} transformers @param {Map<string, Blob>} files */
  constructor(plan, transformers, files) {
    this.plan = plan;
    this.#transformers = transformers;
    this.#files = files;
  }

  /** @param {Plan} plan @param {Map<string, Blob>} files by the last part of their path */
  static async take(plan, files) {
    const own = new Map(files);
    return new Runtime(plan, await takeRuntime(plan, async (url) => answer(own, url)), own);
  }

  /**
   * A session of a model's graph; of one of several, by its name.
   * @param {Manifest} manifest @param {Architecture} architecture
   * @param {string} [name] @param {Map<string, Blob>} [files] what it is made of, where that came later
   * @returns {Promise<OrtSession>}
   */
  async session({ id, forms }, architecture, name, files = new Map()) {
    await this.#fetchBuild();
    for (const [path, data] of files) this.#files.set(path, data);
    const form = forms[this.plan.device];
    const { graph, weights } = (name && form.graphs?.[name]) || form;
    const wanted = weights?.map(lastPart);
    // Of the large models, which have several graphs. Each tensor waits for its bytes: a small one is open sooner all at once.
    const lazily = name !== undefined && canWait(this.plan);
    const externalData = [...this.#files]
      .filter(([path]) => wanted?.includes(path) ?? WEIGHTS.test(path))
      .map(([path, file]) => ({ path, data: lazily ? new FileBytes(file) : file }));
    const model = await this.#transformers[architecture].from_pretrained(id, {
      ...(name && { config: await this.#textConfig() }),
      subfolder: "",
      model_file_name: lastPart(graph).replace(/\.onnx$/, ""),
      dtype: "fp32",
      device: this.plan.device,
      use_external_data_format: false,
      session_options: /** @type {any} */ ({ ...form.session_options, externalData }),
    });
    for (const path of files.keys()) this.#files.delete(path);
    this.#open += 1;
    return model.sessions.model;
  }

  /** By the whole of a config.json transformers.js would open all graphs; by this it knows the decoder's cache. */
  async #textConfig() {
    const config = JSON.parse((await this.#files.get("config.json")?.text()) ?? "{}");
    return config.text_config;
  }

  /** ONNX Runtime's own bytes: not before something is computed, since a tokenizer needs none of it. */
  async #fetchBuild() {
    const wasm = /** @type {any} */ (this.#transformers.env.backends.onnx.wasm);
    wasm.wasmBinary ??= await bytesOf(wasm.wasmPaths.wasm);
  }

  /** @param {TensorType} type @param {any} data @param {number[]} dims @returns {Tensor} */
  tensor(type, data, dims) {
    const { Tensor } = this.#transformers;
    return /** @type {any} */ (new Tensor(type, data, dims)).ort_tensor;
  }

  /** Resolves with a reason when the graphics device goes away. @returns {Promise<string>} */
  async deviceLoss() {
    const { webgpu } = this.#transformers.env.backends.onnx;
    const device = /** @type {GPUDevice} */ (await webgpu?.device);
    const { message, reason } = await device.lost;
    return message || reason;
  }

  /** A session was released: after the last of them another model may take its place. */
  giveBack() {
    const { device, threads } = this.plan;
    this.#open -= 1;
    if (device === "wasm" && this.#open === 0)
      idle.push({ threads, transformers: this.#transformers });
  }
}

/**
 * A tensor with other sizes over the same memory, from its beginning.
 * @param {Tensor} tensor @param {number[]} dims at most as many numbers @returns {Tensor}
 */
export function viewOf(tensor, dims) {
  const Ort = /** @type {typeof import("onnxruntime-common").Tensor} */ (tensor.constructor);
  const dataType = /** @type {"float32"} */ (tensor.type);
  if (tensor.location === "gpu-buffer")
    return Ort.fromGpuBuffer(tensor.gpuBuffer, { dataType, dims });
  const data = /** @type {Float32Array} */ (tensor.data);
  const count = dims.reduce((product, size) => product * size);
  return new Ort(dataType, data.subarray(0, count), dims);
}

/** @param {string} path */
const lastPart = (path) => path.split("/").at(-1) ?? "";

/** What transformers.js reads, from the files at hand; anything else is not there. @param {Map<string, Blob>} files @param {string} url */
function answer(files, url) {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  const file = files.get(name);
  if (!file) return new Response(null, { status: 404 });
  return new Response(file, { headers: { "content-length": String(file.size) } });
}
