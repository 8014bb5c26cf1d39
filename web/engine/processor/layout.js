/**
 * @file Where everything lies in the processor's memory, and the plan that tells the compiled code so.
 *
 * Knows the sizes in a model's manifest and the records of assembly/plan.ts. Knows nothing of tokens or threads.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { MOST_RANK } from "../decoder/adapters.js";

/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/**
 * Where the arrays of one layer lie in the body's file, in bytes from its start; matrices are [out][in] bytes with
 * float16 scales [out][in / 32], norms float32.
 * @typedef {object} LayerFacts
 * @property {boolean} full whether it sees all tokens, or the last `window_tokens`
 * @property {Record<string, number>} offsets by name: `attn_norm`, `qkv.bytes`, `qkv.scales`, ...
 */
/**
 * What a manifest says of the layers, beside its `layers`, `hidden_size`, `head_dim` and `kv_heads`.
 * @typedef {object} BodyFacts
 * @property {string} file
 * @property {number} block numbers that share a scale
 * @property {number} zero_point the byte that stands for nought
 * @property {number} heads
 * @property {number} ffn_size
 * @property {number} window_tokens
 * @property {number} norm_epsilon
 * @property {number} attention_scale
 * @property {number} embedding_scale
 * @property {number} rope_base_full
 * @property {number} rope_base_sliding
 * @property {number} rope_factor_full
 * @property {number} final_norm its place in the file
 * @property {LayerFacts[]} layers
 */
/** @typedef {Record<string, number>} Places addresses in bytes */
/** @typedef {{at: number, bytes: number, blob: Blob}} FilePlace */

export const CHUNK_TOKENS = 32;
export const PAGE_TOKENS = 32;
export const HEAD_TOKENS = 4;
const BLOCK = 32;
const ZERO_POINT = 128;
const PLAN_AT = 1024;
const FIRST_FREE = 4096;
export const ALIGNMENT_BYTES = 64;
/** Rows of gate in a slab of assembly/forward.ts, each of which is a part of what an adapter's A gives. */
const GATE_ROWS = 128;
/** A head's scores begin at a multiple of four places and end at one. */
const SCORES_SLACK = 8;

const SIZES = /** @type {const} */ ([
  ...["layers", "hidden", "ffn", "heads", "kvHeads", "headDim", "vocab", "window", "threads"],
]);
/** epsilon, attentionScale, embeddingScale: float32, all else whole. */
const SCALES = 3;
const JOB = /** @type {const} */ ([
  ...["tokens", "past", "headFirst", "headTokens", "rank", "adapter"],
]);
const PLACES = /** @type {const} */ ([
  ...["table", "tableScales", "finalNorm", "records", "ids", "pages", "rotations", "x", "normed"],
  ...["sum", "input", "inputScales", "gated", "gatedScales", "wide", "mixed", "scores"],
  ...["scoresBytes", "logits", "lowInput", "lowMixed", "lowGated"],
]);
const JOB_AT = PLAN_AT + 4 * (SIZES.length + SCALES);
const PLAN_BYTES = 4 * (SIZES.length + SCALES + JOB.length + PLACES.length);
const NORMS = ["attn_norm", "q_norm", "k_norm", "post_attn_norm", "ffn_norm", "post_ffn_norm"];
const MATRICES = ["qkv", "o", "gate_up", "down"];
const ARRAYS = [...NORMS, ...MATRICES.flatMap((name) => [`${name}.bytes`, `${name}.scales`])];
const LAYER_BYTES = 4 * (1 + ARRAYS.length);

/**
 * Whether the manifest says all that this component needs, of sizes that it can compute with.
 * @param {Manifest} manifest
 */
export function isKnown({ body, table, hidden_size, head_dim }) {
  if (!body || !table || !hidden_size) return false;
  const widths = [hidden_size, head_dim, body.ffn_size];
  return (
    widths.every((width) => width % BLOCK === 0) &&
    [body, table].every((one) => one.block === BLOCK && one.zero_point === ZERO_POINT)
  );
}

/** The sizes of a model by the plan's names. @param {Manifest} manifest @param {number} threads */
function sizesOf(manifest, threads) {
  const body = /** @type {BodyFacts} */ (manifest.body);
  return {
    layers: body.layers.length,
    hidden: manifest.hidden_size,
    ffn: body.ffn_size,
    heads: body.heads,
    kvHeads: manifest.kv_heads,
    headDim: manifest.head_dim,
    vocab: manifest.vocab_size,
    window: body.window_tokens,
    threads,
  };
}

/** Bytes of each array that a step works with. @param {ReturnType<typeof sizesOf>} sizes @param {number} context_tokens */
function workBytes(sizes, context_tokens) {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, threads } = sizes;
  const T = CHUNK_TOKENS;
  const queries = heads * headDim;
  const widest = Math.max(hidden, queries);
  const scoresBytes = 4 * (context_tokens + SCORES_SLACK);
  return {
    records: layers * LAYER_BYTES,
    ids: 4 * T,
    pages: 4 * Math.ceil(context_tokens / PAGE_TOKENS),
    rotations: 4 * T * 2 * headDim,
    x: 4 * T * hidden,
    normed: 4 * T * hidden,
    sum: 4 * T * hidden,
    input: 2 * T * widest,
    inputScales: (4 * T * widest) / BLOCK,
    gated: 2 * T * ffn,
    gatedScales: (4 * T * ffn) / BLOCK,
    wide: 4 * T * Math.max(queries + 2 * kvHeads * headDim, 2 * ffn),
    mixed: 4 * T * queries,
    scores: threads * scoresBytes,
    logits: 4 * HEAD_TOKENS * vocab,
    lowInput: 4 * T * MOST_RANK,
    lowMixed: 4 * T * heads * MOST_RANK,
    lowGated: 4 * T * Math.ceil(ffn / GATE_ROWS) * MOST_RANK,
  };
}

/** The layout of one model's memory. */
export class Layout {
  /** @type {number} */
  #end = FIRST_FREE;

  /** @param {Manifest} manifest one that `isKnown` @param {Map<string, Blob>} files @param {number} threads */
  constructor(manifest, files, threads) {
    const body = /** @type {BodyFacts} */ (manifest.body);
    const table = /** @type {import("../decoder/table.js").TableFacts} */ (manifest.table);
    this.sizes = sizesOf(manifest, threads);
    this.body = body;
    const bodyFile = this.#file(files, body.file);
    const tableFile = this.#file(files, table.file);
    /** Which bytes of memory hold which file. @type {FilePlace[]} */
    this.files = [bodyFile, tableFile];
    this.bodyAt = bodyFile.at;
    const work = workBytes(this.sizes, manifest.context_tokens);
    /** @type {Places} */
    this.places = Object.fromEntries(
      Object.entries(work).map(([name, bytes]) => [name, this.#take(bytes)]),
    );
    this.places.scoresBytes = work.scores / threads;
    this.places.table = tableFile.at + table.bytes_offset;
    this.places.tableScales = tableFile.at + table.scales_offset;
    this.places.finalNorm = bodyFile.at + body.final_norm;
    this.pageBytes =
      4 * 2 * this.sizes.layers * this.sizes.kvHeads * PAGE_TOKENS * manifest.head_dim;
  }

  /** The first byte that nothing lies at: pages of caches follow. */
  get end_bytes() {
    return this.#end;
  }

  /** @param {number} bytes @returns {number} its address */
  #take(bytes) {
    const at = this.#end;
    this.#end = Math.ceil((at + bytes) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    return at;
  }

  /** @param {Map<string, Blob>} files @param {string} name @returns {FilePlace} */
  #file(files, name) {
    const blob = files.get(name);
    if (!blob) throw new WireError(Code.MODEL_CORRUPT, `The model has no file ${name}.`);
    return { at: this.#take(blob.size), bytes: blob.size, blob };
  }

  /**
   * Writes the plan and the layers' records.
   * @param {ArrayBufferLike} buffer @param {{planBytes: () => number, layerBytes: () => number}} exports
   * @throws {WireError} engine.failed: the compiled code has other records
   */
  write(buffer, exports) {
    if (exports.planBytes() !== PLAN_BYTES || exports.layerBytes() !== LAYER_BYTES)
      throw new WireError(Code.ENGINE_FAILED, "Two parts of the engine do not fit together.");
    const { norm_epsilon, attention_scale, embedding_scale, layers } = this.body;
    const sizes = SIZES.map((name) => this.sizes[name]);
    const places = PLACES.map((name) => this.places[name]);
    const job = JOB.map(() => 0);
    const records = layers.flatMap(({ full, offsets }) => [
      full ? 1 : 0,
      ...ARRAYS.map((name) => this.bodyAt + offsets[name]),
    ]);
    new Uint32Array(buffer).set(records, this.places.records / 4);
    new Uint32Array(buffer).set(sizes, PLAN_AT / 4);
    const scales = [norm_epsilon, attention_scale, embedding_scale];
    new Float32Array(buffer).set(scales, PLAN_AT / 4 + sizes.length);
    new Uint32Array(buffer).set([...job, ...places], JOB_AT / 4);
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
