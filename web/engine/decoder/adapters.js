/**
 * @file Low-rank adapters (Hu et al. 2021): beside the product of a matrix, W x, stands B (A x).
 *
 * Each of MATRICES has an A [layers, in, rank] and a B [layers, rank, out], the scale folded into B. Knows a model's
 * sizes, and a decoder that takes the arrays; knows nothing of files, or of what an adapter is for.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { widened } from "../float16.js";

/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/**
 * `arrays` by name and side, as "qkv.A", each float32 row by row; `sizes` are theirs.
 * @typedef {{rank: number, arrays: Record<string, Float32Array>, sizes: Record<string, number[]>}} Adapter
 */
/** @typedef {{place: (adapter: Adapter) => any, remove: (placed: any) => void}} Taker a decoder */

export const MATRICES = /** @type {const} */ (["qkv", "o", "gate_up", "down"]);
/** As many as a file may have (py/hearthside/lora). */
export const MOST_RANK = 64;

/**
 * The sizes of an adapter's arrays, in the order in which a file has them.
 * @param {Manifest} manifest @param {number} rank @returns {Record<string, number[]>} @throws {WireError} adapter.unfit
 */
function sizesOf({ adapters }, rank) {
  if (!adapters) throw new WireError(Code.ADAPTER_UNFIT, "This model takes no adapters.");
  const { layers, modules } = adapters;
  const entries = MATRICES.flatMap((name) => {
    const [columns, rows] = modules[name];
    return [
      [`${name}.A`, [layers, columns, rank]],
      [`${name}.B`, [layers, rank, rows]],
    ];
  });
  return Object.fromEntries(entries);
}

/**
 * An adapter that changes nothing: of rank 0, which costs nothing, or of noughts.
 * @param {Manifest} manifest @param {number} rank @returns {Adapter}
 */
export function noAdapter(manifest, rank) {
  const sizes = sizesOf(manifest, rank);
  const arrays = Object.entries(sizes).map(([name, size]) => [
    name,
    new Float32Array(numbersIn(size)),
  ]);
  return { rank, arrays: Object.fromEntries(arrays), sizes };
}

/** @param {number[]} size */
const numbersIn = (size) => size.reduce((product, n) => product * n, 1);

/**
 * @param {Manifest} manifest @param {number} rank
 * @param {ArrayBuffer | Uint8Array} halves float16, the arrays one after another
 * @returns {Adapter} @throws {WireError} adapter.unfit
 */
export function adapterOf(manifest, rank, halves) {
  if (!Number.isInteger(rank) || rank < 1 || rank > MOST_RANK)
    throw new WireError(Code.ADAPTER_UNFIT, `An adapter has rank 1 to ${MOST_RANK}, not ${rank}.`);
  const sizes = sizesOf(manifest, rank);
  const bytes = halves instanceof Uint8Array ? halves.slice() : new Uint8Array(halves);
  const counts = Object.values(sizes).map(numbersIn);
  const wanted_bytes = 2 * counts.reduce((sum, count) => sum + count, 0);
  if (bytes.length !== wanted_bytes) {
    const message = `The adapter has ${bytes.length} bytes of numbers; this model takes ${wanted_bytes}.`;
    throw new WireError(Code.ADAPTER_UNFIT, message);
  }
  const numbers = widened(new Uint16Array(bytes.buffer));
  let at = 0;
  const arrays = Object.keys(sizes).map((name, which) => {
    at += counts[which];
    return [name, numbers.subarray(at - counts[which], at)];
  });
  return { rank, arrays: Object.fromEntries(arrays), sizes };
}

/** The adapters that a decoder holds, by numbers. */
export class Adapters {
  /** @type {Map<number, any>} */
  #placed = new Map();
  #lastId = 0;
  #decoder;

  /** @param {Taker} decoder */
  constructor(decoder) {
    this.#decoder = decoder;
  }

  /** @param {Adapter} adapter @returns {number} */
  load(adapter) {
    this.#placed.set(++this.#lastId, this.#decoder.place(adapter));
    return this.#lastId;
  }

  /** What the decoder knows it by, null for none. @param {number | null | undefined} id @throws {WireError} call.invalid */
  get(id) {
    if (id === null || id === undefined) return null;
    const placed = this.#placed.get(id);
    if (placed === undefined) throw new WireError(Code.CALL_INVALID, `There is no adapter ${id}.`);
    return placed;
  }

  /** @param {number} id @returns {any} what the decoder knew it by */
  unload(id) {
    const placed = this.get(id);
    this.#placed.delete(id);
    this.#decoder.remove(placed);
    return placed;
  }

  unloadAll() {
    for (const id of [...this.#placed.keys()]) this.unload(id);
  }
}
