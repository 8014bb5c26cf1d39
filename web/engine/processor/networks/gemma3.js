/**
 * @file A Gemma 3 as our recipes store it: two files that are kept in memory as they are, by the places in its manifest.
 *
 * Knows a manifest's `body` and `table`.
 */

/** @typedef {import("./network.js").Manifest} Manifest */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./network.js").Matrix} Matrix */
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

const BLOCK = 32;
const ZERO_POINT = 128;

/** Whether the manifest says all that this file needs, of sizes that can be computed with. @param {Manifest} manifest */
export function isGemma3({ body, table, hidden_size, head_dim }) {
  if (!body || !table || !hidden_size) return false;
  const widths = [hidden_size, head_dim, body.ffn_size];
  return (
    widths.every((width) => width % BLOCK === 0) &&
    [body, table].every((one) => one.block === BLOCK && one.zero_point === ZERO_POINT)
  );
}

/**
 * @param {Manifest} manifest @param {(name: string) => Blob} file @param {import("../places.js").Places} places
 * @returns {Network} @throws {import("../../../wire/rpc.js").WireError} model.corrupt: a file is missing
 */
export function gemma3(manifest, file, places) {
  const body = /** @type {BodyFacts} */ (manifest.body);
  const table = /** @type {import("../../decoder/table.js").TableFacts} */ (manifest.table);
  const { hidden_size: hidden, head_dim: headDim, kv_heads: kvHeads } = manifest;
  const [bodyAt, tableAt] = [body, table].map((one) => places.put(places.list(), file(one.file)));
  const rows = {
    weights: tableAt + table.bytes_offset,
    scales: tableAt + table.scales_offset,
    zeros: 0,
  };
  const rotation = (/** @type {number} */ base, /** @type {number} */ factor) => ({
    ...{ headDim, base, factor, turning: headDim / 2 },
  });
  return {
    sizes: { hidden, heads: body.heads, kvHeads, vocab: manifest.vocab_size, own: 0, bits: 8 },
    scales: {
      epsilon: body.norm_epsilon,
      attentionScale: body.attention_scale,
      embeddingScale: body.embedding_scale,
      ...{ ownScale: 0, cap: 0 },
    },
    contextTokens: manifest.context_tokens,
    layers: body.layers.map(({ full, offsets }, source) => ({
      window: full ? manifest.context_tokens : body.window_tokens,
      ...{ headDim, ffn: body.ffn_size, source, rotation: full ? 1 : 0 },
      ...arrays(bodyAt, offsets, body, hidden, headDim, kvHeads),
    })),
    rotations: [
      rotation(body.rope_base_sliding, 1),
      rotation(body.rope_base_full, body.rope_factor_full),
    ],
    vectors: { finalNorm: bodyAt + body.final_norm, ownModelNorm: 0 },
    matrices: { head: rows, table: rows, ownModel: null },
  };
}

/**
 * Where a layer's arrays lie: queries, keys and values are rows of one matrix, gate and up of another.
 * @param {number} bodyAt @param {Record<string, number>} offsets @param {BodyFacts} body
 * @param {number} hidden @param {number} headDim @param {number} kvHeads
 */
function arrays(bodyAt, offsets, { heads, ffn_size }, hidden, headDim, kvHeads) {
  const at = (/** @type {string} */ name) => bodyAt + offsets[name];
  /** @param {string} name @param {number} [row] its first @returns {Matrix} */
  const matrix = (name, row = 0) => ({
    weights: at(`${name}.bytes`) + row * hidden,
    scales: at(`${name}.scales`) + (2 * row * hidden) / BLOCK,
    zeros: 0,
  });
  return {
    vectors: {
      attnNorm: at("attn_norm"),
      qNorm: at("q_norm"),
      kNorm: at("k_norm"),
      postAttnNorm: at("post_attn_norm"),
      ffnNorm: at("ffn_norm"),
      postFfnNorm: at("post_ffn_norm"),
    },
    matrices: {
      q: matrix("qkv"),
      k: matrix("qkv", heads * headDim),
      v: matrix("qkv", (heads + kvHeads) * headDim),
      o: matrix("o"),
      gate: matrix("gate_up"),
      up: matrix("gate_up", ffn_size),
      down: matrix("down"),
    },
  };
}
