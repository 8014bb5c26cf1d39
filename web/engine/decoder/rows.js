/**
 * @file Rows of a file that stays where it is: read one by one as they are wanted, the last used kept.
 *
 * Knows nothing of what the bytes of a row mean.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

const GONE = "A file of the model can no longer be read. Load the model again.";

/** @template T */
export class Rows {
  /** @type {Map<number, T>} the least used first */
  #kept = new Map();
  #read;
  #most;

  /** @param {(id: number) => Promise<T>} read @param {number} most so many rows are kept */
  constructor(read, most) {
    this.#read = read;
    this.#most = most;
  }

  /**
   * The rows of `ids`, in order; each is read once.
   * @param {number[]} ids @returns {Promise<T[]>} @throws {WireError} engine.failed
   */
  async of(ids) {
    const each = [...new Set(ids)];
    const rows = await Promise.all(each.map((id) => this.#kept.get(id) ?? this.#read(id)));
    const found = new Map(each.map((id, at) => [id, rows[at]]));
    for (const [id, row] of found) {
      this.#kept.delete(id);
      this.#kept.set(id, row);
    }
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(id);
    }
    return ids.map((id) => /** @type {T} */ (found.get(id)));
  }
}

/**
 * @param {Blob} file @param {number} start @param {number} size in bytes
 * @returns {Promise<ArrayBuffer>} @throws {WireError} engine.failed: the file went away or was changed
 */
export async function bytesAt(file, start, size) {
  try {
    const bytes = await file.slice(start, start + size).arrayBuffer();
    if (bytes.byteLength === size) return bytes;
  } catch (error) {
    throw new WireError(Code.ENGINE_FAILED, GONE, String(error));
  }
  throw new WireError(Code.ENGINE_FAILED, GONE, "a file is too short");
}
