/**
 * @file A graph that is ready to compute, in this thread: the only importer of transformers.js.
 *
 * Knows how a runtime is set up, and how a model's files become a session and a tokenizer. Knows nothing
 * of where the files come from, of messages, or of what is fed and why.
 *
 * What is fed goes to the ONNX session directly, not through `model.generate` or `model()`: transformers.js
 * 4.3.1 chains all runs in one promise that a single failure poisons, and always takes every output back.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/** @typedef {typeof import("@huggingface/transformers")} Transformers */
/** @typedef {import("onnxruntime-common").InferenceSession} Session */
/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("./device.js").Plan} Plan */
/** @typedef {import("../storage/models/store.js").Manifest} Manifest */

const VENDOR = new URL("../../vendor/", import.meta.url);

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
  wasm.wasmPaths = { mjs: `${build}.mjs`, wasm: `${build}.wasm` };
  wasm.wasmBinary = await bytesOf(`${build}.wasm`);
  wasm.numThreads = plan.threads;
  wasm.initTimeout = INIT_TIMEOUT_MS;
  wasm.proxy = false;
  return transformers;
}

/** The plain build is half the size and has every CPU kernel; the others bring WebGPU. @param {Plan} plan */
function buildFor({ device }) {
  if (device === "wasm") return "";
  return "Suspending" in WebAssembly ? ".jspi" : ".asyncify";
}

/** @param {string} url @returns {Promise<ArrayBuffer>} */
async function bytesOf(url) {
  const response = await fetch(url);
  if (!response.ok)
    throw new WireError(Code.DOWNLOAD_FAILED, `A part of the engine is missing: ${url}`);
  return response.arrayBuffer();
}

/** @type {Promise<string>} */
const never = new Promise(() => {});

/** A run fails a little before its device is told to be lost. */
const LOSS_MS = 100;

/** @param {Transformers} transformers @returns {Promise<string>} */
async function deviceLoss({ env }) {
  const device = /** @type {GPUDevice} */ (await env.backends.onnx.webgpu?.device);
  const { message, reason } = await device.lost;
  return message || reason;
}

/** A session with its tokenizer. Not to be used again after a run failed: its thread has to end. */
export class Graph {
  #transformers;
  #session;
  #tokenizer;

  /**
   * @param {Plan} plan
   * @param {Transformers} transformers
   * @param {Session} session
   * @param {import("@huggingface/transformers").PreTrainedTokenizer} tokenizer
   */
  constructor(plan, transformers, session, tokenizer) {
    this.plan = plan;
    /** Resolves with a reason when the graphics device goes away; never on the CPU. */
    this.lost = plan.device === "wasm" ? never : deviceLoss(transformers);
    this.#transformers = transformers;
    this.#session = session;
    this.#tokenizer = /** @type {any} */ (tokenizer)._tokenizer;
    this.inputs = session.inputNames;
    this.outputs = session.outputNames;
  }

  /**
   * @param {Manifest} manifest
   * @param {Map<string, Blob>} files by the last part of their path
   * @param {Plan} plan
   * @returns {Promise<Graph>}
   */
  static async open(manifest, files, plan) {
    const transformers = await takeRuntime(plan, async (url) => answer(files, url));
    const { graph, session_options } = manifest.forms[plan.device];
    const externalData = [...files]
      .filter(([name]) => WEIGHTS.test(name))
      .map(([path, data]) => ({ path, data }));
    const { AutoTokenizer, Gemma3Model, Gemma3ForCausalLM } = transformers;
    const kind = manifest.kind === "embed" ? Gemma3Model : Gemma3ForCausalLM;
    const [tokenizer, model] = await Promise.all([
      AutoTokenizer.from_pretrained(manifest.id),
      kind.from_pretrained(manifest.id, {
        subfolder: "",
        model_file_name: graph.replace(/\.onnx$/, ""),
        dtype: "fp32",
        device: plan.device,
        use_external_data_format: false,
        session_options: /** @type {any} */ ({ ...session_options, externalData }),
      }),
    ]);
    const session = /** @type {any} */ (model).sessions.model;
    return new Graph(plan, transformers, session, tokenizer);
  }

  async release() {
    await this.#session.release();
    const { device, threads } = this.plan;
    if (device === "wasm") idle.push({ threads, transformers: this.#transformers });
  }

  /** The ids of a text, without marks of begin and end. @param {string} text @returns {number[]} */
  encode(text) {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** @param {number[]} ids @returns {string} */
  decode(ids) {
    return ids.length === 0 ? "" : this.#tokenizer.decode(ids, { skip_special_tokens: false });
  }

  /** The vocabulary's own spelling of each id. @param {number[]} ids @returns {string[]} */
  pieces(ids) {
    return ids.map((id) => this.#tokenizer.id_to_token(id) ?? "");
  }

  /** @param {"float32" | "int64"} type @param {any} data @param {number[]} dims @returns {Tensor} */
  tensor(type, data, dims) {
    const { Tensor } = this.#transformers;
    return /** @type {any} */ (new Tensor(type, data, dims)).ort_tensor;
  }

  /**
   * Computes what is fetched; the rest is not copied back from a graphics device.
   * @param {Record<string, Tensor>} feeds @param {string[]} fetches
   * @returns {Promise<Record<string, Tensor>>}
   * @throws {WireError} engine.failed, engine.lost
   */
  async run(feeds, fetches) {
    try {
      return /** @type {any} */ (await this.#session.run(feeds, fetches));
    } catch (error) {
      throw await this.#failure(error);
    }
  }

  /** A failed run; where the device went away in the middle of it, that is what is said. @param {unknown} error */
  async #failure(error) {
    const soon = new Promise((resolve) => setTimeout(() => resolve(null), LOSS_MS));
    const loss = this.plan.device === "wasm" ? null : await Promise.race([this.lost, soon]);
    if (loss !== null)
      return new WireError(Code.ENGINE_LOST, "The graphics device was lost.", loss);
    const message = "The model could not compute this step.";
    return new WireError(Code.ENGINE_FAILED, message, String(error));
  }
}

/** What a tensor holds, one that is not on a graphics device. @param {Tensor | undefined} tensor @returns {Float32Array} */
export function numbersOf(tensor) {
  return /** @type {Float32Array} */ (tensor?.data ?? new Float32Array(0));
}

/** What transformers.js reads, from the files at hand; anything else is not there. @param {Map<string, Blob>} files @param {string} url */
function answer(files, url) {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  const file = files.get(name);
  if (!file) return new Response(null, { status: 404 });
  return new Response(file, { headers: { "content-length": String(file.size) } });
}
