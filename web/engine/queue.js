/**
 * @file A queue: one task after another, so that no two use the device at once.
 *
 * Knows nothing of what a task does. After each task the event loop gets a turn, and the next one waits for it:
 * CPU inference never yields by itself, and a stop that arrived meanwhile must reach its call before that call
 * begins. A task that comes later, as each token's does, finds that turn taken.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/** Resolves after messages that have already arrived were delivered. @returns {Promise<void>} */
export function macrotask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => {
      port2.close();
      resolve();
    };
    port1.postMessage(null);
  });
}

/** @param {AbortSignal} signal @throws {WireError} call.stopped */
export function throwIfStopped(signal) {
  if (signal.aborted) throw new WireError(Code.CALL_STOPPED, "Stopped.");
}

const LATELY_MS = 1000;

/** A queue of tasks. A task whose signal aborts while it waits is never run. */
export class Queue {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** @type {Promise<void>} */
  #loopTurn = Promise.resolve();
  /** @type {WireError | null} */
  #closed = null;

  /** When the last task ended; for ever from now while one is being done. */
  #rests_ms = Number.NEGATIVE_INFINITY;

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @param {AbortSignal} signal
   * @returns {Promise<T>}
   */
  run(task, signal) {
    const turn = async () => {
      await this.#loopTurn;
      throwIfStopped(signal);
      if (this.#closed) throw this.#closed;
      this.#rests_ms = Number.POSITIVE_INFINITY;
      try {
        return await task();
      } finally {
        this.#rests_ms = performance.now();
        this.#loopTurn = macrotask();
      }
    };
    const result = this.#last.then(turn);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Whether a task is being done, or was so lately: between two tokens there is none. */
  get busy() {
    return performance.now() - this.#rests_ms < LATELY_MS;
  }

  /** Every task that has not begun fails with this. @param {WireError} error */
  close(error) {
    this.#closed ??= error;
  }
}
