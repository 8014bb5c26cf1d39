/**
 * @file The decoder that computes on the processor, on the bytes as the files hold them (see assembly/).
 *
 * Tokens and what came before them in, logits and the next state out, as decoder/onnx.js gives them. A token gives
 * the same bits alone and in a chunk, with one thread and with several. Knows nothing of texts.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { State } from "../decoder/caches.js";
import { embeddingsOf, placeFeatures } from "../decoder/gemma4.js";
import { placedBytes, writeAdapter } from "./adapters.js";
import { fetchBuild, memoryOf, start } from "./build.js";
import { CHUNK_TOKENS, HEAD_TOKENS, Layout, PAGE_TOKENS } from "./layout.js";
import { networkOf } from "./networks/network.js";
import { PageList, PageStore } from "./pages.js";
import { Places, readAll } from "./places.js";
import { Rotations } from "./rotations.js";
import { startThread, startThreads } from "./threads.js";

/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("../decoder/onnx.js").Question} Question */
/** @typedef {State<PageList>} KeyValues */
/** @typedef {import("../decoder/adapters.js").Adapter} Adapter */
/** @typedef {import("./adapters.js").Placed} Placed */
/** @typedef {{logits: Float32Array, hidden: Float32Array, state: KeyValues}} RunResult */
/** @typedef {import("../media/placing.js").Soft} Soft */
/** @typedef {import("../decoder/embeddings.js").Embeddings} Embeddings */
/**
 * What differs between a browser and Node.
 * @typedef {object} Machine
 * @property {(threads: number) => Promise<WebAssembly.Module>} build
 * @property {import("./threads.js").StartThread} startThread
 */

/** @type {Machine} */
const BROWSER = { build: fetchBuild, startThread };

/** Not to be used again after a run failed: its thread has to end. */
export class ProcessorDecoder {
  batchInvariant = /** @type {const} */ (true);
  /** There is no graphics device that could go away. @type {Promise<string>} */
  lost = new Promise(() => {});
  #layout;
  #memory;
  #exports;
  #threads;
  #store;
  #rotations;
  #embeddings;

  /**
   * @param {import("../device.js").Plan} plan @param {Layout} layout @param {WebAssembly.Memory} memory
   * @param {import("./build.js").Exports} exports @param {import("./threads.js").Thread[]} threads
   * @param {Embeddings | null} embeddings of a model whose table stays in its file
   */
  constructor(plan, layout, memory, exports, threads, embeddings) {
    this.plan = plan;
    /** A model with embeddings apart has none with ONNX Runtime (decoder/gemma4.js), so it has none here. */
    this.hidden = embeddings ? /** @type {const} */ (false) : undefined;
    this.#embeddings = embeddings;
    this.#layout = layout;
    this.#memory = memory;
    this.#exports = exports;
    this.#threads = threads;
    this.#store = new PageStore(memory, layout.end_bytes, layout.pageBytes);
    this.#rotations = new Rotations(layout.network.rotations);
  }

  /**
   * @param {Manifest} manifest one that networks/ know @param {Map<string, Blob>} files
   * @param {import("../device.js").Plan} plan @param {Machine} [machine]
   * @returns {Promise<ProcessorDecoder>}
   * @throws {WireError} engine.failed, model.unfit, model.corrupt, download.failed
   */
  static async open(manifest, files, plan, { build, startThread } = BROWSER) {
    const places = new Places();
    const network = await networkOf(manifest, files, places);
    const embeddings = network.matrices.table ? null : await embeddingsOf(manifest, plan, files);
    const layout = new Layout(network, places, plan.threads);
    const memory = memoryOf(layout.end_bytes, plan.threads > 1);
    const module = await build(plan.threads);
    const exports = await start(module, memory);
    layout.write(memory.buffer, exports);
    const stop = new AbortController();
    const starting = startThreads(plan.threads, { module, memory }, startThread);
    try {
      const [threads] = await Promise.all([
        starting,
        ...places.readings.map((list) => readAll(list, memory, stop.signal)),
      ]);
      return new ProcessorDecoder(plan, layout, memory, exports, threads, embeddings);
    } catch (error) {
      stop.abort();
      starting.then(end, () => {});
      throw error;
    }
  }

  /** Bytes of the memory that it computes in: weights, caches and all else. */
  get memory_bytes() {
    return this.#memory.buffer.byteLength;
  }

  async release() {
    end(this.#threads);
  }

  /** The state before the first token. @param {Placed | null} [adapter] @returns {KeyValues} */
  empty(adapter = null) {
    return new State({ cache: this.#store.none() }, 0, adapter);
  }

  /** Puts an adapter beside the weights, for `empty` to name. @param {Adapter} adapter @returns {Placed} @throws {WireError} context.full, adapter.unfit */
  place(adapter) {
    if (this.#embeddings) throw new WireError(Code.ADAPTER_UNFIT, "This model takes no adapters.");
    const { layers } = this.#layout.sizes;
    const block = this.#store.lend(placedBytes(adapter, layers), "another adapter");
    return { ...block, rank: writeAdapter(this.#memory.buffer, block.at, adapter, layers) };
  }

  /** No state that it made may be used again. @param {Placed} adapter */
  remove(adapter) {
    this.#store.giveBack(adapter);
  }

  /** The pages of the first `length` tokens. @param {PageList} list @param {number} length @returns {PageList} */
  cut({ pages }, length) {
    return new PageList(this.#store, pages.slice(0, Math.ceil(length / PAGE_TOKENS)));
  }

  /**
   * Feeds `ids` after `past`, which stays as it is.
   * @param {KeyValues} past
   * @param {number[]} ids at least one, each below the vocabulary's size, within the context
   * @param {Question} question
   * @param {Soft} [soft] what stands at each placeholder among `ids`
   * @returns {Promise<RunResult>} `logits` has `rows` rows of the vocabulary's size; what was not wanted
   *   is empty
   * @throws {WireError} engine.failed, engine.lost; context.full: the device gives no memory for so many tokens,
   *   and all is as it was
   */
  async run(past, ids, { rows, hidden }, soft = NONE) {
    const { vocab } = this.#layout.sizes;
    const logits = new Float32Array(rows * vocab);
    const cache = this.#store.extended(past.tensors.cache, past.length, ids.length);
    const unasked = ids.length - rows;
    try {
      this.#write(
        "pages",
        Uint32Array,
        cache.pages.map(({ at }) => at),
      );
      for (let at = 0; at < ids.length; at += CHUNK_TOKENS) {
        const chunk = ids.slice(at, at + CHUNK_TOKENS);
        const first = Math.max(0, unasked - at);
        const place = past.length + at;
        const asked = logits.subarray((at + first - unasked) * vocab);
        await this.#embed(chunk, place, soft);
        this.#feed(chunk, place, past.adapter, first, asked);
      }
    } catch (error) {
      cache.dispose();
      throw failure(error);
    }
    const state = new State({ cache }, past.length + ids.length, past.adapter);
    return { logits, hidden: hidden ? this.#hidden(ids.length) : new Float32Array(0), state };
  }

  /** Fills in what a table in memory would give. @param {number[]} chunk @param {number} past tokens before it @param {Soft} soft */
  async #embed(chunk, past, soft) {
    if (!this.#embeddings) return;
    const { embeds, layers } = await this.#embeddings.of(chunk);
    placeFeatures(embeds, chunk.length, past, soft);
    this.#floats("x", embeds.length).set(embeds);
    this.#floats("ownInputs", layers.length).set(layers);
  }

  /**
   * Feeds a chunk; the logits of its tokens from `first` on go to the begin of `logits`.
   * @param {number[]} chunk @param {number} past tokens before it @param {Placed | null} adapter
   * @param {number} first @param {Float32Array} logits
   */
  #feed(chunk, past, adapter, first, logits) {
    const { vocab } = this.#layout.sizes;
    this.#write("ids", Uint32Array, chunk);
    const { rotationBytes } = this.#layout.places;
    const rotations = this.#floats("rotations", (chunk.length * rotationBytes) / 4);
    this.#rotations.write(rotations, past, chunk.length);
    let tokens = chunk.length;
    for (let headFirst = first; ; headFirst += HEAD_TOKENS) {
      const headTokens = Math.max(0, Math.min(HEAD_TOKENS, chunk.length - headFirst));
      if (tokens === 0 && headTokens === 0) return;
      const by = { rank: adapter?.rank ?? 0, adapter: adapter?.at ?? 0 };
      this.#layout.writeJob(this.#memory.buffer, { tokens, past, headFirst, headTokens, ...by });
      if (!this.#exports.step()) throw new WireError(Code.ENGINE_LOST, THREAD_LOST);
      logits.set(this.#floats("logits", headTokens * vocab), (headFirst - first) * vocab);
      tokens = 0;
    }
  }

  /** The final state of the last of `count` tokens. @param {number} count @returns {Float32Array} */
  #hidden(count) {
    const { hidden } = this.#layout.sizes;
    const last = (count - 1) % CHUNK_TOKENS;
    return this.#floats("normed", (last + 1) * hidden).slice(last * hidden);
  }

  /** @param {keyof Layout["places"]} place @param {number} length */
  #floats(place, length) {
    return new Float32Array(this.#memory.buffer, this.#layout.places[place], length);
  }

  /** @param {keyof Layout["places"]} place @param {typeof Uint32Array} Type @param {number[]} values */
  #write(place, Type, values) {
    new Type(this.#memory.buffer, this.#layout.places[place], values.length).set(values);
  }
}

/** @param {import("./threads.js").Thread[]} threads */
function end(threads) {
  for (const thread of threads) thread.terminate();
}

/** @type {Soft} */
const NONE = new Map();

const THREAD_LOST = "A thread of the engine stopped in the middle of a step.";

/** @param {unknown} error */
function failure(error) {
  if (error instanceof WireError) return error;
  const message = "The model could not compute this step.";
  return new WireError(Code.ENGINE_FAILED, message, String(error));
}
