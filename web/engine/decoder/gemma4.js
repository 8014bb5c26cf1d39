/**
 * @file The decoder of a Gemma 4, computed by ONNX Runtime from embeddings: tokens, media in their places, and what came
 * before them in; logits and the next state out.
 *
 * Knows the inputs and outputs of the hub's decoder_model_merged. It tells no hidden states and takes no adapters.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { viewOf } from "../runtime/runtime.js";
import { emptyOf, numbersOf, Session } from "../runtime/session.js";
import { State } from "./caches.js";
import { Embeddings } from "./embeddings.js";
import { tablesOf } from "./tables.js";

/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("./onnx.js").Question} Question */
/** @typedef {import("./onnx.js").RunResult} RunResult */
/** @typedef {State<Tensor>} KeyValues */
/** @typedef {import("../media/placing.js").Soft} Soft */

const GRAPH = "decoder_model_merged";

/** Not to be used again after a run failed: its thread has to end. */
export class Gemma4Decoder {
  /** The hub's graph ends in logits. */
  hidden = /** @type {const} */ (false);
  #manifest;
  #session;
  #embeddings;
  #mask;
  /** @type {string[]} */
  #past;
  /** @type {string[]} */
  #present;

  /** @param {Manifest} manifest @param {Session} session @param {Embeddings} embeddings */
  constructor(manifest, session, embeddings) {
    this.plan = session.plan;
    this.lost = session.lost;
    this.#manifest = manifest;
    this.#session = session;
    this.#embeddings = embeddings;
    this.#mask = new BigInt64Array(manifest.context_tokens).fill(1n);
    this.#past = session.inputs.filter((name) => name.startsWith("past_key_values."));
    this.#present = session.outputs.filter((name) => name.startsWith("present."));
  }

  /** @param {import("../runtime/runtime.js").Runtime} runtime @param {Manifest} manifest @param {Map<string, Blob>} files */
  static async open(runtime, manifest, files) {
    const embeddings = await embeddingsOf(manifest, runtime.plan, files);
    const session = await Session.open(runtime, manifest, "Gemma3ForCausalLM", GRAPH);
    return new Gemma4Decoder(manifest, session, embeddings);
  }

  release() {
    return this.#session.release();
  }

  /** The state before the first token. @returns {KeyValues} */
  empty() {
    const tensors = this.#past.map((name) => [name, emptyOf(this.#session, name)]);
    return new State(Object.fromEntries(tensors), 0);
  }

  /** @returns {never} @throws {WireError} adapter.unfit */
  place() {
    throw new WireError(Code.ADAPTER_UNFIT, "This model takes no adapters.");
  }

  /** There is none. */
  remove() {}

  /**
   * The first `length` tokens of a tensor [1, 1, tokens, width], in the same memory: with one head the tokens are
   * contiguous. Layers that see a window only keep all the same.
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
   * @param {Question} question without hidden states
   * @param {Soft} [soft] what stands at each placeholder among `ids`
   * @returns {Promise<RunResult>} see onnx.js
   * @throws {WireError} engine.failed, engine.lost
   */
  async run(past, ids, { rows }, soft = NONE) {
    const session = this.#session;
    const length = past.length + ids.length;
    const { embeds, layers } = await this.#embeddings.of(ids);
    placeFeatures(embeds, ids.length, past.length, soft);
    const { layers: depth } = this.#manifest;
    const each = layers.length / ids.length / /** @type {number} */ (depth);
    const positions = BigInt64Array.from(ids, (_, at) => BigInt(past.length + at));
    // 0 would mean all of them, a megabyte a token: where none are wanted one is computed and left there.
    const kept = BigInt64Array.of(BigInt(Math.max(rows, 1)));
    const feeds = {
      ...past.tensors,
      inputs_embeds: session.tensor("float32", embeds, [1, ids.length, embeds.length / ids.length]),
      per_layer_inputs: session.tensor("float32", layers, [1, ids.length, Number(depth), each]),
      attention_mask: session.tensor("int64", this.#mask.subarray(0, length), [1, length]),
      position_ids: session.tensor("int64", positions, [1, ids.length]),
      num_logits_to_keep: session.tensor("int64", kept, []),
    };
    const fetches = rows > 0 ? ["logits", ...this.#present] : this.#present;
    const outputs = await session.run(feeds, fetches);
    const grown = this.#present.map((name) => [
      name.replace("present.", "past_key_values."),
      outputs[name],
    ]);
    return {
      logits: numbersOf(outputs.logits),
      hidden: new Float32Array(0),
      state: new State(Object.fromEntries(grown), length),
    };
  }
}

/**
 * @param {Manifest} manifest @param {import("../device.js").Plan} plan @param {Map<string, Blob>} files
 * @throws {WireError} model.corrupt
 */
export async function embeddingsOf({ forms, media }, { device }, files) {
  const { tables: told, graphs } = forms[device];
  const named = (/** @type {string | undefined} */ path) =>
    files.get(path?.split("/").at(-1) ?? "");
  const { graph, weights } = graphs?.embed_tokens ?? {};
  const lookup = told ? undefined : named(graph);
  const tables = lookup && weights ? await tablesOf(lookup, weights[0]) : told;
  const file = named(tables?.file);
  if (!tables || !file) {
    const message = "The model's description does not say where its embeddings lie.";
    throw new WireError(Code.MODEL_CORRUPT, message);
  }
  const places = media ? [media.image.place_id, media.audio.place_id] : [];
  return new Embeddings(tables, file, places);
}

/** @type {Soft} */
const NONE = new Map();

/** Puts features in the rows of their placeholders. @param {Float32Array} embeds @param {number} tokens @param {number} first position @param {Soft} soft */
export function placeFeatures(embeds, tokens, first, soft) {
  const width = embeds.length / tokens;
  for (let at = 0; at < tokens; at += 1) {
    const features = soft.get(first + at);
    if (features) embeds.set(features, at * width);
  }
}
