/**
 * @file Where the rows of Gemma 4's two tables lie, read out of the graph that looks tokens up: for a model that was
 * described before any of its files was there. models/multimodal/tables.py says the same of one that is built.
 *
 * Knows the hub's names of nodes. Knows no weights.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { float16 } from "../float16.js";
import { readGraph } from "../runtime/graphfile.js";

/** @typedef {import("../runtime/graphfile.js").GraphFile} GraphFile */
/** @typedef {import("../runtime/graphfile.js").Node} Node */
/** @typedef {import("../runtime/graphfile.js").Tensor} Tensor */
/** @typedef {import("./embeddings.js").TwoTables} TwoTables */
/** @typedef {import("./embeddings.js").Packed} Packed */
/** @typedef {Packed & {block: number, scales_type: TwoTables["scales_type"]}} Found */

const NODES = {
  tokens: "/model/embed_tokens/Gather_Quant",
  layers: "/model/embed_tokens_per_layer/Gather_Quant",
};
/** The id whose row of the layers stands for a placeholder. */
const PAD_ID = 0;
const BITS = 4;
const ON_THE_WAY = new Set(["Cast", "Reshape"]);
/** ONNX's numbers of types. @type {Record<number, TwoTables["scales_type"]>} */
const TYPES = { 1: "float32", 10: "float16" };

/**
 * @param {Blob} graph the file of the graph @param {string} file the path of its weights
 * @returns {Promise<TwoTables>} @throws {WireError} model.corrupt: they lie otherwise than rows can be read
 */
export async function tablesOf(graph, file) {
  try {
    const read = readGraph(new Uint8Array(await graph.arrayBuffer()));
    const [tokens, layers] = [found(read, NODES.tokens), found(read, NODES.layers)];
    const { block, scales_type } = tokens;
    if (layers.block !== block || layers.scales_type !== scales_type)
      throw new RangeError("two tables of two kinds");
    return { file, bits: BITS, block, scales_type, pad_id: PAD_ID, tokens, layers };
  } catch (error) {
    const message = "The tables of this model lie otherwise than this page can read them.";
    throw new WireError(Code.MODEL_CORRUPT, message, String(error));
  }
}

/** @param {GraphFile} read @param {string} name @returns {Found} @throws {RangeError} */
function found(read, name) {
  const node = read.nodes.find((one) => one.name === name);
  if (node?.type !== "GatherBlockQuantized") throw new RangeError(`${name} is not there`);
  const told = (/** @type {string} */ key) => node.attributes.get(key)?.number ?? 0;
  if ((told("bits") || BITS) !== BITS || told("gather_axis") !== 0)
    throw new RangeError("not rows of 4 bits");
  const [numbers, scales, zeros] = [0, 2, 3].map((at) => outside(read, node.inputs[at]));
  const block = told("block_size");
  const [rows, blocks] = scales.dims;
  return {
    rows,
    columns: blocks * block,
    scale: scaleOf(read, node),
    numbers_offset: offset(numbers),
    scales_offset: offset(scales),
    zeros_offset: offset(zeros),
    block,
    scales_type: typeOf(scales),
  };
}

/** @param {GraphFile} read @param {string} name @returns {Tensor} */
function outside({ tensors }, name) {
  const tensor = tensors.get(name);
  if (!tensor?.outside.has("location")) throw new RangeError(`${name} lies in the graph`);
  return tensor;
}

/** @param {Tensor} tensor */
function offset({ name, outside: told }) {
  const bytes = Number(told.get("offset") ?? 0);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`${name} lies nowhere`);
  return bytes;
}

/** @param {Tensor} tensor */
function typeOf({ name, type }) {
  if (!TYPES[type]) throw new RangeError(`${name} is of type ${type}`);
  return TYPES[type];
}

/** What rows are multiplied by after they are looked up. @param {GraphFile} read @param {Node} node */
function scaleOf(read, node) {
  let [output] = node.outputs;
  for (;;) {
    const after = read.nodes.filter(({ inputs }) => inputs.includes(output));
    const [next] = after;
    if (after.length !== 1) throw new RangeError(`${after.length} nodes follow on ${output}`);
    if (next.type === "Mul") {
      const [factor] = next.inputs.filter((name) => name !== output);
      return numberOf(constant(read, factor));
    }
    if (!ON_THE_WAY.has(next.type)) throw new RangeError(`${next.type} follows on ${output}`);
    [output] = next.outputs;
  }
}

/** @param {GraphFile} read @param {string} name */
function constant({ nodes, tensors }, name) {
  const maker = nodes.find(({ type, outputs }) => type === "Constant" && outputs.includes(name));
  const tensor = tensors.get(name) ?? maker?.attributes.get("value")?.tensor;
  if (!tensor) throw new RangeError(`${name} is no constant`);
  return tensor;
}

/** @param {Tensor} tensor of one number */
function numberOf(tensor) {
  const { raw } = tensor;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return typeOf(tensor) === "float32" ? view.getFloat32(0, true) : float16(view.getUint16(0, true));
}
