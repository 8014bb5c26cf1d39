// A Gemma 3 text model: a chunk of tokens through all layers, and logits of some of them.
//
// The first thread runs `step`: one phase after another, each in slabs that any thread may take (see deal.ts). What
// is written in one phase is read in a later one only, and a number is computed by one thread in one way: the bits
// do not depend on how many threads there are.

import { lower, raise } from "./adapters";
import { attend, headBytes, keysOf } from "./attention";
import { announce, awaitFinished, awaitSlab, finish, MOST_SLABS, phaseKind, phaseLayer, take } from "./deal";
import { adapterAt, Layer, layerAt, PAGE_TOKENS, plan } from "./plan";
import { product } from "./products";
import { gate, half, HALF_LIFT, norm, quantise, rotate } from "./vectors";

export { layerBytes, planBytes } from "./plan";

/** What a slab of a phase is. */
enum Phase {
  Embed, // a token
  Heads, // a head of queries, keys or values
  Attention, // a head of a token
  Output, // rows of o
  JoinMixed, // a token
  Gate, // rows of gate, and the same of up
  Down, // rows of down
  JoinFed, // a token
  Head, // rows of the table
}

// Rows of a matrix in a slab.
const OUTPUT_ROWS: i32 = 64;
const GATE_ROWS: i32 = 128;
const DOWN_ROWS: i32 = 32;
const HEAD_ROWS: i32 = 1024;

/** Does the job in the plan; false when a thread that died has left it undone, after which nothing can be computed. */
export function step(): bool {
  const tokens = plan.tokens;
  const headTokens = plan.headTokens;
  if (tokens > 0) {
    if (!run(Phase.Embed, 0, tokens)) return false;
    for (let at = 0; at < plan.layers; at++) if (!pass(at, tokens)) return false;
  }
  return headTokens == 0 || run(Phase.Head, 0, slabs(plan.vocab, HEAD_ROWS));
}

/** All tokens through a layer. */
function pass(at: i32, tokens: i32): bool {
  return (
    run(Phase.Heads, at, plan.heads + 2 * plan.kvHeads) &&
    run(Phase.Attention, at, tokens * plan.heads) &&
    run(Phase.Output, at, slabs(plan.hidden, OUTPUT_ROWS)) &&
    run(Phase.JoinMixed, at, tokens) &&
    run(Phase.Gate, at, gateSlabs()) &&
    run(Phase.Down, at, slabs(plan.hidden, DOWN_ROWS)) &&
    run(Phase.JoinFed, at, tokens)
  );
}

/** The whole life of a helper thread; never returns. */
export function serve(thread: i32): void {
  for (;;) {
    const slab = awaitSlab();
    work(phaseKind(), phaseLayer(), slab, thread);
    finish();
  }
}

function gateSlabs(): i32 {
  return slabs(plan.ffn, GATE_ROWS);
}

function slabs(rows: i32, each: i32): i32 {
  return (rows + each - 1) / each;
}

/** A phase of `count` slabs, by all threads; what cannot be dealt is done alone. False when a slab is never done. */
function run(kind: Phase, layer: i32, count: i32): bool {
  if (plan.threads == 1 || count == 1 || count > MOST_SLABS) {
    for (let slab = 0; slab < count; slab++) work(kind, layer, slab, 0);
    return true;
  }
  announce(kind, layer, count);
  for (let slab = take(); slab >= 0; slab = take()) {
    work(kind, layer, slab, 0);
    finish();
  }
  return awaitFinished(count);
}

function work(kind: Phase, at: i32, slab: i32, thread: i32): void {
  const layer = layerAt(at);
  switch (kind) {
    case Phase.Embed: return embed(slab);
    case Phase.Heads: return projectHead(layer, at, slab);
    case Phase.Attention: return attention(layer, at, slab, thread);
    case Phase.Output: return output(layer, at, slab * OUTPUT_ROWS);
    case Phase.JoinMixed: return joinMixed(slab, layer, at);
    case Phase.Gate: return gateAndUp(layer, at, slab);
    case Phase.Down: return down(layer, at, slab * DOWN_ROWS);
    case Phase.JoinFed: return joinFed(slab, layer, at);
    default: return head(slab * HEAD_ROWS);
  }
}

/** Token t's id -> its row of the table in the stream `x`, and the first layer's input. */
function embed(t: i32): void {
  const hidden = <usize>plan.hidden;
  const id = <usize>load<u32>(plan.ids + (<usize>t << 2));
  const row = plan.table + id * hidden;
  const scales = plan.tableScales + id * (hidden >> 4);
  const x = plan.x + ((<usize>t * hidden) << 2);
  for (let i: usize = 0; i < hidden; i++) {
    const scale = half(scales + ((i >> 5) << 1)) * HALF_LIFT;
    store<f32>(x + (i << 2), <f32>(<i32>load<u8>(row + i) - 128) * scale * plan.embeddingScale);
  }
  feed(t, layerAt(0).attnNorm);
  if (plan.rank > 0) lowerInput(t, adapterAt(0).qkvA);
}

/** Token t's stream, normed, as the next product's input. */
function feed(t: i32, factor: usize): void {
  const at = <usize>(t * plan.hidden);
  norm(plan.x + (at << 2), factor, plan.normed + (at << 2), plan.hidden, false);
  quantise(plan.normed + (at << 2), plan.hidden, plan.input + (at << 1), plan.inputScales + (at >> 3));
}

/** Token t's stream, normed, times the A of the next product's adapter. */
function lowerInput(t: i32, a: usize): void {
  const x = plan.normed + (<usize>(t * plan.hidden) << 2);
  lower(a, plan.hidden, x, plan.hidden, plan.lowInput + (<usize>(t * plan.rank) << 2));
}

/** Adds what a half of a layer gave to token t's stream, and makes the next product's input. */
function join(t: i32, post: usize, next: usize): void {
  const at = <usize>(t * plan.hidden) << 2;
  norm(plan.sum + at, post, plan.x + at, plan.hidden, true);
  feed(t, next);
}

function joinMixed(t: i32, layer: Layer, at: i32): void {
  join(t, layer.postAttnNorm, layer.ffnNorm);
  if (plan.rank > 0) lowerInput(t, adapterAt(at).gateUpA);
}

function joinFed(t: i32, layer: Layer, at: i32): void {
  const last = at + 1 == plan.layers;
  join(t, layer.postFfnNorm, last ? plan.finalNorm : layerAt(at + 1).attnNorm);
  if (plan.rank > 0 && !last) lowerInput(t, adapterAt(at + 1).qkvA);
}

/** Head h of queries, keys or values of all tokens: rows of qkv, then what attention wants of them. */
function projectHead(layer: Layer, at: i32, h: i32): void {
  const size = plan.headDim;
  const all = plan.heads + 2 * plan.kvHeads;
  const first = h * size;
  product(
    layer.qkv, layer.qkvScales, plan.hidden, first, first + size,
    plan.input, plan.inputScales, plan.tokens, plan.wide, all * size,
  );
  if (plan.rank > 0) {
    raise(adapterAt(at).qkvB, plan.lowInput, 1, first, first + size, plan.tokens, plan.wide, all * size);
  }
  for (let t = 0; t < plan.tokens; t++) place(layer, at, t, h, plan.wide + (<usize>((t * all + h) * size) << 2));
}

/** Puts head h of token t where attention looks for it: a query stays in `wide`, keys and values go to the cache. */
function place(layer: Layer, at: i32, t: i32, h: i32, head: usize): void {
  const bytes = <usize>plan.headDim << 2;
  const rotation = plan.rotations + <usize>(t * 2 + layer.full) * bytes;
  if (h < plan.heads) {
    norm(head, layer.qNorm, head, plan.headDim, false);
    rotate(head, rotation);
    return;
  }
  const where = plan.past + t;
  const kvHead = (h - plan.heads) % plan.kvHeads;
  const key = keysOf(where, at, kvHead) + <usize>(where % PAGE_TOKENS) * bytes;
  if (h < plan.heads + plan.kvHeads) {
    norm(head, layer.kNorm, key, plan.headDim, false);
    rotate(key, rotation);
  } else memory.copy(key + <usize>plan.kvHeads * headBytes(), head, bytes);
}

/** One head of one token, and what it gives as o's input. */
function attention(layer: Layer, at: i32, slab: i32, thread: i32): void {
  attend(thread, slab / plan.heads, slab % plan.heads, at, layer);
  const from = <usize>(slab * plan.headDim);
  quantise(plan.mixed + (from << 2), plan.headDim, plan.input + (from << 1), plan.inputScales + (from >> 3));
  if (plan.rank == 0) return;
  const a = adapterAt(at).oA + (<usize>(slab % plan.heads * plan.headDim) << 2);
  const low = plan.lowMixed + (<usize>(slab * plan.rank) << 2);
  lower(a, plan.heads * plan.headDim, plan.mixed + (from << 2), plan.headDim, low);
}

/** Some rows of o times what attention gave -> `sum` [T][hidden] f32. */
function output(layer: Layer, at: i32, first: i32): void {
  const last = min(first + OUTPUT_ROWS, plan.hidden);
  product(
    layer.o, layer.oScales, plan.heads * plan.headDim, first, last,
    plan.input, plan.inputScales, plan.tokens, plan.sum, plan.hidden,
  );
  if (plan.rank == 0) return;
  raise(adapterAt(at).oB, plan.lowMixed, plan.heads, first, last, plan.tokens, plan.sum, plan.hidden);
}

/** Some rows of gate and the same of up, and gelu(gate) * up as down's input. */
function gateAndUp(layer: Layer, at: i32, slab: i32): void {
  const ffn = plan.ffn;
  const first = slab * GATE_ROWS;
  const count = min(GATE_ROWS, ffn - first);
  for (let row = first; row < 2 * ffn; row += ffn) {
    product(
      layer.gateUp, layer.gateUpScales, plan.hidden, row, row + count,
      plan.input, plan.inputScales, plan.tokens, plan.wide, 2 * ffn,
    );
    if (plan.rank > 0) {
      raise(adapterAt(at).gateUpB, plan.lowInput, 1, row, row + count, plan.tokens, plan.wide, 2 * ffn);
    }
  }
  for (let t = 0; t < plan.tokens; t++) {
    const gateAt = plan.wide + (<usize>(t * 2 * ffn + first) << 2);
    const to = <usize>(t * ffn + first);
    gate(gateAt, gateAt + (<usize>ffn << 2), count);
    quantise(gateAt, count, plan.gated + (to << 1), plan.gatedScales + (to >> 3));
    if (plan.rank == 0) continue;
    const low = plan.lowGated + (<usize>((t * gateSlabs() + slab) * plan.rank) << 2);
    lower(adapterAt(at).downA + (<usize>first << 2), ffn, gateAt, count, low);
  }
}

/** Some rows of down times what the gate let through -> `sum` [T][hidden] f32. */
function down(layer: Layer, at: i32, first: i32): void {
  const last = min(first + DOWN_ROWS, plan.hidden);
  product(
    layer.down, layer.downScales, plan.ffn, first, last,
    plan.gated, plan.gatedScales, plan.tokens, plan.sum, plan.hidden,
  );
  if (plan.rank == 0) return;
  raise(adapterAt(at).downB, plan.lowGated, gateSlabs(), first, last, plan.tokens, plan.sum, plan.hidden);
}

/** Some rows of the table times the final states of tokens headFirst.. -> `logits` [headTokens][vocab] f32. */
function head(first: i32): void {
  const from = <usize>(plan.headFirst * plan.hidden);
  product(
    plan.table, plan.tableScales, plan.hidden, first, min(first + HEAD_ROWS, plan.vocab),
    plan.input + (from << 1), plan.inputScales + (from >> 3), plan.headTokens, plan.logits, plan.vocab,
  );
}
