/**
 * @file One worker at a time of one kind: started, listened to, noticed when it is gone, started anew.
 *
 * Runs in the page. Knows how a worker is born and dies; knows nothing of what it is for, or of who has a port to
 * whom (supervisor.js). What a worker is sent and says is told there.
 */

import { awaitGone } from "../wire/lifeline.js";
import { Peer } from "../wire/rpc.js";
import { Code, Topic } from "../wire/wire.gen.js";

/** @typedef {"engine" | "mind" | "trainer"} WorkerKind */
/**
 * `starting` may come several times, with a phase; `lost` is followed by `starting` or by `failed`,
 * which is final until `restart`.
 * @typedef {"starting" | "ready" | "lost" | "failed"} WorkerState
 */
/** @typedef {(kind: "engine" | "mind", state: WorkerState, detail: any) => void} WorkerListener */
/** @typedef {{code: string, message: string, detail?: string, cardLost?: boolean}} Loss `cardLost`: see supervisor.js */

/** Waits before each new try. A worker that stayed ready for `STEADY_MS` starts the count afresh. */
const DELAYS_MS = [0, 500, 2000, 8000];
const STEADY_MS = 30_000;

/** @type {Record<WorkerKind, string>} */
const LOST_CODE = { engine: Code.ENGINE_LOST, mind: Code.MIND_LOST, trainer: Code.ENGINE_LOST };

/**
 * One worker at a time of one kind, replaced when it is gone.
 * @typedef {object} LifeOptions
 * @property {WorkerKind} kind
 * @property {() => Worker} spawn
 * @property {(life: Life, lock: string) => void} onSpawn sends the init message
 * @property {(loss: Loss, final: boolean) => void} onGone
 * @property {(state: WorkerState, detail: any) => void} onWorker
 * @property {(kind: WorkerKind) => void} [onKill] the worker asks for the end of another
 * @property {number[]} [delays_ms] none: it is never started anew by itself
 */
export class Life {
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
    onWorker("starting", {});
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
    const { onWorker, onKill } = this.options;
    const peer = new Peer(worker);
    let held = false;
    peer.onNote(Topic.BOOT, (data) => {
      if (!held) awaitGone(lock, () => this.#gone(worker, {}), this.#watch.signal);
      held = true;
      onWorker("starting", data);
    });
    peer.onNote(Topic.READY, (data) => {
      this.#readyAt_ms = performance.now();
      onWorker("ready", data);
    });
    peer.onNote(Topic.LOST, (data) => this.#gone(worker, data));
    peer.onNote(Topic.KILL, (data) => onKill?.(data.worker));
    return peer;
  }

  /** @param {Worker} worker @param {{message?: string, detail?: string, cardLost?: boolean}} why */
  #gone(worker, why) {
    if (this.worker !== worker) return;
    const { kind, onGone, onWorker } = this.options;
    this.#watch.abort();
    worker.terminate();
    const loss = {
      code: LOST_CODE[kind],
      message: why.message || `The ${kind} ended unexpectedly.`,
      detail: why.detail ?? "",
      ...(why.cardLost && { cardLost: true }),
    };
    this.peer?.lost(loss.code, loss.message);
    this.worker = this.peer = null;
    if (performance.now() - this.#readyAt_ms > STEADY_MS) this.#tries = 0;
    const delay_ms = this.delays_ms[this.#tries++];
    const final = delay_ms === undefined;
    // The links first: whoever hears of the loss asks again at once, and must not ask the dead.
    onGone(loss, final);
    onWorker("lost", loss);
    if (final) onWorker("failed", loss);
    else this.#again(delay_ms);
  }

  /** @param {number} delay_ms */
  #again(delay_ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), delay_ms);
  }
}
