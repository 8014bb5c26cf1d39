// A token's stream, its [hidden] f32 in `x`: begun from a table, added to, and made into what a product reads.

import { plan } from "./plan";
import { half, HALF_LIFT, norm, quantise } from "./vectors";

/** Token t's id -> its row of the table, in `x`. */
export function lookUp(t: i32): void {
  const hidden = <usize>plan.hidden;
  const id = <usize>load<u32>(plan.ids + (<usize>t << 2));
  const row = plan.table.weights + id * hidden;
  const scales = plan.table.scales + id * (hidden >> 4);
  const x = plan.x + ((<usize>t * hidden) << 2);
  for (let i: usize = 0; i < hidden; i++) {
    const scale = half(scales + ((i >> 5) << 1)) * HALF_LIFT;
    store<f32>(x + (i << 2), <f32>(<i32>load<u8>(row + i) - 128) * scale * plan.embeddingScale);
  }
}

/** Token t's stream as it is, as what a product reads. */
export function quantiseStream(t: i32, to: usize, scales: usize): void {
  const at = <usize>(t * plan.hidden);
  quantise(plan.x + (at << 2), plan.hidden, to + (at << 1), scales + (at >> 3));
}

/** Token t's stream, normed, as the next product's input. */
export function feed(t: i32, factor: usize): void {
  const at = <usize>(t * plan.hidden);
  norm(plan.x + (at << 2), factor, plan.normed + (at << 2), plan.hidden, false);
  quantise(plan.normed + (at << 2), plan.hidden, plan.input + (at << 1), plan.inputScales + (at >> 3));
}

/** Adds what is in `sum`, normed, to token t's stream. */
export function add(t: i32, factor: usize): void {
  const at = <usize>(t * plan.hidden) << 2;
  norm(plan.sum + at, factor, plan.x + at, plan.hidden, true);
}
