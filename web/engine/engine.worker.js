/**
 * @file The engine's worker: answers the wire's engine operations, and ends itself when it is broken.
 *
 * Knows which operation asks what of the store, the loader and the model. Knows nothing of the page, of
 * the mind, or of what the tokens mean. What it is sent and says besides calls: see supervisor.js.
 */

import { openByteStore } from "../storage/bytes.js";
import { kindOf } from "../storage/models/manifest.js";
import { modelStore } from "../storage/models/opening.js";
import { holdLifeline } from "../wire/lifeline.js";
import { Peer, WireError, wireErrorOf } from "../wire/rpc.js";
import { Code, Op, Topic } from "../wire/wire.gen.js";
import { probe } from "./capabilities.js";
import { KINDS } from "./kinds.js";
import { load } from "./loading.js";
import { Matrices } from "./matrices/matrices.js";
import { isLarge, Ownership } from "./ownership.js";
import { Queue } from "./queue.js";
import { CARD_LOST } from "./runtime/session.js";
import { Slots } from "./slots.js";

/** @typedef {import("./kinds.js").Model} Model */
/** @typedef {import("./kinds.js").Operation} Operation */
/** @typedef {import("../storage/models/store.js").ModelStore} ModelStore */
/** @typedef {import("../wire/rpc.js").Handler} Handler */
/** @typedef {import("../wire/rpc.js").HandlerContext} HandlerContext */
/** @typedef {import("../storage/models/manifest.js").ModelKind} ModelKind */

const queue = new Queue();
const slots = new Slots();
const matrices = new Matrices();
const ownership = new Ownership(navigator.locks);
const page = new Peer(/** @type {any} */ (self));
/** @type {Peer | null} */
let mind = null;
const store = modelStore(openByteStore);
/** Whether an engine of this page lost the graphics card while it computed: this one, or one before it. */
let cardLost = false;

/** @param {any} args @param {HandlerContext} context */
async function loadModel(args, { part, signal }) {
  const key = JSON.stringify([
    args.model,
    args.base_url,
    args.device ?? "auto",
    args.allow_software ?? false,
  ]);
  const here = slots.keyed(key);
  if (here) return here.info;
  // The model before this one goes only when the new one's files are all here.
  const makeRoom = (/** @type {ModelKind} */ kind) => slots.empty(kind);
  const own = (/** @type {import("./loading.js").Manifest} */ manifest) => ownership.take(manifest);
  const context = {
    store: await store(),
    probe: await probe(cardLost),
    own,
    makeRoom,
    signal,
    part,
  };
  const { model, device_reason } = await load(args, context);
  const session = slots.fill({ key, model, info: infoOf(model, device_reason) });
  void watchFiles(context.store, model, args.base_url);
  model.lost.then((reason) => {
    if (!slots.holds(model)) return;
    // One that goes while nothing is computed may only have slept.
    cardLost ||= queue.busy;
    endSoon(new WireError(Code.ENGINE_LOST, CARD_LOST, reason));
  });
  return session.info;
}

/**
 * Checks the stored bytes while the model is used already: that takes more than a tenth of a load. What was
 * damaged is mended, and the engine ends, for what it computed was wrong.
 * @param {ModelStore} files @param {Model} model @param {string} base_url
 */
async function watchFiles(files, model, base_url) {
  const { signal } = new AbortController();
  const damaged = await files.mend(model.manifest, base_url, model.plan.device, signal);
  if (damaged.length === 0 || !slots.holds(model)) return;
  const message =
    "A model file on this device was damaged. It is mended, and the model is loaded again.";
  endSoon(new WireError(Code.ENGINE_LOST, message, damaged.join(", ")));
}

/** The value of model.load. @param {Model} model @param {string} device_reason */
function infoOf({ manifest, plan, facts, offers }, device_reason) {
  const { device, threads, component } = plan;
  const stated = facts.filter((name) => name in manifest);
  const said = Object.fromEntries(stated.map((name) => [name, manifest[name]]));
  return {
    ...said,
    ...offers,
    kind: kindOf(manifest),
    device,
    device_reason,
    threads,
    component,
    form: device,
  };
}

/** Each operation; those marked `queued` use the device and wait for one another. @type {Record<string, Handler>} */
const OPERATIONS = {
  [Op.ENGINE_PROBE]: async () => ({
    ...(await probe(cardLost)),
    computing_bytes: slots.computingBytes(),
  }),
  [Op.MODEL_LOAD]: queued(owning(loadModel)),
  [Op.MODEL_UNLOAD]: queued(
    owning(async (/** @type {any} */ { kind }) => {
      await slots.empty(kind);
      return {};
    }),
  ),
  [Op.MODEL_KEPT]: async () => ({ models: await (await store()).stored() }),
  [Op.MODEL_FORGET]: queued(
    owning(async (/** @type {any} */ args) => {
      await slots.forget(args.model);
      await (await store()).forget(String(args.model));
      return {};
    }),
  ),
  ...matrices.operations,
};

for (const [kind, { direct, queued: waiting }] of Object.entries(KINDS)) {
  const of = (/** @type {Operation} */ operation) =>
    onLoaded(/** @type {ModelKind} */ (kind), operation);
  for (const [op, operation] of Object.entries(direct)) OPERATIONS[op] = of(operation);
  for (const [op, operation] of Object.entries(waiting)) OPERATIONS[op] = queued(of(operation));
}

/** @param {ModelKind} kind @param {Operation} operation @returns {Handler} */
function onLoaded(kind, operation) {
  return async (args, { signal, part }) => operation(slots.loaded(kind), args, signal, part);
}

/** After it, other tabs may have a large model unless this one has one. @param {Handler} handler @returns {Handler} */
function owning(handler) {
  return async (args, context) => {
    try {
      return await handler(args, context);
    } finally {
      if (!slots.some(isLarge)) ownership.letGo();
    }
  };
}

/**
 * A failed run or load leaves the runtime in a state nobody knows: the call gets its failure, and the
 * worker ends, to be replaced.
 * @param {Handler} handler @returns {Handler}
 */
function queued(handler) {
  return (args, context) =>
    queue.run(async () => {
      try {
        return await handler(args, context);
      } catch (error) {
        const failure = wireErrorOf(error);
        if (BREAKING.has(failure.code)) endSoon(failure);
        throw error;
      }
    }, context.signal);
}

/** @type {Set<string>} */
const BREAKING = new Set([
  Code.ENGINE_FAILED,
  Code.ENGINE_LOST,
  Code.CALL_FAILED,
  Code.DEVICE_WRONG,
]);

/**
 * What waits fails now; the failed call's own last word gets time to arrive before the news of the end,
 * which takes another way.
 * @param {WireError} failure
 */
function endSoon({ message, detail }) {
  queue.close(new WireError(Code.ENGINE_LOST, message, detail));
  setTimeout(() => end(message, detail), LAST_WORD_MS);
}

const LAST_WORD_MS = 100;

/** Ends this worker; what is still open fails as lost. @param {string} message @param {string} detail */
function end(message, detail) {
  page.note(Topic.LOST, { worker: "engine", message, detail, cardLost });
  self.close();
}

/** @param {Peer} peer */
function answer(peer) {
  for (const [op, handler] of Object.entries(OPERATIONS)) peer.handle(op, handler);
}

/** A mind that is new has no caches or matrices yet, and the one before it needs none any more. @param {MessagePort} port */
function connect(port) {
  mind?.lost(Code.MIND_LOST, "Another mind took over.");
  matrices.closeAll();
  queue.run(async () => slots.reset(), new AbortController().signal);
  mind = new Peer(port);
  answer(mind);
}

/** @param {{lock: string, port: MessagePort | null, cardLost?: boolean}} init */
async function start({ lock, port, cardLost: lostBefore = false }) {
  cardLost = lostBefore;
  // Before the wait: a newer port may come during it, and must not be replaced by this one.
  if (port) connect(port);
  await holdLifeline(lock);
  page.note(Topic.BOOT, { worker: "engine", phase: "start" });
  page.note(Topic.READY, { worker: "engine" });
}

self.addEventListener("message", (event) => {
  const { data } = /** @type {MessageEvent} */ (event);
  if (data?.kind === "init") start(data);
  else if (data?.kind === "port") connect(data.port);
});
// transformers.js loses some rejections (its loader's nested promises): a load would hang for ever.
self.addEventListener("unhandledrejection", (event) => {
  end("The engine failed.", String(/** @type {PromiseRejectionEvent} */ (event).reason));
});
answer(page);
