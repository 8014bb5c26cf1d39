/**
 * @file Starts the workers, links them, notices when one is gone and starts it anew.
 *
 * Runs in the page. Knows how a worker is born and dies, and who has a port to whom; knows nothing of
 * operations, models, Python or screens.
 *
 * What a worker is sent: {kind: "init", lock, ...} once, then {kind: "port", pipe: "engine", port} for
 * a new port. What it says: note worker.boot (the first one means its lifeline is held), worker.ready,
 * worker.lost (it is about to end), worker.kill {worker} (a call hangs: end that worker, hard).
 */

import { awaitGone } from "../wire/lifeline.js";
import { Peer } from "../wire/rpc.js";
import { Code, Kind, Topic } from "../wire/wire.gen.js";

/** @typedef {"engine" | "mind"} WorkerKind */
/**
 * `starting` may come several times, with a phase; `lost` is followed by `starting` or by `failed`,
 * which is final until `restart`.
 * @typedef {"starting" | "ready" | "lost" | "failed"} WorkerState
 */
/** @typedef {(kind: WorkerKind, state: WorkerState, detail: any) => void} WorkerListener */
/** @typedef {{code: string, message: string, detail?: string}} Loss */

/** Waits before each new try. A worker that stayed ready for `STEADY_MS` starts the count afresh. */
const DELAYS_MS = [0, 500, 2000, 8000];
const STEADY_MS = 30_000;

/** @type {Record<WorkerKind, string>} */
const LOST_CODE = { engine: Code.ENGINE_LOST, mind: Code.MIND_LOST };

/**
 * One worker at a time of one kind, replaced when it is gone.
 * @typedef {object} LifeOptions
 * @property {WorkerKind} kind
 * @property {() => Worker} spawn
 * @property {(life: Life, lock: string) => void} onSpawn sends the init message
 * @property {(loss: Loss, final: boolean) => void} onGone
 * @property {WorkerListener} onWorker
 * @property {(kind: WorkerKind) => void} [onKill] the worker asks for the end of another
 * @property {number[]} [delays_ms]
 */
class Life {
  /** @type {Worker | null} */
  worker = null;
  /** @type {Peer | null} */
  peer = null;
  #watch = new AbortController();
  #tries = 0;
  #readyAt_ms = Number.POSITIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {LifeOptions} options */
  constructor(options) {
    this.options = options;
    this.delays_ms = options.delays_ms ?? DELAYS_MS;
  }

  start() {
    const { kind, spawn, onSpawn, onWorker } = this.options;
    this.#watch = new AbortController();
    this.#readyAt_ms = Number.POSITIVE_INFINITY;
    const lock = `hearthside-${kind}-${crypto.randomUUID()}`;
    const worker = spawn();
    this.worker = worker;
    worker.addEventListener("error", (event) => {
      event.preventDefault?.();
      this.#gone(worker, { detail: event.message });
    });
    this.peer = this.#listen(worker, lock);
    onWorker(kind, "starting", {});
    onSpawn(this, lock);
  }

  /** Ends the worker now; a new one follows at once. */
  kill() {
    this.#tries = 0;
    if (this.worker) this.#gone(this.worker, { message: "It was stopped." });
  }

  /** Tries again after `failed`. */
  restart() {
    this.#tries = 0;
    if (!this.worker) this.#again(0);
  }

  /** Ends the worker for good. */
  end() {
    const { kind } = this.options;
    clearTimeout(this.#timer);
    this.#watch.abort();
    this.worker?.terminate();
    this.peer?.lost(LOST_CODE[kind], `The ${kind} was ended.`);
    this.worker = this.peer = null;
  }

  /** @param {Worker} worker @param {string} lock */
  #listen(worker, lock) {
    const { kind, onWorker, onKill } = this.options;
    const peer = new Peer(worker);
    let held = false;
    peer.onNote(Topic.BOOT, (data) => {
      if (!held) awaitGone(lock, () => this.#gone(worker, {}), this.#watch.signal);
      held = true;
      onWorker(kind, "starting", data);
    });
    peer.onNote(Topic.READY, (data) => {
      this.#readyAt_ms = performance.now();
      onWorker(kind, "ready", data);
    });
    peer.onNote(Topic.LOST, (data) => this.#gone(worker, data));
    peer.onNote(Topic.KILL, (data) => onKill?.(data.worker));
    return peer;
  }

  /** @param {Worker} worker @param {{message?: string, detail?: string}} why */
  #gone(worker, why) {
    if (this.worker !== worker) return;
    const { kind, onGone, onWorker } = this.options;
    this.#watch.abort();
    worker.terminate();
    const loss = {
      code: LOST_CODE[kind],
      message: why.message || `The ${kind} ended unexpectedly.`,
      detail: why.detail ?? "",
    };
    this.peer?.lost(loss.code, loss.message);
    this.worker = this.peer = null;
    if (performance.now() - this.#readyAt_ms > STEADY_MS) this.#tries = 0;
    const delay_ms = this.delays_ms[this.#tries++];
    const final = delay_ms === undefined;
    // The links first: whoever hears of the loss asks again at once, and must not ask the dead.
    onGone(loss, final);
    onWorker(kind, "lost", loss);
    if (final) onWorker(kind, "failed", loss);
    else this.#again(delay_ms);
  }

  /** @param {number} delay_ms */
  #again(delay_ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), delay_ms);
  }
}

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
    onWorker,
    onSpawn: ({ worker }, lock) => {
      const port = waiting;
      waiting = null;
      worker?.postMessage({ kind: "init", lock, port }, port ? [port] : []);
    },
    onGone: (loss, final) => {
      failed = final ? loss : null;
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
 * Keeps an engine and a mind alive, linked to each other.
 * @param {object} options
 * @param {{entry: string, baseUrl: string, boot: "auto" | "ordinary"}} options.mind the mind's init
 * @param {(peer: Peer) => void} options.onMind a peer to a mind just started; register handlers and
 *   listeners at once. The peer before it is lost.
 * @param {WorkerListener} [options.onWorker]
 * @param {{engine?: () => Worker, mind?: () => Worker}} [options.spawn]
 * @param {number[]} [options.delays_ms]
 */
export function supervise({ mind, onMind, onWorker = () => {}, spawn = {}, delays_ms }) {
  /** @type {Life | null} null until the engine is there */
  let life = null;
  /** @param {any} message @param {Transferable[]} [transfer] */
  const tellMind = (message, transfer = []) => life?.worker?.postMessage(message, transfer);
  const engine = superviseEngine({
    spawn: spawn.engine,
    delays_ms,
    onWorker,
    onPort: (port) => tellMind({ kind: "port", pipe: "engine", port }, [port]),
    onLost: (loss, final) =>
      tellMind({ kind: "note", topic: Topic.LOST, data: { worker: "engine", ...loss, final } }),
  });
  const mindLife = new Life({
    kind: "mind",
    spawn: spawn.mind ?? spawnMind,
    delays_ms,
    onWorker,
    onKill: (kind) => keeper.kill(kind),
    onGone: () => {},
    onSpawn: ({ peer }, lock) => {
      const enginePort = engine.connect();
      tellMind({ kind: "init", ...mind, lock, enginePort }, [enginePort]);
      if (peer) onMind(peer);
    },
  });
  const keeper = {
    /** Ends a worker, hard; a new one follows. @param {WorkerKind} kind */
    kill: (kind) => (kind === "engine" ? engine.kill() : mindLife.kill()),
    /** Tries again after `failed`. @param {WorkerKind} kind */
    restart: (kind) => (kind === "engine" ? engine.restart() : mindLife.restart()),
    end: () => {
      mindLife.end();
      engine.end();
    },
  };
  life = mindLife;
  mindLife.start();
  return keeper;
}
