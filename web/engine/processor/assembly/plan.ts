// The sizes of a model and the places of its arrays in memory, as layout.js has written them there.
//
// Every field is 32 bits wide and they follow one another, so JavaScript writes them as a list. A place is an
// address in bytes. Shapes are given as [rows][columns]; T is the number of tokens of a chunk, at most CHUNK_TOKENS.

/** What one step computes with; layout.js lists these fields in the same order. */
@unmanaged
export class Plan {
  // Sizes of the model.
  layers: i32;
  hidden: i32;
  ffn: i32;
  heads: i32;
  kvHeads: i32;
  headDim: i32;
  vocab: i32;
  window: i32; // tokens that a sliding layer sees, the newest with them
  threads: i32;
  epsilon: f32;
  attentionScale: f32;
  embeddingScale: f32;
  // The job: tokens to feed (0: none) after `past` others, and which of them want logits.
  tokens: i32;
  past: i32;
  headFirst: i32;
  headTokens: i32; // at most HEAD_TOKENS
  rank: i32; // of the adapter, 0: none
  adapter: usize; // [layers] Adapter
  // The model's own arrays.
  table: usize; // [vocab][hidden] u8
  tableScales: usize; // [vocab][hidden / 32] f16
  finalNorm: usize; // [hidden] f32
  records: usize; // [layers] Layer
  // What a step works with.
  ids: usize; // [T] i32
  pages: usize; // [places / PAGE_TOKENS] u32, the address of each page of the cache
  rotations: usize; // [T][sliding, full][cosine, sine][headDim / 2] f32
  x: usize; // [T][hidden] f32, the residual stream
  normed: usize; // [T][hidden] f32; after the last layer the final hidden states
  sum: usize; // [T][hidden] f32, what o or down gives
  input: usize; // [T][hidden or heads * headDim] i16, what the next product reads
  inputScales: usize; // [T][... / 32] f32
  gated: usize; // [T][ffn] i16: what down reads. Others read `input` while it is filled
  gatedScales: usize; // [T][ffn / 32] f32
  wide: usize; // [T][(heads + 2 * kvHeads) * headDim, or 2 * ffn] f32
  mixed: usize; // [T][heads * headDim] f32, what attention gives
  scores: usize; // [threads][scoresBytes] f32, the weights of the places that a head sees
  scoresBytes: usize;
  logits: usize; // [HEAD_TOKENS][vocab] f32
  // What an adapter's A gives of the products' inputs, [T][parts][rank] f32.
  lowInput: usize; // of `normed`, in one part
  lowMixed: usize; // of `mixed`, a part for each head
  lowGated: usize; // of what the gate let through, a part for each of its slabs
}

/** The places of one layer's arrays. A matrix is [out][in] u8 with scales [out][in / 32] f16. */
@unmanaged
export class Layer {
  full: i32; // whether it sees all tokens
  attnNorm: usize; // [hidden] f32, as the other norms but these two
  qNorm: usize; // [headDim] f32
  kNorm: usize; // [headDim] f32
  postAttnNorm: usize;
  ffnNorm: usize;
  postFfnNorm: usize;
  qkv: usize; // [(heads + 2 * kvHeads) * headDim][hidden]
  qkvScales: usize;
  o: usize; // [hidden][heads * headDim]
  oScales: usize;
  gateUp: usize; // [2 * ffn][hidden]
  gateUpScales: usize;
  down: usize; // [hidden][ffn]
  downScales: usize;
}

/** The places of one layer's adapter: A [rank][in] and B [out][rank] f32 of each matrix. */
@unmanaged
export class Adapter {
  qkvA: usize;
  qkvB: usize;
  oA: usize;
  oB: usize;
  gateUpA: usize;
  gateUpB: usize;
  downA: usize;
  downB: usize;
}

/** Numbers that share a scale. */
export const BLOCK: i32 = 32;
/** Tokens whose keys and values lie in one page: [layers][key, value][kvHeads][PAGE_TOKENS][headDim] f32. */
export const PAGE_TOKENS: i32 = 32;
export const HEAD_TOKENS: i32 = 4;
const PLAN: usize = 1024;
export const plan = changetype<Plan>(PLAN);

export function layerAt(at: i32): Layer {
  return changetype<Layer>(plan.records + <usize>at * offsetof<Layer>());
}

export function adapterAt(at: i32): Adapter {
  return changetype<Adapter>(plan.adapter + <usize>at * offsetof<Adapter>());
}

/** For the one who writes them: a field that only one side knows is found at once. */
export function planBytes(): i32 {
  return offsetof<Plan>();
}

export function layerBytes(): i32 {
  return offsetof<Layer>();
}
