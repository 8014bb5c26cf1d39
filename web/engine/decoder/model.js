/**
 * @file A language model: tokens and what came before them in, logits and the next state out.
 *
 * Knows the inputs and outputs of a causal graph. Knows nothing of where the files come from, of
 * messages, or of which token is chosen.
 */

import { Graph, numbersOf } from "../graph.js";
import { difference } from "../selftest.js";
import { State } from "./caches.js";
import { Table } from "./table.js";

/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("../device.js").Plan} Plan */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {State<Tensor>} KeyValues */
/**
 * What is asked of a run: for how many of the last positions logits are wanted (0 leaves the head out),
 * and whether the last position's final hidden state is.
 * @typedef {{rows: number, hidden: boolean}} Question
 */
/** @typedef {{logits: Float32Array, hidden: Float32Array, state: KeyValues}} RunResult */

const FACTS = /** @type {const} */ ([
  ...["id", "title", "style", "hash", "vocab_size", "context_tokens", "bos_id", "eos_ids"],
  ...["chat", "vocabulary"],
]);

/** A loaded language model. Not to be used again after a run failed: its thread has to end. */
export class Model {
  /** What model.load tells of the manifest. */
  facts = FACTS;
  #graph;
  #mask;
  /** @type {string[]} */
  #past;
  /** @type {string[]} */
  #present;

  /** @param {Manifest} manifest @param {Graph} graph @param {Table | null} table */
  constructor(manifest, graph, table) {
    this.manifest = manifest;
    this.plan = graph.plan;
    this.lost = graph.lost;
    this.table = table;
    this.#graph = graph;
    this.#mask = new BigInt64Array(manifest.context_tokens).fill(1n);
    this.#past = graph.inputs.filter((name) => name.startsWith("past_key_values."));
    this.#present = graph.outputs.filter((name) => name.startsWith("present."));
  }

  /**
   * @param {Manifest} manifest
   * @param {Map<string, Blob>} files by the last part of their path
   * @param {Plan} plan
   * @returns {Promise<Model>}
   */
  static async open(manifest, files, plan) {
    const graph = await Graph.open(manifest, files, plan);
    return new Model(manifest, graph, tableOf(manifest, files));
  }

  release() {
    return this.#graph.release();
  }

  /** @param {string} text @param {boolean} bos @returns {number[]} */
  encode(text, bos) {
    const ids = this.#graph.encode(text);
    return bos ? [this.manifest.bos_id, ...ids] : ids;
  }

  /** @param {number[]} ids @returns {string} */
  decode(ids) {
    return this.#graph.decode(ids);
  }

  /** The vocabulary's own spelling of each id. @param {number[]} ids @returns {string[]} */
  pieces(ids) {
    return this.#graph.pieces(ids);
  }

  /** The state before the first token. @returns {KeyValues} */
  empty() {
    const { kv_heads, head_dim } = this.manifest;
    const none = () =>
      this.#graph.tensor("float32", new Float32Array(0), [1, kv_heads, 0, head_dim]);
    return new State(Object.fromEntries(this.#past.map((name) => [name, none()])), 0);
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
      return this.#graph.tensor("float32", data.subarray(0, heads * length * width), dims);
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
    const graph = this.#graph;
    const kept = BigInt64Array.of(rows === 0 ? -1n : BigInt(rows));
    const feeds = {
      ...past.tensors,
      input_ids: graph.tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: graph.tensor("int64", this.#mask.subarray(0, length), [1, length]),
      num_logits_to_keep: graph.tensor("int64", kept, []),
    };
    const fetches = [...this.#present];
    if (rows > 0) fetches.push("logits");
    if (hidden) fetches.push("last_hidden_state");
    const outputs = await graph.run(feeds, fetches);
    const tensors = this.#present.map((name) => [
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

  /**
   * What the self-test finds wrong, or nothing. It feeds the golden tokens in two runs, so that keys and
   * values are proven too.
   * @returns {Promise<string>}
   */
  async selfTest() {
    const { selftest } = this.manifest;
    const start = this.empty();
    const first = await this.run(start, selftest.ids.slice(0, -1), { rows: 0, hidden: false });
    const last = await this.run(first.state, selftest.ids.slice(-1), { rows: 1, hidden: false });
    for (const state of [start, first.state, last.state]) state.release();
    return difference(last.logits, selftest, selftest.max_abs_error[this.plan.device]);
  }
}

/** @param {Manifest} manifest @param {Map<string, Blob>} files @returns {Table | null} */
function tableOf({ table }, files) {
  const file = table && files.get(table.file);
  return file ? new Table(table, file) : null;
}
