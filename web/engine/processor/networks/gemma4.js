/**
 * @file A Gemma 4 as the hub stores it: sizes from its config.json, weights of 4 bits by the graph of its decoder.
 *
 * Names are those of Google's checkpoint, or what onnx-community's files call the same.
 * Tokens' embeddings come from outside (decoder/embeddings.js). What is computed is that of transformers 5.24.0
 * (models/gemma4/modeling_gemma4.py), as models/multimodal/forward.py has it. One head of keys and values.
 */

import { WireError } from "../../../wire/rpc.js";
import { Code } from "../../../wire/wire.gen.js";
import { readGraph } from "../../runtime/graphfile.js";
import { Initializers, rowsOf, unlike } from "./initializers.js";

/** @typedef {import("./network.js").Manifest} Manifest */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {{rope_theta: number, partial_rotary_factor?: number}} Rope */
/**
 * What of Hugging Face's text_config is read.
 * @typedef {object} TextConfig
 * @property {number} hidden_size
 * @property {number} num_attention_heads
 * @property {number} num_key_value_heads
 * @property {number} head_dim of layers that see a window
 * @property {number} global_head_dim of layers that see all tokens
 * @property {number} hidden_size_per_layer_input
 * @property {number} num_kv_shared_layers the last ones
 * @property {number} sliding_window
 * @property {string[]} layer_types
 * @property {number} final_logit_softcapping
 * @property {{sliding_attention: Rope, full_attention: Rope}} rope_parameters
 * @property {number} rms_norm_eps
 */

const GRAPH = "decoder_model_merged";
const BLOCK = 32;
const FULL = "full_attention";
const OWN_MODEL = ["/per_layer_model_projection", "/per_layer_projection"];

/** Whether it is one whose decoder has a file of its own, and one head of keys. @param {Manifest} manifest */
export function isGemma4({ kind, forms, cache }) {
  return kind === "multimodal" && Boolean(forms.wasm?.graphs?.[GRAPH]) && cache?.kv_heads === 1;
}

/**
 * @param {Manifest} manifest @param {(path: string) => Blob} file @param {import("../places.js").Places} places
 * @returns {Promise<Network>} @throws {WireError} model.corrupt, model.unfit
 */
export async function gemma4(manifest, file, places) {
  const { graph, weights } = /** @type {any} */ (manifest.forms.wasm.graphs)[GRAPH];
  const config = await configOf(file("config.json"), manifest);
  const stored = new Initializers(await graphOf(file(graph)), file(weights[0]), places);
  const { hidden_size: hidden, hidden_size_per_layer_input: own, layer_types } = config;
  const vocab = manifest.vocab_size;
  return {
    sizes: { hidden, own, heads: config.num_attention_heads, kvHeads: 1, vocab, bits: 4 },
    scales: {
      epsilon: config.rms_norm_eps,
      ...{ attentionScale: 1, embeddingScale: 1, ownScale: hidden ** -0.5 },
      cap: config.final_logit_softcapping,
    },
    contextTokens: manifest.context_tokens,
    layers: layer_types.map((_, at) => layerOf(config, stored, at, manifest.context_tokens)),
    rotations: rotationsOf(config),
    vectors: {
      finalNorm: stored.vector(["/norm", `${layer_types.length}/final_norm_layernorm`], hidden),
      ownModelNorm: stored.vector(["/per_layer_projection_norm"], own),
    },
    matrices: {
      head: stored.matrix(["/lm_head"], hidden, vocab),
      table: null,
      ownModel: stored.matrix(OWN_MODEL, hidden, layer_types.length * own),
    },
  };
}

/** @param {TextConfig} config @param {Initializers} stored @param {number} at @param {number} contextTokens @returns {import("./network.js").Layer} */
function layerOf(config, stored, at, contextTokens) {
  const { hidden_size: hidden, hidden_size_per_layer_input: own, num_attention_heads } = config;
  const full = config.layer_types[at] === FULL;
  const headDim = full ? config.global_head_dim : config.head_dim;
  const wide = num_attention_heads * headDim;
  const source = sourceOf(config, at);
  /** @param {string} name @param {number} [columns] @param {number} [rows] */
  const matrix = (name, columns = hidden, rows) => stored.matrix([`${at}/${name}`], columns, rows);
  /** @param {string} name @param {number} [count] */
  const norm = (name, count = hidden) => stored.vector([`${at}/${name}`], count);
  const { gate, up } = gateAndUp(stored, at, hidden);
  const keys = source === at && {
    k: matrix("k_proj", hidden, headDim),
    v: matrix("v_proj", hidden, headDim),
  };
  return {
    window: full ? contextTokens : config.sliding_window,
    ...{ headDim, ffn: gate.rows, source, rotation: full ? 1 : 0 },
    vectors: {
      attnNorm: norm("input_layernorm"),
      qNorm: norm("q_norm", headDim),
      ...(keys && { kNorm: norm("k_norm", headDim), vNorm: stored.ones(headDim) }),
      postAttnNorm: norm("post_attention_layernorm"),
      ffnNorm: norm("pre_feedforward_layernorm"),
      postFfnNorm: norm("post_feedforward_layernorm"),
      ownNorm: norm("post_per_layer_input_norm"),
      scalar: stored.factor(`${at}/layer_scalar`),
    },
    matrices: {
      q: matrix("q_proj", hidden, wide),
      ...keys,
      o: matrix("o_proj", wide, hidden),
      ...{ gate, up },
      down: matrix("down_proj", gate.rows, hidden),
      ownGate: matrix("per_layer_input_gate", hidden, own),
      ownProject: matrix("per_layer_projection", own, hidden),
    },
  };
}

/** Two matrices, or one with the rows of both. @param {Initializers} stored @param {number} at @param {number} hidden */
function gateAndUp(stored, at, hidden) {
  const both = `${at}/gate_up_proj`;
  if (stored.has(both)) {
    const matrix = stored.matrix([both], hidden);
    const half = matrix.rows / 2;
    return { gate: rowsOf(matrix, 0, half), up: rowsOf(matrix, half, half) };
  }
  const gate = stored.matrix([`${at}/gate_proj`], hidden);
  return { gate, up: stored.matrix([`${at}/up_proj`], hidden, gate.rows) };
}

/** The layer whose keys and values a layer reads: its own, or the last own of its sort. @param {TextConfig} config @param {number} at */
function sourceOf({ layer_types, num_kv_shared_layers }, at) {
  const own = layer_types.length - num_kv_shared_layers;
  const source = at < own ? at : layer_types.slice(0, own).lastIndexOf(layer_types[at]);
  if (source < 0) throw unlike(`layer ${at} has no keys to read`);
  return source;
}

/** Of layers with a window, and of the others: there only a part of a head turns. @param {TextConfig} config @returns {import("./network.js").Rotation[]} */
function rotationsOf({ head_dim, global_head_dim, rope_parameters }) {
  const { sliding_attention: sliding, full_attention: full } = rope_parameters;
  const turning = Math.floor(((full.partial_rotary_factor ?? 1) * global_head_dim) / 2);
  return [
    { headDim: head_dim, base: sliding.rope_theta, factor: 1, turning: head_dim / 2 },
    { headDim: global_head_dim, base: full.rope_theta, factor: 1, turning },
  ];
}

/**
 * @param {Blob} file @param {Manifest} manifest
 * @returns {Promise<TextConfig>} @throws {WireError} model.corrupt, model.unfit: sizes that are not known to be right
 */
async function configOf(file, { layers, hidden_size }) {
  const { text_config: config } = await parsed(async () => JSON.parse(await file.text()));
  const { sliding_attention, full_attention } = config?.rope_parameters ?? {};
  const numbers = [
    ...[config?.num_attention_heads, config?.head_dim, config?.global_head_dim],
    ...[config?.hidden_size_per_layer_input, config?.sliding_window, config?.rms_norm_eps],
    ...[config?.final_logit_softcapping, sliding_attention?.rope_theta, full_attention?.rope_theta],
  ];
  if (numbers.some((number) => !(number > 0))) throw unlike("its configuration lacks a number");
  if (config.layer_types?.length !== layers || config.hidden_size !== hidden_size)
    throw unlike("its configuration is another model's");
  const heads = [config.head_dim, config.global_head_dim];
  if (config.num_key_value_heads !== 1 || heads.some((size) => size % BLOCK && BLOCK % size))
    throw unlike("its heads are others");
  return config;
}

/** @param {Blob} file */
function graphOf(file) {
  return parsed(async () => readGraph(new Uint8Array(await file.arrayBuffer())));
}

/** @template T @param {() => Promise<T>} read @returns {Promise<T>} @throws {WireError} model.corrupt */
async function parsed(read) {
  try {
    return await read();
  } catch (error) {
    throw new WireError(Code.MODEL_CORRUPT, "A file of the model cannot be read.", String(error));
  }
}
