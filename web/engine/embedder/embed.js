/**
 * @file Texts into vectors: read, put into runs, computed with a chance to stop between them.
 *
 * Knows an embedder's `read`, `count` and `run`. Knows nothing of messages, or of what the vectors are for.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { macrotask, throwIfStopped } from "../queue.js";
import { runsOf } from "./rows.js";

/** @typedef {import("./embedder.js").Embedder} Embedder */

/**
 * Tokens in a run, padding among them. More make the processor hardly faster, and a stop waits for a run to
 * end; a graphics device needs more at once to be busy (DECISIONS, 2026-11-23).
 */
const RUN_TOKENS = { wasm: 256, webgpu: 512 };

/** Letters read between two chances to stop: some 10 ms of the tokenizer's time. */
const READ_LETTERS = 20_000;

/**
 * @param {Embedder} embedder @param {{texts: unknown}} args @param {AbortSignal} signal
 * @returns {Promise<{vectors: Float32Array, tokens: number[], cut: boolean[]}>} [texts, dimensions]
 * @throws {WireError} call.invalid, call.stopped, engine.failed, engine.lost
 */
export async function embed(embedder, { texts }, signal) {
  const readings = await eachOf(texts, (text) => embedder.read(text), signal);
  const lengths = readings.map(({ ids }) => ids.length);
  const vectors = new Float32Array(readings.length * embedder.dimensions);
  const limit = Math.min(RUN_TOKENS[embedder.plan.device], embedder.manifest.context_tokens);
  for (const places of runsOf(lengths, limit)) {
    throwIfStopped(signal);
    const rows = await embedder.run(places.map((at) => readings[at].ids));
    for (const [row, at] of places.entries()) {
      const start = row * embedder.dimensions;
      vectors.set(rows.subarray(start, start + embedder.dimensions), at * embedder.dimensions);
    }
    await macrotask();
  }
  return { vectors, tokens: lengths, cut: readings.map(({ cut }) => cut) };
}

/**
 * @param {Embedder} embedder @param {{texts: unknown}} args @param {AbortSignal} signal
 * @returns {Promise<{tokens: number[]}>} without the marks of begin and end
 * @throws {WireError} call.invalid, call.stopped
 */
export async function count(embedder, { texts }, signal) {
  return { tokens: await eachOf(texts, (text) => embedder.count(text), signal) };
}

/**
 * What `task` makes of each text, with a chance to stop now and then.
 * @template T
 * @param {unknown} texts @param {(text: string) => T} task @param {AbortSignal} signal
 * @returns {Promise<T[]>}
 */
async function eachOf(texts, task, signal) {
  const made = [];
  let letters = 0;
  for (const text of checked(texts)) {
    letters += text.length;
    if (letters > READ_LETTERS) {
      letters = 0;
      await macrotask();
      throwIfStopped(signal);
    }
    made.push(task(text));
  }
  return made;
}

/** @param {unknown} texts @returns {string[]} @throws {WireError} call.invalid */
function checked(texts) {
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string")) return texts;
  throw new WireError(Code.CALL_INVALID, "What is to be embedded must be a list of texts.");
}
