/**
 * @file Where everything lies in the processor's memory, and the plan that tells the compiled code so.
 *
 * Knows the sizes of a network and the records of assembly/plan.ts. Knows nothing of tokens, threads or files.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { MOST_RANK } from "../decoder/adapters.js";

/** @typedef {import("./networks/network.js").Network} Network */
/** @typedef {import("./networks/network.js").Matrix} Matrix */
/** @typedef {import("./places.js").Places} Places */

export const CHUNK_TOKENS = 32;
export const PAGE_TOKENS = 32;
export const HEAD_TOKENS = 4;
const BLOCK = 32;
const PLAN_AT = 1024;
/** Rows of gate in a slab of assembly/forward.ts, each of which is a part of what an adapter's A gives. */
const GATE_ROWS = 128;
/** A head's scores begin at a multiple of four places and end at one. */
const SCORES_SLACK = 8;

const SIZES = /** @type {const} */ ([
  ...["layers", "hidden", "heads", "kvHeads", "vocab", "own", "bits", "threads"],
]);
/** These are float32, all else is whole. */
const SCALES = /** @type {const} */ ([
  ...["epsilon", "attentionScale", "embeddingScale", "ownScale", "cap"],
]);
const JOB = /** @type {const} */ ([
  ...["tokens", "past", "headFirst", "headTokens", "rank", "adapter"],
]);
const PLACES = /** @type {const} */ ([
  ...["head", "table", "finalNorm", "ownModel", "ownModelNorm", "records", "ids", "pages"],
  ...["rotations", "rotationBytes", "ownInputs", "x", "normed", "sum", "input", "inputScales"],
  ...["gated", "gatedScales", "wide", "mixed", "scores", "scoresBytes", "logits"],
  ...["lowInput", "lowMixed", "lowGated"],
]);
const JOB_AT = PLAN_AT + 4 * (SIZES.length + SCALES.length);
const PLAN_BYTES = 4 * (SIZES.length + SCALES.length + JOB.length + PLACES.length);
const VECTORS = [
  ...["attnNorm", "qNorm", "kNorm", "vNorm", "postAttnNorm", "ffnNorm", "postFfnNorm"],
  ...["ownNorm", "scalar"],
];
const MATRICES = ["q", "k", "v", "o", "gate", "up", "down", "ownGate", "ownProject"];
/** Window, headDim, ffn, cache, rotation. */
const LAYER_SIZES = 5;
const LAYER_BYTES = 4 * (LAYER_SIZES + VECTORS.length + MATRICES.length);
const MATRIX_BYTES = 4 * 3;

/** Bytes of each array that a step works with. @param {Network} network @param {number} threads */
function workBytes({ sizes, layers, rotations, contextTokens }, threads) {
  const { hidden, heads, kvHeads, vocab, own } = sizes;
  const T = CHUNK_TOKENS;
  const headDim = Math.max(...layers.map((layer) => layer.headDim));
  const ffn = Math.max(...layers.map((layer) => layer.ffn));
  const queries = heads * headDim;
  const widest = Math.max(hidden, queries);
  const fed = Math.max(ffn, own && hidden);
  return {
    records: layers.length * LAYER_BYTES,
    ids: 4 * T,
    pages: 4 * Math.ceil(contextTokens / PAGE_TOKENS),
    rotations: T * rotationBytes(rotations, rotations.length),
    ownInputs: 4 * T * layers.length * own,
    x: 4 * T * hidden,
    normed: 4 * T * hidden,
    sum: 4 * T * hidden,
    input: 2 * T * widest,
    inputScales: (4 * T * widest) / BLOCK,
    gated: 2 * T * fed,
    gatedScales: (4 * T * fed) / BLOCK,
    wide: 4 * T * Math.max(queries + 2 * kvHeads * headDim, 2 * ffn, layers.length * own),
    mixed: 4 * T * queries,
    scores: threads * 4 * (contextTokens + SCORES_SLACK),
    logits: 4 * HEAD_TOKENS * vocab,
    lowInput: 4 * T * MOST_RANK,
    lowMixed: 4 * T * heads * MOST_RANK,
    lowGated: 4 * T * Math.ceil(ffn / GATE_ROWS) * MOST_RANK,
  };
}

/** What the first `count` sorts take of a token's rotations. @param {Network["rotations"]} sorts @param {number} count */
function rotationBytes(sorts, count) {
  return sorts.slice(0, count).reduce((sum, { headDim }) => sum + 4 * headDim, 0);
}

/** The layout of one model's memory. */
export class Layout {
  /** @type {[at: number, matrix: Matrix][]} */
  #matrices = [];
  #places;

  /** @param {Network} network @param {Places} places where its weights are @param {number} threads */
  constructor(network, places, threads) {
    const { layers, rotations, sizes, vectors, matrices } = network;
    this.network = network;
    this.sizes = { ...sizes, layers: layers.length, threads };
    this.#places = places;
    const work = workBytes(network, threads);
    const record = (/** @type {Matrix | null | undefined} */ matrix) => this.#record(matrix);
    /** Addresses by the plan's names. @type {Record<typeof PLACES[number], number>} */
    this.places = /** @type {any} */ ({
      ...Object.fromEntries(
        Object.entries(work).map(([name, bytes]) => [name, bytes && places.take(bytes)]),
      ),
      ...vectors,
      ...Object.fromEntries(Object.entries(matrices).map(([name, one]) => [name, record(one)])),
      rotationBytes: rotationBytes(rotations, rotations.length),
      scoresBytes: work.scores / threads,
    });
    const { at, bytes } = this.#caches();
    this.pageBytes = bytes;
    this.records = layers.flatMap((layer) => [
      ...[layer.window, layer.headDim, layer.ffn, at[layer.source]],
      rotationBytes(rotations, layer.rotation),
      ...VECTORS.map((name) => layer.vectors[name] ?? 0),
      ...MATRICES.map((name) => record(layer.matrices[name])),
    ]);
  }

  /** The first byte that nothing lies at: pages of caches follow. */
  get end_bytes() {
    return this.#places.end_bytes;
  }

  /** Where each layer's keys and values begin in a page, and the bytes of a page. */
  #caches() {
    const { layers, sizes } = this.network;
    let bytes = 0;
    const at = layers.map(({ source, headDim }, layer) => {
      const begin = bytes;
      if (source === layer) bytes += 4 * 2 * sizes.kvHeads * PAGE_TOKENS * headDim;
      return begin;
    });
    return { at, bytes };
  }

  /** @param {Matrix | null | undefined} matrix @returns {number} where its record will lie, 0 where there is none */
  #record(matrix) {
    if (!matrix) return 0;
    const at = this.#places.take(MATRIX_BYTES);
    this.#matrices.push([at, matrix]);
    return at;
  }

  /**
   * Writes the plan and all records.
   * @param {ArrayBufferLike} buffer @param {{planBytes: () => number, layerBytes: () => number}} exports
   * @throws {WireError} engine.failed: the compiled code has other records
   */
  write(buffer, exports) {
    if (exports.planBytes() !== PLAN_BYTES || exports.layerBytes() !== LAYER_BYTES)
      throw new WireError(Code.ENGINE_FAILED, "Two parts of the engine do not fit together.");
    const whole = (/** @type {number[]} */ numbers, /** @type {number} */ at) =>
      new Uint32Array(buffer).set(numbers, at / 4);
    for (const [at, { weights, scales, zeros }] of this.#matrices)
      whole([weights, scales, zeros], at);
    whole(this.records, this.places.records);
    whole(
      SIZES.map((name) => this.sizes[name]),
      PLAN_AT,
    );
    const scales = SCALES.map((name) => this.network.scales[name]);
    new Float32Array(buffer).set(scales, PLAN_AT / 4 + SIZES.length);
    whole([...JOB.map(() => 0), ...PLACES.map((name) => this.places[name])], JOB_AT);
  }

  /**
   * What the next step is to do: feed `tokens` after `past`, then give logits of `headTokens` from `headFirst`; by
   * the adapter of `rank` whose records lie at `adapter`.
   * @param {ArrayBufferLike} buffer @param {Record<typeof JOB[number], number>} job
   */
  writeJob(buffer, job) {
    new Uint32Array(buffer, JOB_AT, JOB.length).set(JOB.map((name) => job[name]));
  }
}
