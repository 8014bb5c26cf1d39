/**
 * @file Reads nodes and constants out of a graph's file, as onnx.proto (ONNX 1.23) lays it out in protocol buffers.
 *
 * Only what says where weights lie; weights themselves it does not read. Knows nothing of models.
 */

/** @typedef {{field: number, number: number, bytes: Uint8Array}} Field a number, or bytes */
/** @typedef {{name: string, type: string, inputs: string[], outputs: string[], attributes: Map<string, Attribute>}} Node */
/** @typedef {{number: number, tensor: Tensor | null}} Attribute */
/**
 * @typedef {object} Tensor `type` is ONNX's number of it; `outside` is empty where its numbers lie in the graph
 * @property {string} name
 * @property {number} type
 * @property {number[]} dims
 * @property {Uint8Array} raw
 * @property {Map<string, string>} outside
 */
/** @typedef {{nodes: Node[], tensors: Map<string, Tensor>}} GraphFile */

const NOTHING = new Uint8Array(0);
const [VARINT, SIZED] = [0, 2];
/** The bytes of the kinds that are always as long. @type {Record<number, number>} */
const SIZES = { 1: 8, 5: 4 };
const text = new TextDecoder();

/** @param {Uint8Array} bytes of a whole .onnx file @returns {GraphFile} @throws {RangeError} it is none */
export function readGraph(bytes) {
  const [graph] = all(bytes, 7);
  if (!graph) throw new RangeError("no graph");
  const tensors = all(graph, 5).map(tensorOf);
  return {
    nodes: all(graph, 1).map(nodeOf),
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
  };
}

/**
 * The fields of a message (protobuf.dev/programming-guides/encoding).
 * @param {Uint8Array} bytes @returns {Generator<Field>} @throws {RangeError}
 */
function* fieldsOf(bytes) {
  const reader = new Reader(bytes);
  while (reader.more) {
    const key = reader.varint();
    yield { field: Math.floor(key / 8), ...reader.value(key % 8) };
  }
}

class Reader {
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  get more() {
    return this.#at < this.bytes.length;
  }

  varint() {
    let [value, factor] = [0, 1];
    for (;;) {
      const [byte] = this.take(1);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  /** @param {number} kind of a field */
  value(kind) {
    if (kind === VARINT) return { number: this.varint(), bytes: NOTHING };
    if (kind === SIZED) return { number: 0, bytes: this.take(this.varint()) };
    const size = SIZES[kind];
    if (!size) throw new RangeError(`a field of kind ${kind}`);
    return { number: 0, bytes: this.take(size) };
  }

  /** @param {number} size */
  take(size) {
    const end = this.#at + size;
    if (end > this.bytes.length) throw new RangeError("the file ends early");
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** What stands in a field, each time. @param {Uint8Array} message @param {number} wanted @returns {Uint8Array[]} */
function all(message, wanted) {
  return [...fieldsOf(message)].flatMap(({ field, bytes }) => (field === wanted ? [bytes] : []));
}

/** @param {Uint8Array} message @param {number} wanted */
const texts = (message, wanted) => all(message, wanted).map((bytes) => text.decode(bytes));

/** @param {Uint8Array} message @param {number} wanted @returns {number} 0 where it is not said */
function numberIn(message, wanted) {
  return [...fieldsOf(message)].findLast(({ field }) => field === wanted)?.number ?? 0;
}

/** @param {Uint8Array} message @returns {Node} */
function nodeOf(message) {
  const attributes = all(message, 5).map((attribute) => {
    const [tensor] = all(attribute, 5).map(tensorOf);
    const told = { number: numberIn(attribute, 3), tensor: tensor ?? null };
    return /** @type {const} */ ([texts(attribute, 1).join(""), told]);
  });
  return {
    name: texts(message, 3).join(""),
    type: texts(message, 4).join(""),
    inputs: texts(message, 1),
    outputs: texts(message, 2),
    attributes: new Map(attributes),
  };
}

/** @param {Uint8Array} message @returns {Tensor} */
function tensorOf(message) {
  const outside = all(message, 13).map((entry) => [
    texts(entry, 1).join(""),
    texts(entry, 2).join(""),
  ]);
  // Numbers may stand one by one, or packed; floats likewise, and mostly as raw bytes.
  const dims = [...fieldsOf(message)]
    .filter(({ field }) => field === 1)
    .flatMap(({ number, bytes }) => (bytes.length > 0 ? packed(bytes) : [number]));
  return {
    name: texts(message, 8).join(""),
    type: numberIn(message, 2),
    dims,
    raw: all(message, 9)[0] ?? joined(all(message, 4)),
    outside: new Map(/** @type {[string, string][]} */ (outside)),
  };
}

/** @param {Uint8Array} bytes */
function packed(bytes) {
  const reader = new Reader(bytes);
  const numbers = [];
  while (reader.more) numbers.push(reader.varint());
  return numbers;
}

/** @param {Uint8Array[]} pieces */
const joined = (pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece]));
