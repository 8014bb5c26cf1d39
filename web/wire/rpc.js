/**
 * @file The wire in JavaScript: calls, parts, one last word, stop and notes over any message port.
 *
 * Knows nothing of workers, of what an operation does, or of who is at the other end.
 * The rules are DESIGN.md section 3; the words are in wire.gen.js.
 */

import { Code, Kind } from "./wire.gen.js";

/** @typedef {import("./wire.gen.js").CallId} CallId */
/** @typedef {import("./wire.gen.js").Message} Message */

/**
 * What a peer needs of a MessagePort, a Worker or a worker's own global scope.
 * @typedef {object} Endpoint
 * @property {(message: any, transfer?: any) => void} postMessage
 * @property {(type: "message", listener: (event: any) => void) => void} addEventListener
 * @property {(type: "message", listener: (event: any) => void) => void} removeEventListener
 * @property {() => void} [start]
 */

/** @typedef {(data: any) => void} PartSink */
/** @typedef {{part: PartSink, signal: AbortSignal}} HandlerContext */
/** @typedef {(args: any, context: HandlerContext) => Promise<any>} Handler */
/**
 * @typedef {object} OpenCall
 * @property {string} op
 * @property {PartSink | undefined} onPart
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {() => void} settle ends its timers and listeners
 */

/** A call's failure: a code to decide by, a message for people, and perhaps a detail for a report. */
export class WireError extends Error {
  /** @param {string} code @param {string} message @param {string} [detail] */
  constructor(code, message, detail = "") {
    super(message);
    this.name = "WireError";
    this.code = code;
    this.detail = detail;
  }
}

/** @param {unknown} error @returns {WireError} */
export function wireErrorOf(error) {
  if (error instanceof WireError) return error;
  const aborted = error instanceof DOMException && error.name === "AbortError";
  if (aborted) return new WireError(Code.CALL_STOPPED, "Stopped.");
  const detail = error instanceof Error ? (error.stack ?? "") : "";
  return new WireError(
    Code.CALL_FAILED,
    error instanceof Error ? error.message : String(error),
    detail,
  );
}

/**
 * One end of the wire. Both ends may call, and number their own calls.
 *
 * Messages are taken in at once. With `held` they wait until `open()`, for a consumer whose handlers
 * come later than its first turn of the event loop.
 */
export class Peer {
  /** @type {Map<CallId, OpenCall>} */
  #calls = new Map();
  /** @type {Map<CallId, AbortController>} */
  #answering = new Map();
  /** @type {Map<string, Handler>} */
  #handlers = new Map();
  /** @type {Map<string, Set<(data: any) => void>>} */
  #listeners = new Map();
  /** @type {Message[] | null} */
  #waiting;
  /** @type {WireError | null} */
  #ended = null;
  #lastId = 0;

  /**
   * @param {Endpoint} endpoint
   * @param {{held?: boolean, grace_ms?: number, onStuck?: (op: string) => void}} [options] `onStuck`
   *   hears of a stopped call that had no last word within `grace_ms`: time for the hard stop
   */
  constructor(endpoint, { held = false, grace_ms = 2000, onStuck } = {}) {
    this.endpoint = endpoint;
    this.grace_ms = grace_ms;
    this.onStuck = onStuck;
    this.#waiting = held ? [] : null;
    endpoint.addEventListener("message", this.#receive);
    endpoint.start?.();
  }

  /** Delivers what came while held, in order; later messages are delivered as they come. */
  open() {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const message of waiting) this.#take(message);
  }

  /** How many calls of this end still wait for their last word. */
  get open_calls() {
    return this.#calls.size;
  }

  /**
   * Asks the other end for `op`. Settles by the last word: the value, or a WireError.
   * @param {string} op
   * @param {any} [args] a plain value
   * @param {{onPart?: PartSink, signal?: AbortSignal, transfer?: Transferable[]}} [options]
   *   aborting the signal stops the call politely
   * @returns {Promise<any>}
   */
  call(op, args = {}, { onPart, signal, transfer = [] } = {}) {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(new WireError(Code.CALL_STOPPED, "Stopped."));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const settle = this.#watch(id, signal);
      this.#calls.set(id, { op, onPart, resolve, reject, settle });
      try {
        this.endpoint.postMessage({ kind: Kind.CALL, id, op, args }, transfer);
      } catch (error) {
        this.#lastWord(id)?.reject(new WireError(Code.CALL_INVALID, String(error)));
      }
    });
  }

  /** Answers `op` with what `handler` resolves to. @param {string} op @param {Handler} handler */
  handle(op, handler) {
    this.#handlers.set(op, handler);
    return this;
  }

  /** Tells the other end, unasked and unanswered. @param {string} topic @param {any} [data] */
  note(topic, data = {}) {
    if (!this.#ended) this.endpoint.postMessage({ kind: Kind.NOTE, topic, data });
  }

  /** Hears notes on `topic`; the returned function ends that. @param {string} topic @param {(data: any) => void} listener */
  onNote(topic, listener) {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** The other end is gone: every open call fails so, and so does every later one. @param {string} code @param {string} message */
  lost(code, message) {
    if (this.#ended) return;
    this.#ended = new WireError(code, message);
    this.endpoint.removeEventListener("message", this.#receive);
    for (const id of [...this.#calls.keys()]) this.#lastWord(id)?.reject(this.#ended);
    for (const controller of this.#answering.values()) controller.abort();
    this.#answering.clear();
  }

  /**
   * Sends a polite stop when `signal` aborts, and reports the call as stuck after the grace time.
   * @param {CallId} id @param {AbortSignal | undefined} signal @returns {() => void} ends the watch
   */
  #watch(id, signal) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const onAbort = () => {
      this.endpoint.postMessage({ kind: Kind.STOP, id });
      timer = setTimeout(() => {
        const call = this.#lastWord(id);
        call?.reject(new WireError(Code.CALL_STOPPED, "Stopped.", "no last word in time"));
        if (call) this.onStuck?.(call.op);
      }, this.grace_ms);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  /** Takes the call out, so that nothing after its last word finds it. @param {CallId} id */
  #lastWord(id) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.settle();
    return call;
  }

  /** @param {MessageEvent} event */
  #receive = (event) => {
    const message = event.data;
    if (message === null || typeof message !== "object") return;
    if (this.#waiting) this.#waiting.push(message);
    else this.#take(message);
  };

  /** One message; of a kind or an id that is not known, nothing is said. @param {Message} message */
  #take(message) {
    if (message.kind === Kind.CALL) void this.#answer(message.id, message.op, message.args);
    else if (message.kind === Kind.PART) this.#part(message.id, message.data);
    else if (message.kind === Kind.DONE) this.#lastWord(message.id)?.resolve(message.value);
    else if (message.kind === Kind.FAIL) this.#lastWord(message.id)?.reject(errorOf(message));
    else if (message.kind === Kind.STOP) this.#answering.get(message.id)?.abort();
    else if (message.kind === Kind.NOTE) this.#hear(message.topic, message.data);
  }

  /** A part; a consumer that throws has lost interest: its call ends with its error. @param {CallId} id @param {any} data */
  #part(id, data) {
    try {
      this.#calls.get(id)?.onPart?.(data);
    } catch (error) {
      this.#lastWord(id)?.reject(error);
      this.endpoint.postMessage({ kind: Kind.STOP, id });
    }
  }

  /** @param {string} topic @param {any} data */
  #hear(topic, data) {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        listener(data);
      } catch (error) {
        // One listener's fault must not keep the note from the next, nor break the port.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** @param {CallId} id @param {string} op @param {any} args */
  async #answer(id, op, args) {
    if (id === undefined || id === null || this.#answering.has(id)) return;
    const controller = new AbortController();
    this.#answering.set(id, controller);
    // Told by identity, not by id: after `lost` nobody listens, and an id may be used again.
    const open = () => this.#answering.get(id) === controller;
    /** @param {any} data */
    const part = (data) => {
      if (open() && !controller.signal.aborted) {
        this.endpoint.postMessage({ kind: Kind.PART, id, data });
      }
    };
    let last;
    try {
      const handler = this.#handlers.get(op);
      if (!handler) throw new WireError(Code.OP_UNKNOWN, `No operation is called ${String(op)}.`);
      last = {
        kind: Kind.DONE,
        id,
        value: await handler(args ?? {}, { part, signal: controller.signal }),
      };
    } catch (error) {
      last = failOf(id, error);
    }
    if (open()) this.#say(id, last);
    this.#answering.delete(id);
  }

  /** The last word; a value that cannot be cloned becomes a failure. @param {CallId} id @param {object} last */
  #say(id, last) {
    try {
      this.endpoint.postMessage(last);
    } catch (error) {
      this.endpoint.postMessage(failOf(id, error));
    }
  }
}

/** @param {CallId} id @param {unknown} error */
function failOf(id, error) {
  const { code, message, detail } = wireErrorOf(error);
  return { kind: Kind.FAIL, id, code, message, detail };
}

/** @param {{code: unknown, message: unknown, detail?: unknown}} fail */
function errorOf({ code, message, detail }) {
  return new WireError(
    String(code ?? Code.CALL_FAILED),
    String(message ?? ""),
    String(detail ?? ""),
  );
}
