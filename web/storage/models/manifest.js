/**
 * @file A model's description: what the store and the engine read of its manifest.json.
 *
 * Knows which descriptions this page can use. Knows nothing of stored files, or of how a model runs.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {"wasm" | "webgpu"} Form */
/** @typedef {"generate" | "embed"} ModelKind a language model, or one that makes vectors of texts */
/**
 * What a model is fetched for: what only images, sounds or training need comes later; "plan" is what says where weights
 * lie, by which a model can be refused before they come.
 * @typedef {"text" | "plan" | "image" | "audio" | "training"} Purpose
 */
/**
 * How a form is computed: by one graph, or by several with their own files of weights. `features` are what WebGPU must
 * offer; `tables` says where the rows of the embeddings lie, absent where only the graph can look them up; `component` who
 * alone may compute it, where not everybody may.
 * @typedef {object} FormFacts
 * @property {string} graph
 * @property {string[]} [weights] of a graph that does not say, every file of weights that the model has
 * @property {object} [session_options]
 * @property {Record<string, {graph: string, weights: string[]}>} [graphs] by the hub's names, in place of `graph`
 * @property {"q4" | "q4f16"} [precision]
 * @property {string[]} [features]
 * @property {import("../../engine/device.js").Component} [component]
 * @property {import("../../engine/decoder/embeddings.js").TwoTables} [tables]
 */
/**
 * `files` are the training graphs, fetched only when somebody trains.
 * @typedef {{forms: Record<Form, FormFacts>, files: FileEntry[], max_tokens: number, answers_multiple: number}} TrainingFacts
 */
/**
 * What the store and the engine read of a model's manifest.json.
 * @typedef {object} Manifest
 * @property {1} format
 * @property {ModelKind | "multimodal"} [kind] "generate" where it is not said
 * @property {string} id
 * @property {string} title
 * @property {"pretrained" | "instruct"} style
 * @property {"slice" | "full"} vocabulary
 * @property {number} vocab_size
 * @property {number} context_tokens
 * @property {number} kv_heads
 * @property {number} head_dim
 * @property {number} hidden_size
 * @property {number} [layers] of a model with several graphs
 * @property {number} bos_id
 * @property {number[]} eos_ids
 * @property {Record<string, string>} [chat] the marks of turns and who speaks in them, of an instruct model
 * @property {string} hash
 * @property {FileEntry[]} files
 * @property {import("../../engine/processor/networks/gemma3.js").BodyFacts} [body] what its layers are, of a model that writes
 * @property {import("../../engine/decoder/table.js").TableFacts} [table] where the rows of the head lie
 * @property {Record<Form, FormFacts>} forms by which it can be computed, not always both
 * @property {Record<Form, {memory_bytes: number, largest_bytes: number, token_ms?: number, prompt_tokens_s?: number}>} [needs]
 *   `token_ms`: what one took, `prompt_tokens_s`: how many of a prompt were read in a second, where that was measured
 * @property {{layers: number, modules: Record<string, [inputs: number, outputs: number]>}} [adapters] beside which
 *   matrices an adapter may stand
 * @property {any} selftest golden values, for each kind its own (see its `selfTest`)
 * @property {number} [eos_id] what ends a text that an embedding model reads
 * @property {number} [dimensions] of an embedding model's vectors
 * @property {number[]} [truncations] how many of a vector's first numbers are a vector too
 * @property {Record<string, string>} [prompts] what an embedding model's texts begin with, by task
 * @property {{kv_heads: number, head_dims: number[]}} [cache] of a model with several graphs, in place of `head_dim`:
 *   a number for each layer that keeps keys and values, in order
 * @property {{all: number}} [kept_logits] what `num_logits_to_keep` means beside a number of last positions
 * @property {Record<string, string>} [thinking] how thoughts are asked for and marked
 * @property {import("../../engine/media/media.js").MediaFacts} [media] how pixels and samples are made into
 *   what the encoders take, and by which ids they stand in a text
 * @property {TrainingFacts} [training] how adapters are trained on it, of a model that can be
 * @property {object} [answerability] what was fitted to the cosines of an embedding model's vectors
 */

/** What a model is for: one that reads images too writes all the same. @param {Manifest} manifest @returns {ModelKind} */
export function kindOf({ kind = "generate" }) {
  return kind === "multimodal" ? "generate" : kind;
}

/** The graph that reads images, and the one that reads sounds (the hub's names). */
export const ENCODERS = /** @type {const} */ ({ image: "vision_encoder", audio: "audio_encoder" });
/** Its tables are read row by row; the graph itself is only read where the manifest does not say where rows lie. */
const LOOKUP = "embed_tokens";
const CONFIG = "config.json";

/**
 * The files of a form: those that a load needs, of them those that come first, all with those that training needs too, or
 * what is fetched when the first image or sound comes.
 * @param {Manifest} manifest @param {Form} form @param {Purpose} [purpose] @returns {FileEntry[]}
 */
export function filesOf(manifest, form, purpose = "text") {
  const { graphs = {}, tables } = manifest.forms[form] ?? {};
  const paths = (/** @type {string} */ name) =>
    graphs[name] ? [graphs[name].graph, ...graphs[name].weights] : [];
  const files = purpose === "training" ? everyFile(manifest) : manifest.files;
  const every = files.filter(({ forms }) => !forms || forms.includes(form));
  if (purpose === "image" || purpose === "audio") {
    const wanted = paths(ENCODERS[purpose]);
    return every.filter(({ path }) => wanted.includes(path));
  }
  const later = [...Object.values(ENCODERS), ...(tables ? [LOOKUP] : [])].flatMap(paths);
  const text = every.filter(({ path }) => path === tables?.file || !later.includes(path));
  const plan = [CONFIG, ...Object.values(graphs).map(({ graph }) => graph)];
  return purpose === "plan" ? text.filter(({ path }) => plan.includes(path)) : text;
}

/** All that may be kept of a model. @param {Manifest} manifest @returns {FileEntry[]} */
export function everyFile({ files, training }) {
  return [...files, ...(training?.files ?? [])];
}

/** @param {any} manifest @returns {Manifest} @throws {WireError} model.corrupt */
export function checked(manifest) {
  const whole =
    manifest?.format === 1 && Array.isArray(manifest.files) && manifest.forms && manifest.selftest;
  if (whole) return manifest;
  throw unknownKind();
}

export function unknownKind() {
  const message = "The model's description on this site is of a kind this page does not know.";
  return new WireError(Code.MODEL_CORRUPT, message);
}
