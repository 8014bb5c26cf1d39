// A token's own input to each layer (Gemma 4): numbers looked up for it, mixed with what its embedding says of them;
// after a layer they are let through by a gate, brought back to the stream's size, and added.

import { Layer, plan } from "./plan";
import { product } from "./products";
import { gate, mix, norm, quantise, scale } from "./vectors";

/** Rows of the gate in a slab. */
export const OWN_ROWS: i32 = 32;

/** Layer `at`'s own inputs of all tokens: what was looked up, and what the embeddings say of them. */
export function ownInputs(at: i32): void {
  const own = plan.own;
  const width = plan.layers * own;
  const first = at * own;
  product(
    plan.ownModel, plan.hidden, first, first + own,
    plan.gated, plan.gatedScales, plan.tokens, plan.wide, width,
  );
  for (let t = 0; t < plan.tokens; t++) {
    const said = plan.wide + (<usize>(t * width + first) << 2);
    scale(said, own, plan.ownScale);
    norm(said, plan.ownModelNorm, said, own, false);
    mix(said, plan.ownInputs + (<usize>(t * width + first) << 2), own);
  }
}

/** Some rows of the gate of each token's own input, and gelu of them times that input. */
export function ownGate(layer: Layer, at: i32, first: i32): void {
  const own = plan.own;
  const count = min(OWN_ROWS, own - first);
  product(
    layer.ownGate, plan.hidden, first, first + count,
    plan.input, plan.inputScales, plan.tokens, plan.wide, own,
  );
  for (let t = 0; t < plan.tokens; t++) {
    const to = <usize>(t * own + first);
    const gateAt = plan.wide + (to << 2);
    gate(gateAt, plan.ownInputs + (<usize>((t * plan.layers + at) * own + first) << 2), count);
    quantise(gateAt, count, plan.gated + (to << 1), plan.gatedScales + (to >> 3));
  }
}

/** `rows` rows of what brings each token's own input back -> `sum` [T][hidden] f32. */
export function ownProject(layer: Layer, first: i32, rows: i32): void {
  const last = min(first + rows, plan.hidden);
  product(
    layer.ownProject, plan.own, first, last,
    plan.gated, plan.gatedScales, plan.tokens, plan.sum, plan.hidden,
  );
}
