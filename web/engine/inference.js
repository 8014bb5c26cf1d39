/**
 * @file Steps and scores: tokens into a cache, numbers out.
 *
 * Knows a model's `run`, the caches and the context's limits. Knows nothing of messages, or of what the
 * tokens mean. A call that is stopped or refused leaves its cache as it was.
 */

import { WireError } from "../rpc.js";
import { Code } from "../wire.gen.js";
import { logSumExp, topK } from "./topk.js";
import { macrotask, throwIfStopped } from "./turns.js";

/** @typedef {import("../engine.js").Model} Model */
/** @typedef {import("../engine.js").KeyValues} KeyValues */
/** @typedef {import("onnxruntime-common").Tensor} Tensor */
/** @typedef {import("./caches.js").Caches<Tensor>} OpenCaches */
/** @typedef {{cache: number, ids: number[], top_k: number, ask_ids: number[], want_log_z: boolean}} StepArgs */

/**
 * Tokens fed between two chances to stop: a long prompt takes seconds on a CPU, about 15 ms a token of
 * a 270M model in one thread, and from 8 tokens on a larger chunk is no faster there. On WebGPU, 32
 * tokens or more at once go to ONNX Runtime's flash kernel, which is wrong where subgroups are of 4
 * (SwiftShader; measured with the tiny model): 31 take the kernel that is right everywhere.
 */
const CHUNK_TOKENS = { wasm: 16, webgpu: 31 };

/**
 * Feeds `ids` and reports on the last position. With no question about it the head is left out.
 * @param {Model} model @param {OpenCaches} caches @param {StepArgs} args @param {AbortSignal} signal
 */
export async function step(model, caches, args, signal) {
  const started_ms = performance.now();
  const { cache, ids, top_k = 0, ask_ids = [], want_log_z = false } = args;
  const { state } = caches.get(cache);
  checkIds(model, ids);
  checkIds(model, ask_ids, true);
  checkRoom(model, state.length + ids.length);
  if (!Number.isInteger(top_k) || top_k < 0) {
    throw new WireError(Code.CALL_INVALID, "top_k must be a whole number, 0 or more.");
  }
  const asked = top_k > 0 || ask_ids.length > 0 || want_log_z;
  const result = await feed(model, state, ids, asked ? 1 : 0, signal);
  caches.advance(cache, result.state, ids);
  const row = result.logits;
  const top = asked ? topK(row, top_k) : { ids: [], values: [] };
  return {
    length: result.state.length,
    top_ids: top.ids,
    top_logits: top.values,
    asked_logits: ask_ids.map((id) => row[id]),
    log_z: want_log_z ? logSumExp(row) : null,
    engine_ms: performance.now() - started_ms,
  };
}

/**
 * The log-probability of each token of each continuation; the cache stays as it was.
 *
 * What follows the cache is asked once, by feeding its last token again; each continuation longer than
 * one token then costs one run of its own.
 * @param {Model} model @param {OpenCaches} caches
 * @param {{cache: number, continuations: number[][]}} args @param {AbortSignal} signal
 * @returns {Promise<{log_probs: number[][]}>}
 */
export async function score(model, caches, { cache, continuations }, signal) {
  const { state, ids } = caches.get(cache);
  if (ids.length === 0)
    throw new WireError(Code.CALL_INVALID, "An empty cache has nothing to continue.");
  if (!Array.isArray(continuations))
    throw new WireError(Code.CALL_INVALID, "Continuations must be a list.");
  for (const continuation of continuations) {
    checkIds(model, continuation);
    checkRoom(model, state.length + continuation.length);
  }
  const before = caches.view(state, state.length - 1);
  try {
    const first = await feed(model, before, ids.slice(-1), 1, signal);
    try {
      const heads = probabilities(
        first.logits,
        continuations.map(([id]) => id),
      );
      const log_probs = [];
      for (const [at, continuation] of continuations.entries()) {
        log_probs.push([heads[at], ...(await tail(model, first.state, continuation, signal))]);
      }
      return { log_probs };
    } finally {
      first.state.release();
    }
  } finally {
    before.release();
  }
}

/** The log-probabilities of all but a continuation's first token. @param {Model} model @param {KeyValues} state @param {number[]} continuation @param {AbortSignal} signal */
async function tail(model, state, continuation, signal) {
  if (continuation.length < 2) return [];
  await macrotask();
  throwIfStopped(signal);
  const { vocab_size } = model.manifest;
  const {
    logits,
    rows,
    state: after,
  } = await model.run(state, continuation.slice(0, -1), continuation.length - 1);
  after.release();
  return Array.from({ length: rows }, (_, at) => {
    const row = logits.subarray(at * vocab_size, (at + 1) * vocab_size);
    return probabilities(row, [continuation[at + 1]])[0];
  });
}

/** @param {Float32Array} row @param {number[]} ids */
function probabilities(row, ids) {
  const log_z = logSumExp(row);
  return ids.map((id) => row[id] - log_z);
}

/**
 * Feeds `ids` in chunks, with a chance to stop between them.
 * @param {Model} model @param {KeyValues} start @param {number[]} ids @param {number} keep @param {AbortSignal} signal
 */
async function feed(model, start, ids, keep, signal) {
  const size = CHUNK_TOKENS[model.plan.device];
  let state = start;
  for (let at = 0; ; at += size) {
    const last = at + size >= ids.length;
    let result;
    try {
      throwIfStopped(signal);
      result = await model.run(state, ids.slice(at, at + size), last ? keep : 0);
    } finally {
      if (state !== start) state.release();
    }
    if (last) return result;
    state = result.state;
    await macrotask();
  }
}

/** @param {Model} model @param {unknown} ids @param {boolean} [mayBeEmpty] @throws {WireError} call.invalid */
function checkIds(model, ids, mayBeEmpty = false) {
  if (!Array.isArray(ids) || (ids.length === 0 && !mayBeEmpty)) {
    throw new WireError(Code.CALL_INVALID, "Token ids must be a list with at least one entry.");
  }
  const { vocab_size } = model.manifest;
  // An id beyond the table makes the runtime fail, and a failed run ends the whole worker.
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocab_size);
  if (wrong !== undefined) {
    throw new WireError(
      Code.CALL_INVALID,
      `${wrong} is not a token id; the vocabulary has ${vocab_size}.`,
    );
  }
}

/** @param {Model} model @param {number} length @throws {WireError} context.full */
function checkRoom(model, length) {
  const { context_tokens } = model.manifest;
  if (length > context_tokens) {
    const message = `The text is too long for the model: ${length} tokens, and it reads ${context_tokens}.`;
    throw new WireError(Code.CONTEXT_FULL, message);
  }
}
