/**
 * @file The matrices and vectors of a graph's layers, by parts of their names or of the nodes that they belong to, and how
 * each becomes what the processor's code reads.
 *
 * Knows MatMulNBits (com.microsoft, ONNX Runtime 1.30: weights, scales, zero points in blocks). Knows no sizes.
 */

import { WireError } from "../../../wire/rpc.js";
import { Code } from "../../../wire/wire.gen.js";
import { bitsOf, widened } from "../../float16.js";

/** @typedef {import("../../runtime/graphfile.js").GraphFile} GraphFile */
/** @typedef {import("../../runtime/graphfile.js").Node} Node */
/** @typedef {import("../../runtime/graphfile.js").Tensor} Tensor */
/** @typedef {import("../places.js").Places} Places */
/** @typedef {import("../places.js").Reading} Reading */
/** @typedef {import("./network.js").Matrix & {rows: number, columns: number}} Placed */

const BLOCK = 32;
const BITS = 4;
/** ONNX's numbers of types. */
const [FLOAT32, FLOAT16] = [1, 10];
const SIZES = { [FLOAT32]: 4, [FLOAT16]: 2 };
/** Two zero points where a matrix has none: the middle. */
const MIDDLES = 0x88;

/** What a name says of a layer and of what it is in it: `layers.3.self_attn.q_proj.weight` -> ["3/q_proj", ...]. @param {string} name */
function keysOf(name) {
  const parts = name.split(/[./]/);
  const at = parts.indexOf("layers");
  const layer = at < 0 ? "" : parts[at + 1];
  return parts.map((part) => `${layer}/${part}`);
}

/** @template T @param {T[]} things @param {(thing: T) => string[]} names @returns {Map<string, T>} by each key of each name */
function indexed(things, names) {
  return new Map(
    things.flatMap((thing) =>
      names(thing)
        .flatMap(keysOf)
        .map((key) => [key, thing]),
    ),
  );
}

/** @template T @param {Map<string, T>} index @param {string[]} keys @returns {T | undefined} the first that is there */
const first = (index, keys) => keys.map((key) => index.get(key)).find(Boolean);

/** Some rows of a matrix. @param {Placed} matrix @param {number} row the first @param {number} rows @returns {Placed} */
export function rowsOf({ columns, weights, scales, zeros }, row, rows) {
  const blocks = columns / BLOCK;
  return {
    ...{ rows, columns },
    weights: weights + (row * columns) / 2,
    scales: scales + 2 * row * blocks,
    zeros: zeros + row * Math.ceil(blocks / 2),
  };
}

export class Initializers {
  #products;
  #factors;
  #vectors;
  #graph;
  #file;
  #places;
  #list;

  /** @param {GraphFile} graph @param {Blob} file of its weights @param {Places} places */
  constructor(graph, file, places) {
    this.#graph = graph;
    this.#file = file;
    this.#places = places;
    this.#list = places.list();
    const products = graph.nodes.filter(({ type }) => type === "MatMulNBits");
    this.#products = indexed(products, ({ name, inputs }) => [name, inputs[1]]);
    const factors = graph.nodes.filter(({ type }) => type === "Mul");
    this.#factors = indexed(factors, ({ name }) => [name]);
    const vectors = [...graph.tensors.values()].filter(({ dims }) => dims.length <= 1);
    this.#vectors = indexed(vectors, ({ name }) => [name]);
  }

  /**
   * @param {string[]} keys by which it may be known, each "LAYER/PART", or "/PART" of what is of no layer
   * @param {number} columns @param {number} [rows] as many as it has, where it is not said
   * @returns {Placed} @throws {WireError} model.unfit
   */
  matrix(keys, columns, rows) {
    const node = first(this.#products, keys);
    if (!node) throw unlike(`no matrix ${keys.join(" or ")}`);
    const told = (/** @type {string} */ key) => node.attributes.get(key)?.number ?? 0;
    const count = rows ?? told("N");
    const sizes = [told("N"), told("K"), told("bits"), told("block_size"), columns % BLOCK];
    if (sizes.join() !== [count, columns, BITS, BLOCK, 0].join())
      throw unlike(`${keys[0]} has rows, columns, bits, blocks ${sizes}`);
    const [, weights, scales, zeros] = node.inputs.map((input) => this.#graph.tensors.get(input));
    const blocks = columns / BLOCK;
    return {
      ...{ rows: count, columns },
      weights: this.#bytes(weights, (count * columns) / 2),
      scales: this.#scales(scales, count * blocks),
      zeros: this.#zeros(zeros, node.inputs[3], count * Math.ceil(blocks / 2)),
    };
  }

  /** Whether a matrix is known by it. @param {string} key */
  has(key) {
    return this.#products.has(key);
  }

  /** @param {string[]} keys @param {number} count of its numbers @returns {number} where they will be, as float32 */
  vector(keys, count) {
    return this.#floats(first(this.#vectors, keys), keys, count);
  }

  /** A number by which a node multiplies. @param {string} key of the node, or of the number @returns {number} where it will be, as float32 */
  factor(key) {
    const inputs = this.#factors.get(key)?.inputs.map((input) => this.#constant(input));
    return this.#floats(inputs?.find(Boolean) ?? this.#vectors.get(key), [key], 1);
  }

  /** @param {string} name @returns {Tensor | null | undefined} */
  #constant(name) {
    /** @param {Node} node */
    const maker = ({ type, outputs }) => type === "Constant" && outputs.includes(name);
    const { tensors, nodes } = this.#graph;
    return tensors.get(name) ?? nodes.find(maker)?.attributes.get("value")?.tensor;
  }

  /** @param {Tensor | null | undefined} tensor @param {string[]} keys @param {number} count */
  #floats(tensor, keys, count) {
    if ((tensor?.dims[0] ?? 1) !== count || !tensor)
      throw unlike(`no vector ${keys.join(" or ")} of ${count}`);
    const blob = this.#blob(tensor, count * sizeOf(tensor));
    const turn = tensor.type === FLOAT16 ? widenedBytes : undefined;
    return this.#places.put(this.#list, blob, { bytes: 4 * count, turn });
  }

  /** @param {number} count @returns {number} where so many ones will be */
  ones(count) {
    return this.#places.put(this.#list, new Blob([new Float32Array(count).fill(1)]));
  }

  /** @param {Tensor | undefined} tensor @param {number} bytes */
  #bytes(tensor, bytes) {
    return this.#places.put(this.#list, this.#blob(tensor, bytes));
  }

  /** Float16, to which float32 is rounded: 4 bits are coarser by far. @param {Tensor | undefined} tensor @param {number} count */
  #scales(tensor, count) {
    const blob = this.#blob(tensor, count * sizeOf(tensor));
    const turn = tensor?.type === FLOAT32 ? narrowedBytes : undefined;
    return this.#places.put(this.#list, blob, { bytes: 2 * count, turn });
  }

  /** @param {Tensor | undefined} tensor @param {string | undefined} name @param {number} bytes */
  #zeros(tensor, name, bytes) {
    if (name) return this.#bytes(tensor, bytes);
    return this.#places.put(this.#list, new Blob([new Uint8Array(bytes).fill(MIDDLES)]));
  }

  /** @param {Tensor | undefined} tensor @param {number} bytes @throws {WireError} model.unfit, model.corrupt */
  #blob(tensor, bytes) {
    if (!tensor) throw unlike("weights that are not stored");
    const { name, raw, outside } = tensor;
    const offset = Number(outside.get("offset") ?? 0);
    const blob = outside.has("location")
      ? this.#file.slice(offset, offset + bytes)
      : new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (raw)]);
    if (blob.size === bytes) return blob;
    throw new WireError(Code.MODEL_CORRUPT, CORRUPT, `${name}: ${blob.size} bytes, not ${bytes}`);
  }
}

const CORRUPT = "A file of the model is shorter than its graph says.";

/** @param {string} why @returns {WireError} model.unfit: another way to compute it may know such a file */
export function unlike(why) {
  const message =
    "This model's files are laid out otherwise than our code for processors reads them";
  return new WireError(Code.MODEL_UNFIT, message, why);
}

/** @param {Tensor | undefined} tensor of floats */
function sizeOf(tensor) {
  const size = tensor && SIZES[tensor.type];
  if (!size) throw unlike(`${tensor?.name} is of type ${tensor?.type}`);
  return size;
}

/** @param {ArrayBuffer} bytes of float16 @returns {Float32Array} */
const widenedBytes = (bytes) => widened(new Uint16Array(bytes));

/** @param {ArrayBuffer} bytes of float32 @returns {Uint16Array} the float16 next to each */
function narrowedBytes(bytes) {
  return Uint16Array.from(new Float32Array(bytes), bitsOf);
}
