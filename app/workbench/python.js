/**
 * Keeps a PyScript worker in which cells run, and an engine beside it; replaces either when it is gone.
 *
 * Knows how the two are born, linked, stopped and found dead. Does not know what a cell says, which
 * model is loaded, or how anything looks.
 */

import { superviseEngine } from "../web/page/supervisor.js";
import { awaitGone } from "../web/wire/lifeline.js";
import { Peer, WireError } from "../web/wire/rpc.js";
import { Code, Op, Topic } from "../web/wire/wire.gen.js";
import { PyWorker } from "./pyscript.js";

/** @typedef {import("./output.js").Stream} Stream */
/** @typedef {"starting" | "ready" | "running" | "stopping" | "failed"} PythonState */
/**
 * @typedef {object} PythonOptions
 * @property {Record<string, unknown>} settings what `connect()` in a cell goes by
 * @property {(state: PythonState, detail: {restarted?: boolean, error?: WireError}) => void} onState
 * @property {(data: any) => void} onReport what the cell's worker tells of the model
 */

/** A stop is asked for politely; then Python is interrupted where it stands; then its worker ends. */
const INTERRUPT_AFTER_MS = 250;
const END_AFTER_MS = 1500;
const SIGINT = 2;
const START_WITHIN_MS = 10_000;

/** The cell's own Python, and where its worker finds it. */
const FILES = {
  "./cell/bench.py": "app/workbench/cell/bench.py",
  "./cell/helping.py": "app/workbench/cell/helping.py",
  "./cell/home.py": "app/workbench/cell/home.py",
  "./cell/imports.py": "app/workbench/cell/imports.py",
  "./cell/notebook.py": "app/workbench/cell/notebook.py",
  "./cell/pace.py": "app/workbench/cell/pace.py",
  "./cell/terms.py": "app/workbench/cell/terms.py",
  "./cell/told.py": "app/workbench/cell/told.py",
  "./cell/workbench.py": "workbench.py",
};

/** How a worker tells that it forgets an object of the page (reflected-ffi's UNREF). */
const FORGET = 0;

const HERE = new URL("./", import.meta.url);
const SITE = new URL("../", import.meta.url);

export class Python {
  /** @type {any} */
  worker = null;
  /** @type {Peer | null} */
  peer = null;
  /** @type {AbortController | null} */
  running = null;
  watch = new AbortController();
  interrupt = sharedByte();

  /** @param {PythonOptions} options */
  constructor(options) {
    this.options = options;
    this.engine = superviseEngine({
      onPort: (port) => this.link("engine", port),
      onLost: (loss, final) => this.peer?.note(Topic.LOST, { worker: "engine", ...loss, final }),
    });
    void this.start();
  }

  /** @param {boolean} [restarted] */
  async start(restarted = false) {
    this.options.onState("starting", { restarted });
    try {
      // PyScript gives its workers the `pyscript` module only from here on, and does not make them wait.
      await customElements.whenDefined("py-script");
      this.worker = await PyWorker(
        new URL("cell/entry.py", HERE).href,
        await optionsOf(this.options.settings),
      );
      shutDoors(this.worker.sync);
      await this.attach();
      this.options.onState("ready", { restarted });
    } catch (error) {
      this.options.onState("failed", { error: new WireError(Code.MIND_LOST, String(error)) });
    }
  }

  /** Gives the new worker its lifeline and its ports, and its Python what it goes by. */
  async attach() {
    const lock = `hearthside-cell-${crypto.randomUUID()}`;
    this.worker.postMessage({ kind: "init", lock, interrupt: this.interrupt });
    const { port1, port2 } = new MessageChannel();
    this.link("page", port2);
    this.link("engine", this.engine.connect());
    const peer = new Peer(port1, {
      grace_ms: END_AFTER_MS,
      onStuck: (op) => {
        if (op === Op.APP_EVENT) this.replace();
      },
    });
    peer.onNote(Topic.KILL, () => this.engine.kill());
    peer.onNote(Topic.EFFECT, (data) => this.options.onReport(data));
    this.peer = peer;
    // An entry that failed says so on the console only, and PyScript calls the worker ready.
    await peer.call(Op.APP_START, {}, { signal: AbortSignal.timeout(START_WITHIN_MS) });
    this.watch = new AbortController();
    awaitGone(lock, () => this.replace(), this.watch.signal);
  }

  /** @param {string} pipe @param {MessagePort} port */
  link(pipe, port) {
    this.worker?.postMessage({ kind: "port", pipe, port }, [port]);
  }

  /**
   * Runs a cell; resolves to how it ended, and raises nothing.
   * @param {string} source @param {(stream: Stream, text: string) => void} onText
   * @returns {Promise<"done" | "error" | "stopped">}
   */
  async run(source, onText) {
    try {
      const answer = await this.work("run", { source }, ({ stream, text }) => onText(stream, text));
      return answer.ending;
    } catch (error) {
      return this.endingOf(error, onText);
    }
  }

  /**
   * Asks for work that takes its time and can be stopped; raises call.stopped where it was.
   * @param {string} name @param {Record<string, unknown>} data @param {(part: any) => void} onPart
   * @returns {Promise<any>}
   */
  async work(name, data, onPart) {
    const peer = this.peer;
    if (!peer || this.running) throw new WireError(Code.CALL_STOPPED, "Python is at work.");
    this.running = new AbortController();
    this.options.onState("running", {});
    try {
      const signal = this.running.signal;
      return await peer.call(Op.APP_EVENT, { name, data }, { signal, onPart });
    } finally {
      this.running = null;
      if (this.interrupt) Atomics.store(this.interrupt, 0, 0);
      if (this.peer === peer) this.options.onState("ready", {});
    }
  }

  /**
   * Asks the cell's Python for something else than a run, see cell/home.py.
   * @param {string} name @param {Record<string, unknown>} [data] @returns {Promise<any>}
   */
  async ask(name, data = {}) {
    if (!this.peer) throw new WireError(Code.MIND_LOST, "Python is not ready yet.");
    return this.peer.call(Op.APP_EVENT, { name, data });
  }

  /** @param {any} error @param {(stream: Stream, text: string) => void} onText */
  endingOf(error, onText) {
    if (error.code === Code.CALL_STOPPED) return /** @type {const} */ ("stopped");
    onText("err", `${error.message}\n`);
    return /** @type {const} */ ("error");
  }

  stop() {
    const { peer, running } = this;
    if (!peer || !running || running.signal.aborted) return;
    this.options.onState("stopping", {});
    running.abort();
    let busy = true;
    const answered = () => {
      busy = false;
    };
    peer.call(Op.APP_EVENT, { name: "ping" }).then(answered, answered);
    setTimeout(() => {
      // Only a busy Python is interrupted: one that waits would be hit in whatever it does next.
      const still = this.running === running;
      if (busy && still && this.interrupt) Atomics.store(this.interrupt, 0, SIGINT);
    }, INTERRUPT_AFTER_MS);
  }

  /** Ends the worker, whatever it is doing, and starts another. */
  replace() {
    this.watch.abort();
    this.worker?.terminate();
    this.peer?.lost(Code.MIND_LOST, "Python ended unexpectedly.");
    this.worker = this.peer = null;
    // The engine stays, with its model: a new port ends what was asked on the one before.
    void this.start(true);
  }
}

/** A byte shared with the worker. Not every isolated page can have one: WebKitGTK gives none. */
function sharedByte() {
  const shares = globalThis.crossOriginIsolated && typeof SharedArrayBuffer === "function";
  return shares ? new Uint8Array(new SharedArrayBuffer(1)) : null;
}

/**
 * PyScript lets its workers act in the page, on any object from `window` on, by functions that it keeps in
 * `sync`. It needs them to start Python; before the first cell each of them is made to refuse.
 * @param {Record<PropertyKey, unknown>} sync
 */
function shutDoors(sync) {
  for (const name of Reflect.ownKeys(sync)) sync[name] = refuse;
}

/** @param {unknown} trap what is tried on an object of the page */
function refuse(trap) {
  if (trap === FORGET) return;
  throw new Error("A cell has no page: no window and no document. Use print().");
}

/**
 * What PyScript starts the worker with. Python, the library's wheel and the cell's own files come from
 * this site and from nowhere else.
 * @param {Record<string, unknown>} settings
 */
async function optionsOf(settings) {
  const [{ runtime, wheels, archives }, { models }] = await Promise.all([
    jsonOf("mind.json"),
    jsonOf("models/index.json"),
  ]);
  const interpreter = new URL(`${runtime}pyodide.mjs`, SITE).href;
  return {
    async: true,
    version: interpreter,
    // Never fetched: what the paths below are relative to. A name in .json would be read instead.
    configURL: new URL("config.txt", HERE).href,
    config: {
      interpreter,
      packages: [...archives, ...wheels]
        .filter((/** @type {string} */ path) => path.endsWith(".whl"))
        .map((path) => new URL(path, SITE).href),
      index_urls: [SITE.href],
      packages_cache: "never",
      files: FILES,
      js_modules: { worker: { "./pipes.js": "pipes" } },
      settings: { ...settings, base_url: SITE.href, offers: models },
    },
  };
}

/** @param {string} path relative to the site's root */
async function jsonOf(path) {
  const response = await fetch(new URL(path, SITE));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
