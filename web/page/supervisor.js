/**
 * @file Starts the workers, links them, notices when one is gone and starts it anew.
 *
 * Runs in the page. Knows how a worker is born and dies, and who has a port to whom; knows nothing of
 * operations, models, Python or screens.
 *
 * What a worker is sent: {kind: "init", lock, ...} once, then {kind: "port", pipe: "engine", port} for
 * a new port. What it says: note worker.boot (the first one means its lifeline is held), worker.ready,
 * worker.lost (it is about to end; an engine says by `cardLost` that the graphics card went away while it computed, and
 * each engine after it is told so at its init), worker.kill {worker} (a call hangs: end that worker, hard), worker.start
 * {worker: "trainer"} (the one that lives only while it is wanted, see trainer.js).
 */

import { Kind, Topic } from "../wire/wire.gen.js";
import { Life } from "./life.js";
import { superviseTrainer } from "./trainer.js";

/** @typedef {import("../wire/rpc.js").Peer} Peer */
/** @typedef {import("./life.js").Loss} Loss */
/** @typedef {import("./life.js").WorkerKind} WorkerKind */
/** @typedef {import("./life.js").WorkerListener} WorkerListener */

/** @returns {Worker} */
const spawnEngine = () =>
  new Worker(new URL("../engine/engine.worker.js", import.meta.url), {
    type: "module",
    name: "hearthside engine",
  });

/** @returns {Worker} */
const spawnMind = () =>
  new Worker(new URL("../mind/mind.worker.js", import.meta.url), {
    type: "module",
    name: "hearthside mind",
  });

/**
 * The engine alone, for whoever brings a mind of their own.
 * @typedef {object} EngineKeeper
 * @property {() => MessagePort} connect a new port to the engine; the port before it falls silent
 * @property {() => void} kill ends the engine, hard; a new one follows
 * @property {() => void} restart tries again after `failed`
 * @property {() => void} end ends the engine for good
 */

/**
 * A port behind which nobody lives: every call fails at once, instead of waiting for ever.
 * @param {Loss} loss @returns {MessagePort}
 */
function deadEnd(loss) {
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data }) => {
    if (data?.kind === Kind.CALL) port2.postMessage({ kind: Kind.FAIL, id: data.id, ...loss });
  };
  return port1;
}

/**
 * Keeps an engine alive. `onPort` gets a port at once, and a new one after every loss; what is posted
 * before the new engine is up waits in the port. After a final loss the port fails every call, until
 * `restart` brings another.
 * @param {object} options
 * @param {(port: MessagePort) => void} options.onPort
 * @param {(loss: Loss, final: boolean) => void} [options.onLost] called after the new port came
 * @param {WorkerListener} [options.onWorker]
 * @param {() => Worker} [options.spawn]
 * @param {number[]} [options.delays_ms]
 * @returns {EngineKeeper}
 */
export function superviseEngine({
  onPort,
  onLost,
  onWorker = () => {},
  spawn = spawnEngine,
  delays_ms,
}) {
  /** @type {MessagePort | null} the engine's end, for as long as there is no engine to take it */
  let waiting = null;
  /** @type {Loss | null} */
  let failed = null;
  let cardLost = false;
  const connect = () => {
    if (failed) return deadEnd(failed);
    const { port1, port2 } = new MessageChannel();
    if (life.worker)
      life.worker.postMessage({ kind: "port", pipe: "engine", port: port2 }, [port2]);
    else waiting = port2;
    return port1;
  };
  const life = new Life({
    kind: "engine",
    spawn,
    delays_ms,
    onWorker: (state, detail) => onWorker("engine", state, detail),
    onSpawn: ({ worker }, lock) => {
      const port = waiting;
      waiting = null;
      worker?.postMessage({ kind: "init", lock, port, cardLost }, port ? [port] : []);
    },
    onGone: (loss, final) => {
      failed = final ? loss : null;
      cardLost ||= loss.cardLost ?? false;
      onPort(connect());
      onLost?.(loss, final);
    },
  });
  onPort(connect());
  life.start();
  return {
    connect,
    kill: () => life.kill(),
    end: () => life.end(),
    restart: () => {
      if (life.worker) return;
      failed = null;
      onPort(connect());
      life.restart();
    },
  };
}

/**
 * Keeps an engine and a mind alive, linked to each other, and a trainer beside them while it is wanted.
 * @param {object} options
 * @param {{entry: string, baseUrl: string, boot: "auto" | "ordinary"}} options.mind the mind's init
 * @param {(peer: Peer) => void} options.onMind a peer to a mind just started; register handlers and
 *   listeners at once. The peer before it is lost.
 * @param {WorkerListener} [options.onWorker]
 * @param {{engine?: () => Worker, mind?: () => Worker, trainer?: () => Worker}} [options.spawn]
 * @param {number[]} [options.delays_ms]
 */
export function supervise({ mind, onMind, onWorker = () => {}, spawn = {}, delays_ms }) {
  /** @type {Life | null} null until the engine is there */
  let life = null;
  /** @param {any} message @param {Transferable[]} [transfer] */
  const tellMind = (message, transfer = []) => life?.worker?.postMessage(message, transfer);
  /** What the mind hears of the worker behind a pipe. @param {"engine" | "trainer"} pipe */
  const news = (pipe) => ({
    /** @param {MessagePort} port */
    onPort: (port) => tellMind({ kind: "port", pipe, port }, [port]),
    /** @param {Loss} loss @param {boolean} [final] */
    onLost: (loss, final) =>
      tellMind({ kind: "note", topic: Topic.LOST, data: { worker: pipe, ...loss, final } }),
  });
  const engine = superviseEngine({ spawn: spawn.engine, delays_ms, onWorker, ...news("engine") });
  const trainer = superviseTrainer({ spawn: spawn.trainer, ...news("trainer") });
  const mindLife = new Life({
    kind: "mind",
    spawn: spawn.mind ?? spawnMind,
    delays_ms,
    onWorker: (state, detail) => onWorker("mind", state, detail),
    onKill: (kind) => keeper.kill(kind),
    onGone: () => {},
    onSpawn: ({ peer }, lock) => {
      const [enginePort, trainerPort] = [engine.connect(), trainer.connect()];
      const ports = { enginePort, trainerPort };
      tellMind({ kind: "init", ...mind, lock, ...ports }, Object.values(ports));
      peer?.onNote(Topic.START, () => trainer.start());
      if (peer) onMind(peer);
    },
  });
  const keeper = {
    /** Ends a worker, hard; a new one follows, but for the trainer. @param {WorkerKind} kind */
    kill: (kind) => ({ engine, mind: mindLife, trainer })[kind].kill(),
    /** Tries again after `failed`. @param {"engine" | "mind"} kind */
    restart: (kind) => ({ engine, mind: mindLife })[kind].restart(),
    end: () => {
      mindLife.end();
      engine.end();
      trainer.end();
    },
  };
  life = mindLife;
  mindLife.start();
  return keeper;
}
