/**
 * @file Steps and scores: tokens into a cache, numbers out.
 *
 * Knows a model's `run`, the caches and the context's limits. Knows nothing of messages, or of what the
 * tokens mean. A call that is stopped or refused leaves its cache as it was.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { integer } from "../arguments.js";
import { masked } from "../grammar/grammar.js";
import { softOf } from "../media/placing.js";
import { macrotask, throwIfStopped } from "../queue.js";
import { dot } from "./table.js";
import { logSumExp, topK } from "./topk.js";

/** @typedef {import("./model.js").LanguageModel} Model */
/** @typedef {import("./model.js").KeyValues} KeyValues */
/** @typedef {import("./onnx.js").Question} Question */
/** @typedef {import("./onnx.js").RunResult} RunResult */
/** @typedef {import("./caches.js").Caches<any>} OpenCaches */
/** @typedef {{cache: number, ids: number[], top_k: number, ask_ids: number[], want_log_z: boolean, want_hidden: boolean, advance: boolean, media: unknown, grammar: unknown, answered: number, proposed: number[]}} StepArgs */
/** @typedef {Pick<Model, "plan" | "run">} Reader */
/** @typedef {import("../media/placing.js").Soft} Soft */

/**
 * Tokens fed between two chances to stop. On a CPU a 270M model reads a token in about 8 ms with two
 * threads, 15 ms with one: chunks of 32 took 6 % less than of 16, and of 120 only 4 % less again, while
 * a stop waits for the end of one. On WebGPU, 32 tokens or more at once go to ONNX Runtime's flash
 * kernel, which is wrong where subgroups are of 4 (SwiftShader; measured with the tiny model): 31 take
 * the kernel that is right everywhere.
 */
const CHUNK_TOKENS = { wasm: 32, webgpu: 31 };

const NOTHING_ASKED = {
  top_k: 0,
  ask_ids: [],
  want_log_z: false,
  want_hidden: false,
  advance: true,
  media: [],
  grammar: null,
  answered: 0,
  proposed: [],
};
/** Guesses that a step takes beside its one id: together they stay within a chunk. */
const MOST_PROPOSED = 15;

/**
 * Feeds `ids` and reports on the last position. Without a question that needs all logits the head is
 * left out, and the ids asked for are answered from the hidden state and their rows. Without `advance` the
 * cache stays as it was. With a grammar only what may follow is ranked; `log_z` stays that of all tokens.
 * What is `proposed` is fed too, as far as the grammar lets it follow: `ahead` ranks what may follow each.
 * @param {Model} model @param {OpenCaches} caches
 * @param {Partial<StepArgs> & {cache: number, ids: number[]}} args @param {AbortSignal} signal
 */
export async function step(model, caches, args, signal) {
  const started_ms = performance.now();
  const asked = { ...NOTHING_ASKED, ...args };
  const { state, ids } = caches.get(asked.cache);
  checkStep(model, asked, state.length);
  const { masks, proposed } = allowedAfter(model, asked, ids);
  const fed = [...asked.ids, ...proposed];
  const soft = placed(model, fed, state.length, asked.media);
  await model.media?.rest();
  const rows = await rowsOf(model, asked);
  const reader = seeing(model, soft);
  const question = atTheEnd(questionOf(asked, rows, 1 + proposed.length));
  const { logits, hidden, state: after } = await feed(reader, state, fed, question, signal);
  if (asked.advance) caches.advance(asked.cache, after, fed);
  else after.release();
  const told = {
    asked_logits: rows?.map((row) => dot(row, hidden)) ?? asked.ask_ids.map((id) => logits[id]),
    log_z: asked.want_log_z ? logSumExp(logits) : null,
  };
  const [top, ...ahead] = ranked(logits, asked.top_k, masks, proposed.length);
  return {
    length: after.length,
    top_ids: top.ids,
    top_logits: top.values,
    ...told,
    hidden: asked.want_hidden ? Array.from(hidden) : [],
    ahead,
    engine_ms: performance.now() - started_ms,
  };
}

/**
 * The best of each row of logits, which is masked where it lies.
 * @param {Float32Array} logits of 1 + `proposed` rows, or none @param {number} k
 * @param {Uint32Array[] | null} masks one a row; null: all are allowed @param {number} proposed
 */
function ranked(logits, k, masks, proposed) {
  const width = logits.length / (1 + proposed);
  return Array.from({ length: 1 + proposed }, (_, at) => {
    const row = logits.subarray(at * width, (at + 1) * width);
    return topK(masks ? masked(row, masks[at]) : row, k);
  });
}

/** @param {Model} model @param {number[]} ids @param {number} position of the first @param {unknown} media @returns {Soft} @throws {WireError} call.invalid, media.unknown */
function placed(model, ids, position, media) {
  if (model.media) return softOf(model.media, ids, position, media);
  if (Array.isArray(media) && media.length === 0) return new Map();
  throw new WireError(Code.CALL_INVALID, "This model reads no images and no sounds.");
}

/** What reads with these soft tokens at their places. @param {Model} model @param {Soft} soft @returns {Reader} */
function seeing(model, soft) {
  const { plan } = model;
  if (soft.size === 0) return model;
  return { plan, run: (past, ids, question) => model.run(past, ids, question, soft) };
}

/**
 * The tokens that may be ranked, after `ids` and after each that is proposed and may follow; null: all.
 * `answered` counts from the end of what the cache will hold, less what is proposed.
 * @param {Model} model @param {StepArgs} asked @param {number[]} before what the cache holds
 * @returns {{masks: Uint32Array[] | null, proposed: number[]}}
 * @throws {WireError} grammar.unknown, grammar.invalid, call.invalid
 */
function allowedAfter({ grammars }, { grammar, answered, ids, proposed }, before) {
  if (grammar === null) return { masks: null, proposed };
  const whole = before.length + ids.length;
  const start = whole - integer("answered", answered, 0, whole);
  const answer =
    start < before.length ? before.slice(start).concat(ids) : ids.slice(start - before.length);
  const masks = grammars.get(grammar).along(answer, proposed);
  return { masks, proposed: proposed.slice(0, masks.length - 1) };
}

/** The head's rows for the ids asked for; null where the head itself has to be computed. @param {Model} model @param {StepArgs} asked */
async function rowsOf({ table }, { top_k, ask_ids, want_log_z }) {
  if (top_k > 0 || want_log_z) return null;
  if (ask_ids.length === 0) return [];
  return table?.serves(ask_ids.length) ? table.rows(ask_ids) : null;
}

/** @param {StepArgs} asked @param {Float32Array[] | null} rows @param {number} positions @returns {Question} */
function questionOf({ want_hidden }, rows, positions) {
  return rows
    ? { rows: 0, hidden: want_hidden || rows.length > 0 }
    : { rows: positions, hidden: want_hidden };
}

/**
 * The log-probability of each token of each continuation; the cache stays as it was.
 *
 * What follows the cache is asked once, by feeding its last token again; each continuation longer than
 * one token then costs a run of its own, or several where it is longer than a chunk.
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
  placed(model, ids.slice(-1), state.length - 1, []);
  for (const continuation of continuations) {
    checkIds(model, continuation);
    placed(model, continuation, state.length, []);
    checkRoom(model, state.length + continuation.length);
  }
  const before = caches.view(state, state.length - 1);
  try {
    const first = await feed(
      model,
      before,
      ids.slice(-1),
      atTheEnd({ rows: 1, hidden: false }),
      signal,
    );
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

/** The log-probabilities of all but a continuation's first token. @param {Model} model @param {KeyValues} start @param {number[]} continuation @param {AbortSignal} signal @returns {Promise<number[]>} */
async function tail(model, start, continuation, signal) {
  if (continuation.length < 2) return [];
  const { vocab_size } = model.manifest;
  /** @type {number[]} */
  const log_probs = [];
  await macrotask();
  const all = (/** @type {number} */ rows) => ({ rows, hidden: false });
  const end = await feed(model, start, continuation.slice(0, -1), all, signal, ({ logits }) => {
    for (let at = 0; at < logits.length; at += vocab_size) {
      const next = continuation[log_probs.length + 1];
      log_probs.push(...probabilities(logits.subarray(at, at + vocab_size), [next]));
    }
  });
  end.state.release();
  return log_probs;
}

/** @param {Float32Array} row @param {number[]} ids */
function probabilities(row, ids) {
  const log_z = logSumExp(row);
  return ids.map((id) => row[id] - log_z);
}

/**
 * Feeds `ids` in chunks, with a chance to stop between them, and gives what the last one gave.
 * @param {Reader} model @param {KeyValues} start @param {number[]} ids
 * @param {(size: number, last: boolean) => Question} question what is asked of a chunk
 * @param {AbortSignal} signal
 * @param {(result: RunResult) => void} [heard] is told what each chunk gave
 * @returns {Promise<RunResult>}
 */
async function feed(model, start, ids, question, signal, heard) {
  const size = CHUNK_TOKENS[model.plan.device];
  let state = start;
  for (let at = 0; ; at += size) {
    const chunk = ids.slice(at, at + size);
    const last = at + size >= ids.length;
    let result;
    try {
      throwIfStopped(signal);
      result = await model.run(state, chunk, question(chunk.length, last));
    } finally {
      if (state !== start) state.release();
    }
    heard?.(result);
    if (last) return result;
    state = result.state;
    await macrotask();
  }
}

/** The same question about the last position only. @param {Question} question @returns {(size: number, last: boolean) => Question} */
function atTheEnd(question) {
  return (_size, last) => (last ? question : { rows: 0, hidden: false });
}

/** @param {Model} model @param {StepArgs} asked @param {number} length of the cache @throws {WireError} call.invalid, context.full */
function checkStep(model, asked, length) {
  const { ids, ask_ids, top_k, want_hidden, proposed } = asked;
  checkIds(model, ids);
  checkIds(model, ask_ids, true);
  checkIds(model, proposed, true);
  checkRoom(model, length + ids.length + proposed.length);
  if (proposed.length > 0) checkProposed(asked);
  if (!Number.isInteger(top_k) || top_k < 0) {
    throw new WireError(Code.CALL_INVALID, "top_k must be a whole number, 0 or more.");
  }
  if (want_hidden && model.offers?.hidden_states === false)
    throw new WireError(Code.CALL_INVALID, "This model tells no hidden states.");
}

/** @param {StepArgs} asked with something proposed @throws {WireError} call.invalid */
function checkProposed({ ids, ask_ids, top_k, want_log_z, want_hidden, proposed }) {
  const more = ask_ids.length > 0 || want_log_z || want_hidden;
  if (ids.length > 1 || proposed.length > MOST_PROPOSED || top_k === 0 || more)
    throw new WireError(
      Code.CALL_INVALID,
      `One token, and at most ${MOST_PROPOSED} proposed ones, are ranked and nothing else is told.`,
    );
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
