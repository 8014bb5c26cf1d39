// The sizes of a model and the places of its arrays in memory, as layout.js has written them there.
//
// Every field is 32 bits wide and they follow one another, so JavaScript writes them as a list. A place is an
// address in bytes, 0 where there is none. Shapes are given as [rows][columns]; T is the number of tokens of a chunk,
// at most CHUNK_TOKENS. `own` is the size of a token's own input to each layer (Gemma 4), 0 where there is none.

/** A matrix [rows][columns], in blocks of 32 columns that share a scale. */
@unmanaged
export class Matrix {
  weights: usize; // [rows][columns] u8, 128 is nought; or [rows][columns / 2] pairs of 4 bits, the lower one first
  scales: usize; // [rows][columns / 32] f16
  zeros: usize; // of 4 bits, what is nought: [rows][columns / 32 / 2, rounded up] pairs
}

/** What one step computes with; layout.js lists these fields in the same order. */
@unmanaged
export class Plan {
  // Sizes of the model.
  layers: i32;
  hidden: i32;
  heads: i32;
  kvHeads: i32;
  vocab: i32;
  own: i32;
  bits: i32; // of a weight, 8 or 4
  threads: i32;
  epsilon: f32;
  attentionScale: f32;
  embeddingScale: f32;
  ownScale: f32; // of what an embedding says of its token's own inputs
  cap: f32; // what logits stay below, by a tanh; 0: they are free
  // The job: tokens to feed (0: none) after `past` others, and which of them want logits.
  tokens: i32;
  past: i32;
  headFirst: i32;
  headTokens: i32; // at most HEAD_TOKENS
  rank: i32; // of the adapter, 0: none
  adapter: usize; // [layers] Adapter
  // The model's own arrays.
  head: Matrix; // [vocab][hidden]
  table: Matrix; // [vocab][hidden], 8 bits; none: `x` is filled with the tokens' embeddings from outside
  finalNorm: usize; // [hidden] f32
  ownModel: Matrix; // [layers * own][hidden]
  ownModelNorm: usize; // [own] f32
  records: usize; // [layers] Layer
  // What a step works with.
  ids: usize; // [T] i32
  pages: usize; // [places / PAGE_TOKENS] u32, the address of each page of the cache
  rotations: usize; // [T][rotationBytes], of each sort of layers [cosine, sine][headDim / 2] f32
  rotationBytes: usize;
  ownInputs: usize; // [T][layers][own] f32: what was looked up, then mixed with what the embedding says
  x: usize; // [T][hidden] f32, the residual stream
  normed: usize; // [T][hidden] f32; after the last layer the final hidden states
  sum: usize; // [T][hidden] f32, what o or down gives
  input: usize; // [T][hidden or heads * headDim] i16, what the next product reads
  inputScales: usize; // [T][... / 32] f32
  gated: usize; // [T][ffn or hidden] i16: what down reads. Others read `input` while it is filled
  gatedScales: usize; // [T][... / 32] f32
  wide: usize; // [T][(heads + 2 * kvHeads) * headDim, 2 * ffn, or layers * own] f32
  mixed: usize; // [T][heads * headDim] f32, what attention gives
  scores: usize; // [threads][scoresBytes] f32, the weights of the places that a head sees
  scoresBytes: usize;
  logits: usize; // [HEAD_TOKENS][vocab] f32
  // What an adapter's A gives of the products' inputs, [T][parts][rank] f32.
  lowInput: usize; // of `normed`, in one part
  lowMixed: usize; // of `mixed`, a part for each head
  lowGated: usize; // of what the gate let through, a part for each of its slabs
}

/** One layer. Those without `k` read the keys and values that an earlier layer wrote at the same `cache`. */
@unmanaged
export class Layer {
  window: i32; // tokens that it sees, the newest with them
  headDim: i32;
  ffn: i32;
  cache: usize; // where its keys and values begin in a page
  rotation: usize; // where its rotation begins in a token's
  attnNorm: usize; // [hidden] f32, as the other norms but these three
  qNorm: usize; // [headDim] f32
  kNorm: usize; // [headDim] f32
  vNorm: usize; // [headDim] f32; none: values are kept as they are
  postAttnNorm: usize;
  ffnNorm: usize;
  postFfnNorm: usize;
  ownNorm: usize;
  scalar: usize; // [1] f32, what the stream is multiplied by at the end, where there are own inputs
  q: Matrix; // [heads * headDim][hidden]
  k: Matrix; // [kvHeads * headDim][hidden]
  v: Matrix; // [kvHeads * headDim][hidden]
  o: Matrix; // [hidden][heads * headDim]
  gate: Matrix; // [ffn][hidden]
  up: Matrix; // [ffn][hidden]
  down: Matrix; // [hidden][ffn]
  ownGate: Matrix; // [own][hidden]
  ownProject: Matrix; // [hidden][own]
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
/** Tokens whose keys and values lie in one page: of each layer that has its own [key, value][kvHeads][PAGE_TOKENS][headDim] f32. */
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
