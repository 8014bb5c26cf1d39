/**
 * @file The pace of long arithmetic: a rest for the event loop every so often, and a stop heard there.
 *
 * Knows the clock; knows nothing of what is computed.
 */

import { macrotask, throwIfStopped } from "../queue.js";

/** A worker that computes longer than this at once lets its messages wait noticeably. */
const PART_MS = 50;

export class Pace {
  #until_ms = performance.now() + PART_MS;

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.signal = signal;
  }

  /** Null while there is time; else what to await, after which the workspace holds anything. */
  rest() {
    return performance.now() < this.#until_ms ? null : this.#turn();
  }

  /** @throws {import("../../wire/rpc.js").WireError} call.stopped */
  async #turn() {
    await macrotask();
    throwIfStopped(this.signal);
    this.#until_ms = performance.now() + PART_MS;
  }
}
