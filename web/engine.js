/**
 * @file A language model in this thread: the only importer of transformers.js.
 *
 * Knows how a runtime is set up, how a model's files become a session and a tokenizer, and how tokens
 * are fed to it. Knows nothing of where the files come from, of messages, or of which token is chosen.
 *
 * Tokens go to the ONNX session directly, not through `model.generate` or `model()`: transformers.js
 * 4.3.1 chains all runs in one promise that a single failure poisons, and always takes every output back.
 */

import { State } from "./engine/caches.js";
import { Table } from "./engine/table.js";
import { WireError } from "./rpc.js";
import { Code } from "./wire.gen.js";

/** @typedef {typeof import("@huggingface/transformers")} Transformers */
/** @typedef {import("onnxruntime-common").InferenceSession} Session */
/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("./engine/device.js").Plan} Plan */
/** @typedef {import("./store.js").Manifest} Manifest */
/** @typedef {State<Tensor>} KeyValues */
/**
 * What is asked of a run: for how many of the last positions logits are wanted (0 leaves the head out),
 * and whether the last position's final hidden state is.
 * @typedef {{rows: number, hidden: boolean}} Question
 */
/** @typedef {{logits: Float32Array, hidden: Float32Array, state: KeyValues}} RunResult */

const VENDOR = new URL("../vendor/", import.meta.url);

/** Compiling alone must fit in this: the bytes are there before ONNX Runtime starts to count. */
const INIT_TIMEOUT_MS = 30_000;

let runtimeCount = 0;

/**
 * A transformers.js of its own with an ONNX Runtime of its own.
 *
 * ONNX Runtime takes its build and its threads once, and one failed load spoils every later one, so
 * each attempt gets a fresh instance: the fragment makes it another module from the same URL.
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

/** A loaded model. Not to be used again after a run failed: its thread has to end. */
export class Model {
  #session;
  #tokenizer;
  #mask;

  /**
   * @param {Manifest} manifest
   * @param {Plan} plan
   * @param {Transformers} transformers
   * @param {Session} session
   * @param {import("@huggingface/transformers").PreTrainedTokenizer} tokenizer
   * @param {Table | null} table
   */
  constructor(manifest, plan, transformers, session, tokenizer, table) {
    this.manifest = manifest;
    this.plan = plan;
    /** Resolves with a reason when the graphics device goes away; never on the CPU. */
    this.lost = plan.device === "wasm" ? never : deviceLoss(transformers);
    this.transformers = transformers;
    this.#session = session;
    this.#tokenizer = /** @type {any} */ (tokenizer)._tokenizer;
    this.table = table;
    this.#mask = new BigInt64Array(manifest.context_tokens).fill(1n);
    this.past_names = session.inputNames.filter((name) => name.startsWith("past_key_values."));
    this.#fetches = session.outputNames.filter((name) => name.startsWith("present."));
  }

  /** @type {string[]} */
  #fetches;

  /**
   * @param {Manifest} manifest
   * @param {Map<string, Blob>} files by the last part of their path
   * @param {Plan} plan
   * @returns {Promise<Model>}
   */
  static async open(manifest, files, plan) {
    const transformers = await startRuntime(plan, async (url) => answer(files, url));
    const { graph, session_options } = manifest.forms[plan.device];
    const externalData = [...files]
      .filter(([name]) => name.endsWith(".bin"))
      .map(([path, data]) => ({ path, data }));
    const [tokenizer, model] = await Promise.all([
      transformers.AutoTokenizer.from_pretrained(manifest.id),
      transformers.Gemma3ForCausalLM.from_pretrained(manifest.id, {
        subfolder: "",
        model_file_name: graph.replace(/\.onnx$/, ""),
        dtype: "fp32",
        device: plan.device,
        use_external_data_format: false,
        session_options: /** @type {any} */ ({ ...session_options, externalData }),
      }),
    ]);
    const session = /** @type {any} */ (model).sessions.model;
    return new Model(manifest, plan, transformers, session, tokenizer, tableOf(manifest, files));
  }

  async release() {
    await this.#session.release();
  }

  /** @param {string} text @param {boolean} bos @returns {number[]} */
  encode(text, bos) {
    const { ids } = this.#tokenizer.encode(text, { add_special_tokens: false });
    return bos ? [this.manifest.bos_id, ...ids] : ids;
  }

  /** @param {number[]} ids @returns {string} */
  decode(ids) {
    return ids.length === 0 ? "" : this.#tokenizer.decode(ids, { skip_special_tokens: false });
  }

  /** The vocabulary's own spelling of each id. @param {number[]} ids @returns {string[]} */
  pieces(ids) {
    return ids.map((id) => this.#tokenizer.id_to_token(id) ?? "");
  }

  /** The state before the first token. @returns {KeyValues} */
  empty() {
    const { kv_heads, head_dim } = this.manifest;
    const none = () => this.#tensor("float32", new Float32Array(0), [1, kv_heads, 0, head_dim]);
    return new State(Object.fromEntries(this.past_names.map((name) => [name, none()])), 0);
  }

  /**
   * The first `length` tokens of a tensor [1, 1, tokens, width], in the same memory. With one head the
   * tokens are contiguous; the manifest was checked for that.
   * @param {Tensor} tensor @param {number} length @returns {Tensor}
   */
  cut(tensor, length) {
    const [batch, heads, , width] = tensor.dims;
    const dims = [batch, heads, length, width];
    if (tensor.location !== "gpu-buffer") {
      const data = /** @type {Float32Array} */ (tensor.data);
      return this.#tensor("float32", data.subarray(0, heads * length * width), dims);
    }
    const ort = /** @type {typeof import("onnxruntime-common").Tensor} */ (tensor.constructor);
    return ort.fromGpuBuffer(tensor.gpuBuffer, { dataType: "float32", dims });
  }

  /**
   * Feeds `ids` after `past`, which stays as it is.
   * @param {KeyValues} past
   * @param {number[]} ids at least one, each below the vocabulary's size, within the context
   * @param {Question} question
   * @returns {Promise<RunResult>} `logits` has `rows` rows of the vocabulary's size; what was not wanted
   *   is empty
   * @throws {WireError} engine.failed, engine.lost
   */
  async run(past, ids, { rows, hidden }) {
    const length = past.length + ids.length;
    const feeds = {
      ...past.tensors,
      input_ids: this.#tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: this.#tensor("int64", this.#mask.subarray(0, length), [1, length]),
      num_logits_to_keep: this.#tensor(
        "int64",
        BigInt64Array.of(rows === 0 ? -1n : BigInt(rows)),
        [],
      ),
    };
    // What is fetched is copied back from a graphics device, so only what is wanted is.
    const fetches = [...this.#fetches];
    if (rows > 0) fetches.push("logits");
    if (hidden) fetches.push("last_hidden_state");
    /** @type {Record<string, Tensor>} */
    let outputs;
    try {
      outputs = /** @type {any} */ (await this.#session.run(feeds, fetches));
    } catch (error) {
      throw await this.#failure(error);
    }
    const tensors = this.#fetches.map((name) => [
      name.replace("present.", "past_key_values."),
      outputs[name],
    ]);
    const every = numbersOf(outputs.last_hidden_state);
    return {
      logits: numbersOf(outputs.logits),
      hidden: every.slice(every.length - every.length / ids.length),
      state: new State(Object.fromEntries(tensors), length),
    };
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

  /** @param {"float32" | "int64"} type @param {any} data @param {number[]} dims @returns {Tensor} */
  #tensor(type, data, dims) {
    const { Tensor } = this.transformers;
    return /** @type {any} */ (new Tensor(type, data, dims)).ort_tensor;
  }
}

/** @param {Tensor | undefined} tensor one that is not on a graphics device @returns {Float32Array} */
function numbersOf(tensor) {
  return /** @type {Float32Array} */ (tensor?.data ?? new Float32Array(0));
}

/** @param {Manifest} manifest @param {Map<string, Blob>} files @returns {Table | null} */
function tableOf({ table }, files) {
  const file = table && files.get(table.file);
  return file ? new Table(table, file) : null;
}

/** What transformers.js reads, from the files at hand; anything else is not there. @param {Map<string, Blob>} files @param {string} url */
function answer(files, url) {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  const file = files.get(name);
  if (!file) return new Response(null, { status: 404 });
  return new Response(file, { headers: { "content-length": String(file.size) } });
}
