// Attention of one head of one token to the places before it, which lie in pages of a cache.
//
// Places are read by fours that begin at a multiple of four, so what comes out does not depend on chunks. Some of
// these are not to be seen: their weight is nought, and pages hold finite numbers everywhere.

import { Layer, PAGE_TOKENS, plan } from "./plan";
import { exp4, largest, sum1, sum4 } from "./vectors";

const UNSEEN: f32 = -1e30;

/** The keys of a head in a page, [PAGE_TOKENS][headDim] f32; its values lie `kvHeads` such arrays behind them. */
export function keysOf(place: i32, layer: Layer, kvHead: i32): usize {
  const page = <usize>load<u32>(plan.pages + (<usize>(place / PAGE_TOKENS) << 2));
  return page + layer.cache + <usize>kvHead * headBytes(layer);
}

// @ts-ignore: decorator
@inline
export function headBytes(layer: Layer): usize {
  return (<usize>(PAGE_TOKENS * layer.headDim)) << 2;
}

/** Token t's head h of a layer: its query in `wide` -> its [headDim] f32 in `mixed`. */
export function attend(thread: i32, t: i32, h: i32, layer: Layer): void {
  const bytes = <usize>layer.headDim << 2;
  const last = plan.past + t;
  const first = max(0, last - layer.window + 1);
  const kvHead = h / (plan.heads / plan.kvHeads);
  const query = plan.wide + <usize>(t * (plan.heads + 2 * plan.kvHeads) + h) * bytes;
  const scores = plan.scores + <usize>thread * plan.scoresBytes;
  const mixed = plan.mixed + <usize>(t * plan.heads + h) * bytes;
  const top = score(query, scores, first, last, layer, kvHead);
  const total = weigh(scores, first, last, top);
  mix(scores, 1 / total, first, last, layer, kvHead, mixed);
}

/** The query times the key of each place first..last -> scores; gives the highest. */
function score(query: usize, scores: usize, first: i32, last: i32, layer: Layer, kvHead: i32): f32 {
  const bytes = <usize>layer.headDim << 2;
  const begin = first & ~3;
  let top = f32x4.splat(UNSEEN);
  for (let place = begin; place <= last; place += 4) {
    const keys = keysOf(place, layer, kvHead) + <usize>(place % PAGE_TOKENS) * bytes;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let i: usize = 0; i < bytes; i += 16) {
      const q = v128.load(query + i);
      const key = keys + i;
      a = f32x4.add(a, f32x4.mul(q, v128.load(key)));
      b = f32x4.add(b, f32x4.mul(q, v128.load(key + bytes)));
      c = f32x4.add(c, f32x4.mul(q, v128.load(key + bytes * 2)));
      d = f32x4.add(d, f32x4.mul(q, v128.load(key + bytes * 3)));
    }
    const found = f32x4.mul(sum4(a, b, c, d), f32x4.splat(plan.attentionScale));
    const places = i32x4.add(i32x4.splat(place), i32x4(0, 1, 2, 3));
    const seen = v128.and(i32x4.ge_s(places, i32x4.splat(first)), i32x4.le_s(places, i32x4.splat(last)));
    const kept = v128.bitselect(found, f32x4.splat(UNSEEN), seen);
    v128.store(scores + (<usize>(place - begin) << 2), kept);
    top = f32x4.max(top, kept);
  }
  return largest(top);
}

/** Scores -> e^(score - top), nought for those not to be seen; gives their sum. */
function weigh(scores: usize, first: i32, last: i32, top: f32): f32 {
  let total = f32x4.splat(0);
  for (let end = scores + (<usize>(last - (first & ~3)) << 2); scores <= end; scores += 16) {
    const raw = v128.load(scores);
    const seen = f32x4.gt(raw, f32x4.splat(UNSEEN));
    const weight = v128.and(exp4(f32x4.sub(raw, f32x4.splat(top))), seen);
    v128.store(scores, weight);
    total = f32x4.add(total, weight);
  }
  return sum1(total);
}

/** The values of places first..last by their weights times `by`, summed -> mixed [headDim] f32. */
function mix(scores: usize, by: f32, first: i32, last: i32, layer: Layer, kvHead: i32, mixed: usize): void {
  const bytes = <usize>layer.headDim << 2;
  const begin = first & ~3;
  memory.fill(mixed, 0, bytes);
  for (let place = begin; place <= last; place += 4) {
    const values =
      keysOf(place, layer, kvHead) + <usize>plan.kvHeads * headBytes(layer) + <usize>(place % PAGE_TOKENS) * bytes;
    const w = f32x4.mul(v128.load(scores + (<usize>(place - begin) << 2)), f32x4.splat(by));
    const a = v128.shuffle<f32>(w, w, 0, 0, 0, 0);
    const b = v128.shuffle<f32>(w, w, 1, 1, 1, 1);
    const c = v128.shuffle<f32>(w, w, 2, 2, 2, 2);
    const d = v128.shuffle<f32>(w, w, 3, 3, 3, 3);
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = values + i;
      const two = f32x4.add(f32x4.mul(a, v128.load(value)), f32x4.mul(b, v128.load(value + bytes)));
      const more = f32x4.add(f32x4.mul(c, v128.load(value + bytes * 2)), f32x4.mul(d, v128.load(value + bytes * 3)));
      v128.store(mixed + i, f32x4.add(v128.load(mixed + i), f32x4.add(two, more)));
    }
  }
}
