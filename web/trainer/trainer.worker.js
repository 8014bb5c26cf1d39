/**
 * @file The trainer's worker: answers the wire's train operations, and ends itself when it is broken.
 *
 * A thread of its own, ended after each training: the memory it computes in, up to a gigabyte, never shrinks. Knows
 * which operation asks what; knows nothing of the page, of the mind, or of what is learnt. What it is sent and says
 * besides calls: see page/supervisor.js.
 */

import { probe } from "../engine/capabilities.js";
import { Queue } from "../engine/queue.js";
import { openByteStore } from "../storage/bytes.js";
import { modelStore } from "../storage/models/opening.js";
import { holdLifeline } from "../wire/lifeline.js";
import { Peer, WireError, wireErrorOf } from "../wire/rpc.js";
import { Code, Op, Topic } from "../wire/wire.gen.js";
import { openTrainer } from "./opening.js";

/** @typedef {import("../wire/rpc.js").Handler} Handler */
/** @typedef {import("./trainer.js").Trainer} Trainer */

const LAST_WORD_MS = 100;

const queue = new Queue();
const page = new Peer(/** @type {any} */ (self));
const store = modelStore(openByteStore);
/** @type {Trainer | null} */
let trainer = null;

/** @type {Handler} */
async function open(args, { part, signal }) {
  if (trainer) throw new WireError(Code.CALL_INVALID, "A trainer is opened once. End it first.");
  const context = { store: await store(), probe: await probe(), signal, part };
  const opened = await openTrainer(args, context);
  trainer = opened.trainer;
  return opened.info;
}

/** @param {(trainer: Trainer, args: any, signal: AbortSignal) => any} operation @returns {Handler} */
function onOpen(operation) {
  return async (args, { signal }) => {
    if (!trainer) throw new WireError(Code.MODEL_NONE, "No model is loaded for training.");
    return operation(trainer, args, signal);
  };
}

/** @type {Record<string, Handler>} */
const OPERATIONS = {
  [Op.TRAIN_OPEN]: open,
  [Op.TRAIN_ENCODE]: onOpen((it, { texts }) => ({ ids: it.encode(texts.map(String)) })),
  [Op.TRAIN_RESTORE]: onOpen((it, held) => {
    it.restore(held);
    return {};
  }),
  [Op.TRAIN_SAVE]: onOpen((it, { moments }) => it.save(Boolean(moments))),
  [Op.TRAIN_STEP]: onOpen((it, { texts, rates }, signal) => it.step(texts, rates, signal)),
  [Op.TRAIN_LOSS]: onOpen((it, { texts }, signal) => it.loss(texts, signal)),
};

/**
 * A run that failed leaves the runtime in a state nobody knows: the call gets its failure, and the worker ends.
 * @param {Handler} handler @returns {Handler}
 */
function queued(handler) {
  return (args, context) =>
    queue.run(async () => {
      try {
        return await handler(args, context);
      } catch (error) {
        if (trainer?.broken) endSoon(wireErrorOf(error));
        throw error;
      }
    }, context.signal);
}

/** The failed call's own last word gets time to arrive before the news of the end. @param {WireError} failure */
function endSoon({ message, detail }) {
  queue.close(new WireError(Code.ENGINE_LOST, message, detail));
  setTimeout(() => end(message, detail), LAST_WORD_MS);
}

/** @param {string} message @param {string} detail */
function end(message, detail) {
  page.note(Topic.LOST, { worker: "trainer", message, detail });
  self.close();
}

/** @param {{lock: string, port: MessagePort}} init */
async function start({ lock, port }) {
  const mind = new Peer(port, { held: true });
  for (const [op, handler] of Object.entries(OPERATIONS)) mind.handle(op, queued(handler));
  await holdLifeline(lock);
  page.note(Topic.BOOT, { worker: "trainer", phase: "start" });
  mind.open();
}

self.addEventListener("message", ({ data }) => {
  if (data?.kind === "init") start(data);
});
// transformers.js loses some rejections: a load would hang for ever.
self.addEventListener("unhandledrejection", ({ reason }) => {
  end("The trainer failed.", String(reason));
});
