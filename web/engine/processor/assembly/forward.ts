// The text model of a Gemma 3 or 4: a chunk of tokens through all layers, and logits of some of them. Which of the two
// it is stands nowhere: what one lacks has no place in the plan.
//
// The first thread runs `step`: one phase after another, each in slabs that any thread may take (see deal.ts). What
// is written in one phase is read in a later one only, and a number is computed by one thread in one way: the bits
// do not depend on how many threads there are.

import { lower, raise } from "./adapters";
import { attend, headBytes, keysOf } from "./attention";
import { announce, awaitFinished, awaitSlab, finish, MOST_SLABS, phaseKind, phaseLayer, take } from "./deal";
import { OWN_ROWS, ownGate, ownInputs, ownProject } from "./own";
import { adapterAt, BLOCK, Layer, layerAt, PAGE_TOKENS, plan } from "./plan";
import { product } from "./products";
import { add, feed, lookUp, quantiseStream } from "./stream";
import { bound, gate, norm, quantise, rotate, scale } from "./vectors";

export { layerBytes, planBytes } from "./plan";

/** What a slab of a phase is. */
enum Phase {
  Embed, // a token
  Own, // a layer's inputs of its own
  Heads, // a head of queries, keys or values
  Attention, // a head of a token, or as many as make a block
  Output, // rows of o
  JoinMixed, // a token
  Gate, // rows of gate, and the same of up
  Down, // rows of down
  JoinFed, // a token
  OwnGate, // rows of the gate of a token's own input
  OwnProject, // rows of what brings it back
  JoinOwn, // a token
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
    if (plan.own > 0 && !run(Phase.Own, 0, plan.layers)) return false;
    for (let at = 0; at < plan.layers; at++) if (!pass(at, tokens)) return false;
  }
  return headTokens == 0 || run(Phase.Head, 0, slabs(plan.vocab, HEAD_ROWS));
}

/** All tokens through a layer. */
function pass(at: i32, tokens: i32): bool {
  const layer = layerAt(at);
  return (
    run(Phase.Heads, at, plan.heads + (layer.k ? 2 * plan.kvHeads : 0)) &&
    run(Phase.Attention, at, (tokens * plan.heads) / headsOfBlock(layer)) &&
    run(Phase.Output, at, slabs(plan.hidden, OUTPUT_ROWS)) &&
    run(Phase.JoinMixed, at, tokens) &&
    run(Phase.Gate, at, gateSlabs(layer)) &&
    run(Phase.Down, at, slabs(plan.hidden, DOWN_ROWS)) &&
    run(Phase.JoinFed, at, tokens) &&
    (plan.own == 0 || passOwn(at, tokens))
  );
}

/** A layer's last part: what each token's own input adds. */
function passOwn(at: i32, tokens: i32): bool {
  return (
    run(Phase.OwnGate, at, slabs(plan.own, OWN_ROWS)) &&
    run(Phase.OwnProject, at, slabs(plan.hidden, OUTPUT_ROWS)) &&
    run(Phase.JoinOwn, at, tokens)
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

function gateSlabs(layer: Layer): i32 {
  return slabs(layer.ffn, GATE_ROWS);
}

/** How many heads of a token make a block, whose numbers share a scale. */
function headsOfBlock(layer: Layer): i32 {
  return max(1, BLOCK / layer.headDim);
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
    case Phase.Own: return ownInputs(slab);
    case Phase.Heads: return projectHead(layer, at, slab);
    case Phase.Attention: return attention(layer, at, slab * headsOfBlock(layer), thread);
    case Phase.Output: return output(layer, at, slab * OUTPUT_ROWS);
    case Phase.JoinMixed: return joinMixed(slab, layer, at);
    case Phase.Gate: return gateAndUp(layer, at, slab);
    case Phase.Down: return down(layer, at, slab * DOWN_ROWS);
    case Phase.JoinFed: return joinFed(slab, layer, at);
    case Phase.OwnGate: return ownGate(layer, at, slab * OWN_ROWS);
    case Phase.OwnProject: return ownProject(layer, slab * OUTPUT_ROWS, OUTPUT_ROWS);
    case Phase.JoinOwn: return joinOwn(slab, layer, at);
    default: return head(slab * HEAD_ROWS);
  }
}

/** Token t's embedding in the stream `x`, from the table where there is one, and the first layer's input. */
function embed(t: i32): void {
  if (plan.table) lookUp(t);
  else if (plan.own > 0) quantiseStream(t, plan.gated, plan.gatedScales);
  feed(t, layerAt(0).attnNorm);
  if (plan.rank > 0) lowerInput(t, adapterAt(0).qkvA);
}

/** Token t's stream, normed, times the A of the next product's adapter. */
function lowerInput(t: i32, a: usize): void {
  const x = plan.normed + (<usize>(t * plan.hidden) << 2);
  lower(a, plan.hidden, x, plan.hidden, plan.lowInput + (<usize>(t * plan.rank) << 2));
}

function joinMixed(t: i32, layer: Layer, at: i32): void {
  add(t, layer.postAttnNorm);
  feed(t, layer.ffnNorm);
  if (plan.rank > 0) lowerInput(t, adapterAt(at).gateUpA);
}

function joinFed(t: i32, layer: Layer, at: i32): void {
  add(t, layer.postFfnNorm);
  if (plan.own == 0) {
    feed(t, normAfter(at));
    if (plan.rank > 0 && at + 1 < plan.layers) lowerInput(t, adapterAt(at + 1).qkvA);
  } else quantiseStream(t, plan.input, plan.inputScales);
}

/** Adds what a token's own input gave. */
function joinOwn(t: i32, layer: Layer, at: i32): void {
  add(t, layer.ownNorm);
  scale(plan.x + (<usize>(t * plan.hidden) << 2), plan.hidden, load<f32>(layer.scalar));
  feed(t, normAfter(at));
}

/** The norm of what comes after a layer. */
function normAfter(at: i32): usize {
  return at + 1 == plan.layers ? plan.finalNorm : layerAt(at + 1).attnNorm;
}

/** Head h of queries, keys or values of all tokens, and what attention wants of them. */
function projectHead(layer: Layer, at: i32, h: i32): void {
  const size = layer.headDim;
  const all = plan.heads + 2 * plan.kvHeads;
  const first = h * size;
  const kvHead = h - plan.heads;
  const matrix = kvHead < 0 ? layer.q : kvHead < plan.kvHeads ? layer.k : layer.v;
  const row = kvHead < 0 ? first : (kvHead % plan.kvHeads) * size;
  product(
    matrix, plan.hidden, row, row + size,
    plan.input, plan.inputScales, plan.tokens, plan.wide + (<usize>(first - row) << 2), all * size,
  );
  if (plan.rank > 0) {
    raise(adapterAt(at).qkvB, plan.lowInput, 1, first, first + size, plan.tokens, plan.wide, all * size);
  }
  for (let t = 0; t < plan.tokens; t++) place(layer, t, h, plan.wide + (<usize>((t * all + h) * size) << 2));
}

/** Puts head h of token t where attention looks for it: a query stays in `wide`, keys and values go to the cache. */
function place(layer: Layer, t: i32, h: i32, head: usize): void {
  const bytes = <usize>layer.headDim << 2;
  const rotation = plan.rotations + <usize>t * plan.rotationBytes + layer.rotation;
  if (h < plan.heads) {
    norm(head, layer.qNorm, head, layer.headDim, false);
    rotate(head, rotation, layer.headDim);
    return;
  }
  const where = plan.past + t;
  const kvHead = (h - plan.heads) % plan.kvHeads;
  const key = keysOf(where, layer, kvHead) + <usize>(where % PAGE_TOKENS) * bytes;
  const value = key + <usize>plan.kvHeads * headBytes(layer);
  if (h < plan.heads + plan.kvHeads) {
    norm(head, layer.kNorm, key, layer.headDim, false);
    rotate(key, rotation, layer.headDim);
  } else if (layer.vNorm) norm(head, layer.vNorm, value, layer.headDim, false);
  else memory.copy(value, head, bytes);
}

/** A block of heads of one token, from `first` of [tokens][heads] on, and what they give as o's input. */
function attention(layer: Layer, at: i32, first: i32, thread: i32): void {
  const count = headsOfBlock(layer);
  for (let h = first; h < first + count; h++) attend(thread, h / plan.heads, h % plan.heads, layer);
  const from = <usize>(first * layer.headDim);
  quantise(
    plan.mixed + (from << 2), count * layer.headDim, plan.input + (from << 1), plan.inputScales + (from >> 3),
  );
  if (plan.rank == 0) return;
  const a = adapterAt(at).oA + (<usize>(first % plan.heads * layer.headDim) << 2);
  const low = plan.lowMixed + (<usize>(first * plan.rank) << 2);
  lower(a, plan.heads * layer.headDim, plan.mixed + (from << 2), layer.headDim, low);
}

/** Some rows of o times what attention gave -> `sum` [T][hidden] f32. */
function output(layer: Layer, at: i32, first: i32): void {
  const last = min(first + OUTPUT_ROWS, plan.hidden);
  product(
    layer.o, plan.heads * layer.headDim, first, last,
    plan.input, plan.inputScales, plan.tokens, plan.sum, plan.hidden,
  );
  if (plan.rank == 0) return;
  raise(adapterAt(at).oB, plan.lowMixed, plan.heads, first, last, plan.tokens, plan.sum, plan.hidden);
}

/** Some rows of gate and the same of up, and gelu(gate) * up as down's input. */
function gateAndUp(layer: Layer, at: i32, slab: i32): void {
  const ffn = layer.ffn;
  const first = slab * GATE_ROWS;
  const count = min(GATE_ROWS, ffn - first);
  for (let half = 0; half < 2; half++) {
    product(
      half ? layer.up : layer.gate, plan.hidden, first, first + count,
      plan.input, plan.inputScales, plan.tokens, plan.wide + (<usize>(half * ffn) << 2), 2 * ffn,
    );
    if (plan.rank == 0) continue;
    const row = half * ffn + first;
    raise(adapterAt(at).gateUpB, plan.lowInput, 1, row, row + count, plan.tokens, plan.wide, 2 * ffn);
  }
  for (let t = 0; t < plan.tokens; t++) {
    const gateAt = plan.wide + (<usize>(t * 2 * ffn + first) << 2);
    const to = <usize>(t * ffn + first);
    gate(gateAt, gateAt + (<usize>ffn << 2), count);
    quantise(gateAt, count, plan.gated + (to << 1), plan.gatedScales + (to >> 3));
    if (plan.rank == 0) continue;
    const low = plan.lowGated + (<usize>((t * gateSlabs(layer) + slab) * plan.rank) << 2);
    lower(adapterAt(at).downA + (<usize>first << 2), ffn, gateAt, count, low);
  }
}

/** Some rows of down times what the gate let through -> `sum` [T][hidden] f32. */
function down(layer: Layer, at: i32, first: i32): void {
  const last = min(first + DOWN_ROWS, plan.hidden);
  product(
    layer.down, layer.ffn, first, last,
    plan.gated, plan.gatedScales, plan.tokens, plan.sum, plan.hidden,
  );
  if (plan.rank == 0) return;
  raise(adapterAt(at).downB, plan.lowGated, gateSlabs(layer), first, last, plan.tokens, plan.sum, plan.hidden);
}

/** Some rows of the head times the final states of tokens headFirst.. -> `logits` [headTokens][vocab] f32. */
function head(first: i32): void {
  const from = <usize>(plan.headFirst * plan.hidden);
  const last = min(first + HEAD_ROWS, plan.vocab);
  product(
    plan.head, plan.hidden, first, last,
    plan.input + (from << 1), plan.inputScales + (from >> 3), plan.headTokens, plan.logits, plan.vocab,
  );
  if (plan.cap == 0) return;
  for (let t = 0; t < plan.headTokens; t++) {
    bound(plan.logits + (<usize>(t * plan.vocab + first) << 2), last - first, plan.cap);
  }
}
