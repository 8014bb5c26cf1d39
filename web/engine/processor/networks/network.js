/**
 * @file What the processor's code computes: the sizes of a model, and where its numbers will lie in memory. Another kind
 * of model is another file beside this one, and a line here.
 */

import { WireError } from "../../../wire/rpc.js";
import { Code } from "../../../wire/wire.gen.js";
import { Places } from "../places.js";
import { gemma3, isGemma3 } from "./gemma3.js";
import { gemma4, isGemma4 } from "./gemma4.js";

/** @typedef {import("../../../storage/models/store.js").Manifest} Manifest */
/** @typedef {{weights: number, scales: number, zeros: number}} Matrix addresses; see assembly/plan.ts */
/** @typedef {{headDim: number, base: number, factor: number, turning: number}} Rotation of heads: see rotations.js */
/**
 * Addresses are of assembly/plan.ts; what is not there is 0 or null.
 * @typedef {object} Layer
 * @property {number} window
 * @property {number} headDim
 * @property {number} ffn
 * @property {number} source the layer whose keys and values it reads, itself if it has any
 * @property {number} rotation which of the network's
 * @property {Record<string, number>} vectors by name
 * @property {Record<string, Matrix>} matrices by name
 */
/**
 * @typedef {object} Network
 * @property {{hidden: number, heads: number, kvHeads: number, vocab: number, own: number, bits: 8 | 4}} sizes
 * @property {{epsilon: number, attentionScale: number, embeddingScale: number, ownScale: number, cap: number}} scales
 * @property {number} contextTokens
 * @property {Layer[]} layers
 * @property {Rotation[]} rotations
 * @property {{finalNorm: number, ownModelNorm: number}} vectors
 * @property {{head: Matrix, table: Matrix | null, ownModel: Matrix | null}} matrices
 */

/** Whether the manifest says all that is needed, of a model that can be computed. @param {Manifest} manifest */
export function isKnown(manifest) {
  return isGemma3(manifest) || isGemma4(manifest);
}

/**
 * @param {Manifest} manifest one that `isKnown` @param {Map<string, Blob>} files by the last part of their path
 * @param {Places} places of its weights
 * @returns {Promise<Network>} @throws {WireError} model.corrupt, model.unfit
 */
export async function networkOf(manifest, files, places) {
  const file = (/** @type {string} */ path) => {
    const name = path.split("/").at(-1) ?? "";
    const blob = files.get(name);
    if (!blob) throw new WireError(Code.MODEL_CORRUPT, `The model has no file ${name}.`);
    return blob;
  };
  return isGemma4(manifest) ? gemma4(manifest, file, places) : gemma3(manifest, file, places);
}

/** A file that is not here yet: its size is known, its bytes are not asked for. */
class Coming {
  /** @param {number} size */
  constructor(size) {
    this.size = size;
  }

  /** @param {number} from @param {number} to */
  slice(from, to) {
    return new Coming(Math.max(0, Math.min(to, this.size) - from));
  }
}

/**
 * Refuses a model by what describes it, before its weights are here.
 * @param {Manifest} manifest one that `isKnown` @param {Map<string, Blob>} files those of the purpose "plan"
 * @throws {WireError} model.corrupt, model.unfit
 */
export async function foresee(manifest, files) {
  const every = manifest.files.map(({ path, bytes }) => {
    const name = path.split("/").at(-1) ?? "";
    return /** @type {const} */ ([name, files.get(name) ?? /** @type {any} */ (new Coming(bytes))]);
  });
  await networkOf(manifest, new Map(every), new Places());
}
