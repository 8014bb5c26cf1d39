/**
 * @file Who has which bytes of the processor's memory, and what is read into them from where.
 *
 * Knows nothing of models.
 */

/**
 * Bytes on their way into memory.
 * @typedef {object} Reading
 * @property {number} at the address of the first
 * @property {Blob} blob
 * @property {Turn} [turn] where they are kept otherwise than they lie there
 */
/** @typedef {(bytes: ArrayBuffer) => ArrayBufferView} Turn of a part whose length is a multiple of four, or the last */

export const ALIGNMENT_BYTES = 64;
/** Below it lie the plan and what threads tell one another (assembly/plan.ts, assembly/deal.ts). */
const FIRST_FREE = 4096;
/** Bytes read from a file at once, on their way into memory. */
const READ_BYTES = 2 ** 20;

export class Places {
  #end = FIRST_FREE;
  /** What is read, in lists that are read side by side. @type {Reading[][]} */
  readings = [];

  /** The first byte that nobody has. */
  get end_bytes() {
    return this.#end;
  }

  /** @param {number} bytes @returns {number} the address of so many, at a multiple of ALIGNMENT_BYTES */
  take(bytes) {
    const at = this.#end;
    this.#end = Math.ceil((at + bytes) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    return at;
  }

  /** A new list of readings. @returns {Reading[]} */
  list() {
    /** @type {Reading[]} */
    const list = [];
    this.readings.push(list);
    return list;
  }

  /**
   * Has a blob read.
   * @param {Reading[]} list of those that are read one after another
   * @param {Blob} blob @param {{bytes?: number, turn?: Turn}} [kept] how many bytes it becomes, and by what
   * @returns {number} where it will lie
   */
  put(list, blob, { bytes = blob.size, turn } = {}) {
    const at = this.take(bytes);
    list.push({ at, blob, turn });
    return at;
  }
}

/** One after another into their places. @param {Reading[]} list @param {WebAssembly.Memory} memory @param {AbortSignal} signal */
export async function readAll(list, memory, signal) {
  for (const reading of list) await read(reading, memory, signal);
}

/**
 * Bytes into their place, piece by piece. A stream into one array (BYOB) would leave no garbage, but on a
 * busy machine Chromium's stood still, one load in ten.
 * @param {Reading} reading @param {WebAssembly.Memory} memory @param {AbortSignal} signal
 */
async function read({ at, blob, turn }, memory, signal) {
  let to = at;
  for (let from = 0; from < blob.size; from += READ_BYTES) {
    const part = await blob.slice(from, from + READ_BYTES).arrayBuffer();
    signal.throwIfAborted();
    const turned = turn ? turn(part) : new Uint8Array(part);
    const { buffer, byteOffset, byteLength } = turned;
    new Uint8Array(memory.buffer, to, byteLength).set(
      new Uint8Array(buffer, byteOffset, byteLength),
    );
    to += byteLength;
    NOWHERE.postMessage(null, [part]);
  }
}

/** A port that nobody listens at: what is sent there is freed at once, where a collector would leave 130 MB of a load. */
const NOWHERE = closedPort();

function closedPort() {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
