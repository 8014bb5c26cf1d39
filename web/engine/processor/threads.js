/**
 * @file The threads beside the engine's own.
 *
 * They never return from their work, so they cannot hear messages: they are ended from outside.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {{module: WebAssembly.Module, memory: WebAssembly.Memory, thread: number}} Work */
/** @typedef {{terminate: () => unknown}} Thread */
/** @typedef {(work: Work) => Promise<Thread>} StartThread resolves when the thread serves */

/** Where a host forgets a header, a thread never starts and nothing is said of it. */
const START_MS = 30_000;

/** @type {StartThread} */
export function startThread(work) {
  const worker = new Worker(new URL("thread.js", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => {
      worker.terminate();
      reject(new WireError(Code.ENGINE_FAILED, "the threads did not start", why));
    };
    const late = setTimeout(() => fail(`none after ${START_MS} ms`), START_MS);
    worker.onmessage = () => {
      clearTimeout(late);
      resolve(worker);
    };
    worker.onerror = ({ message }) => fail(message);
    try {
      worker.postMessage(work);
    } catch (error) {
      clearTimeout(late);
      fail(String(error)); // WebKitGTK sends no shared memory
    }
  });
}

/**
 * All threads but the first, or none of them.
 * @param {number} count of all threads @param {Omit<Work, "thread">} work @param {StartThread} startOne
 * @returns {Promise<Thread[]>} @throws {WireError} engine.failed
 */
export async function startThreads(count, work, startOne) {
  const starting = Array.from({ length: count - 1 }, (_, at) =>
    startOne({ ...work, thread: at + 1 }),
  );
  const settled = await Promise.allSettled(starting);
  const started = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = settled.find((one) => one.status === "rejected");
  if (!failed) return started;
  for (const thread of started) thread.terminate();
  throw failed.reason;
}
