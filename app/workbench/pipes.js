/**
 * The pipes of the cell's worker: moves text between message ports and Python. PyScript loads it there.
 *
 * Python finds what it finds in the mind's worker: `js.hearthside.post(pipe, text, ...buffers)`, and
 * `js.hearthside.listen` to be set to a kept proxy of `(pipe, text, *buffers) -> None`. Messages pass unread.
 * Ports, and not the worker's own messages: those are PyScript's, and need SharedArrayBuffer to reach
 * the page while Python is busy; a port delivers even then.
 *
 * What the page sends: {kind: "init", lock, interrupt} first, with shared memory to interrupt Python by, or
 * null; {kind: "port", pipe, port} for each pipe, and again for each new engine.
 */

import { read, write } from "../web/mind/border.js";
import { holdLifeline } from "../web/wire/lifeline.js";
import { confine } from "./confine.js";

/** @typedef {(pipe: string, text: string, ...buffers: Uint8Array[]) => void} Listener */

/** @type {Map<string, MessagePort>} */
const ports = new Map();

/** What Python said before a pipe had its port. @type {[pipe: string, message: unknown][]} */
const waiting = [];

/** @type {Listener | null} */
let listener = null;

Object.assign(globalThis, {
  hearthside: {
    /** @param {string} pipe @param {string} text @param {Uint8Array[]} buffers */
    post: (pipe, text, ...buffers) => send(pipe, read(text, buffers)),
    get listen() {
      return listener;
    },
    set listen(/** @type {Listener | null} */ next) {
      listener = next;
    },
  },
});

/** @param {string} pipe @param {unknown} message */
function send(pipe, message) {
  const port = ports.get(pipe);
  if (port) port.postMessage(message);
  else waiting.push([pipe, message]);
}

/** @param {string} pipe @param {MessagePort} port */
function connect(pipe, port) {
  ports.get(pipe)?.close();
  ports.set(pipe, port);
  for (const [wanted, message] of waiting.splice(0)) send(wanted, message);
  port.onmessage = (event) => {
    const { text, buffers } = write(event.data);
    listener?.(pipe, text, ...buffers);
  };
}

let alive = Promise.resolve();

/**
 * Makes what takes the page's messages. No port is opened before this worker holds its lifeline, so the
 * first answer on a port means that it does, and none before the worker is confined.
 * @param {{setInterruptBuffer: (buffer: Uint8Array) => void}} pyodide
 * @returns {(event: MessageEvent) => void}
 */
export function receiver(pyodide) {
  return ({ data }) => {
    if (data.kind === "port") alive.then(() => connect(data.pipe, data.port));
    if (data.kind !== "init") return;
    // The lifeline is a Web Lock: the last thing needed of what goes.
    alive = holdLifeline(data.lock).then(confine);
    if (data.interrupt) pyodide.setInterruptBuffer(data.interrupt);
  };
}
