/**
 * @file Answers the wire's matrix operations: rows that are searched, and products.
 *
 * Checks what is asked and numbers the matrices; the arithmetic is beside it. Needs no model and no
 * turn at the device. Knows nothing of what the rows stand for.
 */

import { Op } from "../../wire/wire.gen.js";
import { bytesOf, floatsOf, integer, invalid } from "../arguments.js";
import { fetchKernel } from "./kernel.js";
import { Memory } from "./memory.js";
import { Pace } from "./pace.js";
import { product } from "./product.js";
import { Rows, unknownMatrix } from "./rows.js";

/** @typedef {import("./best.js").Found} Found */
/** @typedef {import("./kernel.js").Kernel} Kernel */
/** @typedef {import("../../wire/rpc.js").HandlerContext} HandlerContext */
/** @typedef {[first: number, end: number]} Span */

const MAX_COLUMNS = 8192;
const MAX_K = 65_536;
/** Numbers of an answer: 256 MB. */
const MAX_ANSWER = 2 ** 26;
/** A memory never shrinks: one that has grown larger than this ends with its last matrix. */
const KEPT_BYTES = 64e6;

export class Matrices {
  /** @type {Map<number, Rows>} */
  #open = new Map();
  #last_number = 0;
  /** @type {Promise<() => Kernel> | null} */
  #fetching = null;
  /** @type {Memory | null} */
  #memory = null;

  /** @param {() => Promise<() => Kernel>} [fetching] where kernels come from */
  constructor(fetching = () => fetchKernel(new URL("./kernel.wasm", import.meta.url))) {
    this.fetching = fetching;
  }

  /** Handlers by operation. @type {Record<string, (args: any, context: HandlerContext) => Promise<any>>} */
  operations = {
    [Op.MATRIX_OPEN]: async ({ columns }) => {
      integer("columns", columns, 1, MAX_COLUMNS);
      const rows = new Rows(await this.#ready(), columns);
      this.#last_number += 1;
      this.#open.set(this.#last_number, rows);
      return { matrix: this.#last_number };
    },
    [Op.MATRIX_ADD]: async (args) => {
      const rows = this.#rows(args.matrix);
      const bytes = bytesOf("rows", args.rows);
      const scales = floatsOf("scales", args.scales);
      whole("rows", bytes.length, scales.length * rows.columns, "a scale for each row");
      rows.add(bytes, scales);
      return { rows: rows.count };
    },
    [Op.MATRIX_NEAREST]: async (args, { signal }) => this.#nearest(args, new Pace(signal)),
    [Op.MATRIX_CLOSE]: async ({ matrix }) => {
      this.#rows(matrix).close();
      this.#open.delete(matrix);
      this.#tidy();
      return {};
    },
    [Op.MATRIX_PRODUCT]: async ({ a, b, inner }, { signal }) => {
      integer("inner", inner, 1, MAX_ANSWER);
      const [left, right] = [matrixOf("a", a, inner), matrixOf("b", b, inner)];
      const size = (left.numbers.length / inner) * (right.numbers.length / inner);
      integer("The numbers of the product", size, 0, MAX_ANSWER);
      return { product: await product(await this.#ready(), left, right, new Pace(signal)) };
    },
  };

  /** For a new mind: it has none of the matrices of the one before. */
  closeAll() {
    for (const rows of this.#open.values()) rows.close();
    this.#open.clear();
    this.#tidy();
  }

  /** @returns {Promise<Memory>} */
  async #ready() {
    this.#fetching ??= this.fetching();
    const fresh = await this.#fetching;
    this.#memory ??= new Memory(fresh());
    return this.#memory;
  }

  #tidy() {
    if (this.#open.size === 0 && (this.#memory?.size_bytes ?? 0) > KEPT_BYTES) this.#memory = null;
  }

  /** @param {unknown} matrix @returns {Rows} @throws {import("../../wire/rpc.js").WireError} matrix.unknown */
  #rows(matrix) {
    const rows = this.#open.get(/** @type {number} */ (matrix));
    if (rows) return rows;
    throw unknownMatrix();
  }

  /** @param {any} args @param {Pace} pace */
  async #nearest(args, pace) {
    const rows = this.#rows(args.matrix);
    const { numbers } = matrixOf("queries", args.queries, rows.columns);
    const count = numbers.length / rows.columns;
    const k = integer("k", args.k, 1, MAX_K);
    integer("The numbers of the answer", count * k, 0, MAX_ANSWER);
    const spans = spansOf(args.spans ?? [[0, rows.count]], rows.count);
    const queries = Array.from({ length: count }, (_, at) =>
      numbers.subarray(at * rows.columns, (at + 1) * rows.columns),
    );
    return answerOf(await rows.nearest(queries, k, spans, pace), k);
  }
}

/** @param {Found[][]} found @param {number} k */
function answerOf(found, k) {
  const rows = new Int32Array(found.length * k).fill(-1);
  const scores = new Float32Array(found.length * k);
  for (const [query, best] of found.entries()) {
    for (const [at, { row, score }] of best.entries()) {
      rows[query * k + at] = row;
      scores[query * k + at] = score;
    }
  }
  return { rows, scores };
}

/** @param {string} name @param {number} is @param {number} wanted @param {string} why */
function whole(name, is, wanted, why) {
  if (is !== wanted) throw invalid(`${name} must fit: ${why}.`, `${is}, not ${wanted}`);
}

/** @param {string} name @param {unknown} value @param {number} inner */
function matrixOf(name, value, inner) {
  const numbers = floatsOf(name, value);
  whole(name, numbers.length % inner, 0, `rows of ${inner} numbers`);
  return { numbers, inner };
}

/** @param {unknown} value @param {number} rows @returns {Span[]} @throws {import("../../wire/rpc.js").WireError} call.invalid */
function spansOf(value, rows) {
  let free = 0;
  /** @param {any} span */
  const fits = (span) => {
    const [first, end] = Array.isArray(span) ? span : [];
    const good = Number.isInteger(first) && Number.isInteger(end) && free <= first && first <= end;
    free = end;
    return good && end <= rows;
  };
  if (Array.isArray(value) && value.every(fits)) return /** @type {Span[]} */ (value);
  throw invalid(
    `spans must be pairs of rows (first, end), ascending and apart, within the ${rows} that there are.`,
  );
}
