/**
 * @file The decoder that ONNX Runtime computes: tokens and what came before them in, logits and the next
 * state out.
 *
 * Knows the inputs and outputs of a causal graph. Knows nothing of texts, or of which token is chosen.
 */

import { viewOf } from "../runtime/runtime.js";
import { numbersOf, Session } from "../runtime/session.js";
import { noAdapter } from "./adapters.js";
import { State } from "./caches.js";

/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {State<Tensor>} KeyValues */
/**
 * What is asked of a run: for how many of the last positions logits are wanted (0 leaves the head out),
 * and whether the last position's final hidden state is.
 * @typedef {{rows: number, hidden: boolean}} Question
 */
/** @typedef {{logits: Float32Array, hidden: Float32Array, state: State<any>}} RunResult */

/** Not to be used again after a run failed: its thread has to end. */
export class OnnxDecoder {
  #manifest;
  #session;
  #mask;
  /** @type {string[]} */
  #past;
  /** @type {string[]} */
  #present;
  /** What a graph that takes adapters is fed where there is none. @type {Record<string, Tensor>} */
  #frozen;

  /** @param {Manifest} manifest @param {Session} session */
  constructor(manifest, session) {
    this.plan = session.plan;
    this.lost = session.lost;
    this.#manifest = manifest;
    this.#session = session;
    this.#mask = new BigInt64Array(manifest.context_tokens).fill(1n);
    this.#past = session.inputs.filter((name) => name.startsWith("past_key_values."));
    this.#present = session.outputs.filter((name) => name.startsWith("present."));
    // A product with nothing in it stops ONNX Runtime's WebGPU.
    const rank = session.plan.device === "webgpu" ? 1 : 0;
    const none = session.inputs.includes("qkv.A") ? noAdapter(manifest, rank) : null;
    this.#frozen = none ? this.place(none) : {};
  }

  /** @param {import("../runtime/runtime.js").Runtime} runtime @param {Manifest} manifest */
  static async open(runtime, manifest) {
    return new OnnxDecoder(manifest, await Session.open(runtime, manifest, "Gemma3ForCausalLM"));
  }

  release() {
    return this.#session.release();
  }

  /** The state before the first token. @param {Record<string, Tensor> | null} [adapter] @returns {KeyValues} */
  empty(adapter = null) {
    const { kv_heads, head_dim } = this.#manifest;
    const none = () =>
      this.#session.tensor("float32", new Float32Array(0), [1, kv_heads, 0, head_dim]);
    const tensors = Object.fromEntries(this.#past.map((name) => [name, none()]));
    return new State(tensors, 0, adapter ?? this.#frozen);
  }

  /** An adapter as what a run is fed. @param {import("./adapters.js").Adapter} adapter @returns {Record<string, Tensor>} */
  place({ arrays, sizes }) {
    const entries = Object.entries(arrays).map(([name, numbers]) => [
      name,
      this.#session.tensor("float32", numbers, sizes[name]),
    ]);
    return Object.fromEntries(entries);
  }

  /** @param {Record<string, Tensor>} adapter */
  remove(adapter) {
    for (const tensor of Object.values(adapter)) tensor.dispose();
  }

  /**
   * The first `length` tokens of a tensor [1, 1, tokens, width], in the same memory. With one head the
   * tokens are contiguous; the manifest was checked for that.
   * @param {Tensor} tensor @param {number} length @returns {Tensor}
   */
  cut(tensor, length) {
    const [batch, heads, , width] = tensor.dims;
    return viewOf(tensor, [batch, heads, length, width]);
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
    const session = this.#session;
    const kept = BigInt64Array.of(rows === 0 ? -1n : BigInt(rows));
    const feeds = {
      ...past.tensors,
      .../** @type {Record<string, Tensor>} */ (past.adapter),
      input_ids: session.tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: session.tensor("int64", this.#mask.subarray(0, length), [1, length]),
      num_logits_to_keep: session.tensor("int64", kept, []),
    };
    const fetches = [...this.#present];
    if (rows > 0) fetches.push("logits");
    if (hidden) fetches.push("last_hidden_state");
    const outputs = await session.run(feeds, fetches);
    const tensors = this.#present.map((name) => [
      name.replace("present.", "past_key_values."),
      outputs[name],
    ]);
    const every = numbersOf(outputs.last_hidden_state);
    return {
      logits: numbersOf(outputs.logits),
      hidden: every.slice(every.length - every.length / ids.length),
      state: new State(Object.fromEntries(tensors), length, past.adapter),
    };
  }
}
