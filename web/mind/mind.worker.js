/**
 * The mind's worker: boots Python and moves messages between its pipes and Python.
 *
 * Knows Pyodide's loader and where the site keeps its files. Does not know the product's words, what
 * a call means, or who is at the other end of a pipe; messages pass through unread.
 *
 * What the page sends (plain objects by postMessage):
 *   {kind: "init", entry, baseUrl, lock, boot, enginePort, trainerPort}  once, first; the ports transferred
 *       entry      dotted name of the Python module whose `async start()` takes over ("app.main")
 *       baseUrl    absolute URL of the site's root, ending in "/"
 *       lock       name of the Web Lock this worker holds for life (the page asks for the same lock
 *                  after the first `worker.boot` note: when it gets it, this worker is gone)
 *       boot       "auto" (snapshot, else ordinary) or "ordinary"
 *       enginePort MessagePort to the engine worker, or absent; trainerPort to the trainer, when there will be one
 *   {kind: "port", pipe, port}                                  a new engine or trainer, after the old one was lost
 *   anything else                                               goes to Python on the pipe "page"
 * What this worker itself tells the page:
 *   note worker.boot  {worker: "mind", phase: "start" | "snapshot" | "ordinary" | "packages" | "entry", ms}
 *   note worker.ready {worker: "mind", boot: "snapshot" | "ordinary", ms}
 *   note worker.lost  {worker: "mind", code: "mind.lost", message, detail}    then it closes itself
 *
 * What Python finds: `js.hearthside.post(pipe, text, ...buffers)`, `js.hearthside.base_url` (`baseUrl`), and
 * `js.hearthside.listen`, to be set to a kept proxy of `(pipe, text, *buffers) -> None`; each buffer is a
 * Uint8Array (see border.js).
 * Pipes: "page", "engine", "trainer", "shelf" (of the encrypted store too). What came before is delivered then.
 */

import { answerDocuments } from "../storage/documents.js";
import { answerEncryptedStore } from "../storage/encrypted.js";
import { holdLifeline } from "../wire/lifeline.js";
import { Peer } from "../wire/rpc.js";
import { Code, Topic } from "../wire/wire.gen.js";
import { read, write } from "./border.js";

/** @typedef {{entry: string, baseUrl: string, lock: string, boot: "auto" | "ordinary", enginePort?: MessagePort, trainerPort?: MessagePort}} Init */
/** @typedef {{wheels: string[], archives: string[], snapshot: string, runtime: string}} Parts */
/** @typedef {(pipe: string, text: string, ...buffers: Uint8Array[]) => void} Listener */

const startedMs = performance.now();
const TELL_EVERY_MS = 400;

/** @type {Map<string, {postMessage: (message: unknown, transfer: Transferable[]) => void}>} */
const pipes = new Map([["page", /** @type {any} */ (self)]]);

/** @type {[pipe: string, text: string, ...buffers: Uint8Array[]][]} */
const waiting = [];

/** @type {Listener | null} */
let listener = null;

const bridge = {
  base_url: "",
  /** @param {string} pipe @param {string} text @param {Uint8Array<ArrayBuffer>[]} buffers */
  post: (pipe, text, ...buffers) => {
    // Python's own copies, made for this: they move on without another.
    const transfer = buffers.map(({ buffer }) => buffer);
    pipes.get(pipe)?.postMessage(read(text, buffers), transfer);
  },
  /** A file of the site, null where it cannot be had. @param {string} path below the site's root */
  file: (path) => bytesOf(`${bridge.base_url}${path}`).catch(() => null),
  get listen() {
    return listener;
  },
  set listen(/** @type {Listener | null} */ next) {
    listener = next;
    queueMicrotask(deliver);
  },
};
// A global, not a registered module: a memory snapshot finds its JavaScript objects again by path.
Object.assign(globalThis, { hearthside: bridge });

function deliver() {
  while (listener && waiting.length > 0) {
    const [pipe, text, ...buffers] = /** @type {typeof waiting[0]} */ (waiting.shift());
    listener(pipe, text, ...buffers);
  }
}

/** @param {string} pipe @param {unknown} message */
function receive(pipe, message) {
  const { text, buffers } = write(message);
  waiting.push([pipe, text, ...buffers]);
  deliver();
}

/** @param {string} pipe @param {MessagePort} port */
function connect(pipe, port) {
  port.onmessage = (event) => receive(pipe, event.data);
  pipes.set(pipe, port);
}

/** @param {string} topic @param {object} data */
function tell(topic, data) {
  const ms = Math.round(performance.now() - startedMs);
  self.postMessage({ kind: "note", topic, data: { worker: "mind", ms, ...data } });
}

/** @param {string} url @returns {Promise<ArrayBuffer>} */
async function bytesOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.arrayBuffer();
}

/**
 * A large file's response, whose progress is told while it is read. A host that packs it does not know
 * its size: then only that it goes on is told.
 * @param {string} url @returns {Promise<ArrayBuffer>}
 */
async function toldBytesOf(url) {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
  const packed = response.headers.has("content-encoding");
  const total_bytes = packed ? 0 : Number(response.headers.get("content-length") ?? 0);
  let loaded_bytes = 0;
  let told_ms = 0;
  const told = new TransformStream({
    transform(piece, controller) {
      loaded_bytes += piece.length;
      controller.enqueue(piece);
      if (performance.now() - told_ms < TELL_EVERY_MS) return;
      told_ms = performance.now();
      tell(Topic.BOOT, { phase: "snapshot", loaded_bytes, total_bytes });
    },
  });
  return new Response(response.body.pipeThrough(told)).arrayBuffer();
}

const { instantiateStreaming } = WebAssembly;

/**
 * Pyodide waits for ever where a host gives its WebAssembly another type, so the type is put right.
 * @param {Response | PromiseLike<Response>} source @param {WebAssembly.Imports} [imports]
 */
WebAssembly.instantiateStreaming = async (source, imports) => {
  const { body, status } = await source;
  const headers = { "content-type": "application/wasm" };
  return instantiateStreaming(new Response(body, { status, headers }), imports);
};

/**
 * The snapshot's memory. Some hosts unpack gzip on the way, so the magic number decides.
 * @param {string} url @returns {Promise<ArrayBuffer>}
 */
async function memoryOf(url) {
  const bytes = await toldBytesOf(url);
  const head = new Uint8Array(bytes, 0, 2);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/**
 * Pyodide writes a snapshot into the memory that it starts with, whether it fits or not (it asks for
 * more by a setting that its runtime does not heed), so the memory is grown in between.
 * @param {number} size_bytes @param {string} indexURL
 */
function roomFor(size_bytes, indexURL) {
  return async (/** @type {object} */ settings) => {
    const { default: create } = await import(/* @vite-ignore */ `${indexURL}pyodide.asm.mjs`);
    const runtime = await create(settings);
    runtime.growMemory(size_bytes);
    return runtime;
  };
}

/** @param {Init} init @param {Parts} parts */
async function bootSnapshot(init, parts) {
  tell(Topic.BOOT, { phase: "snapshot" });
  const indexURL = new URL(parts.runtime, init.baseUrl).href;
  const [{ loadPyodide }, memory] = await Promise.all([
    import(/* @vite-ignore */ `${indexURL}pyodide.mjs`),
    memoryOf(new URL(parts.snapshot, init.baseUrl).href),
  ]);
  const python = await loadPyodide({
    indexURL,
    _loadSnapshot: new Uint8Array(memory),
    createPyodideModule: roomFor(memory.byteLength, indexURL),
  });
  // The snapshot froze the generator: without this every visit would draw the same numbers.
  const random = python.pyimport("random");
  random.seed();
  random.destroy();
  return python;
}

/** @param {Init} init @param {Parts} parts */
async function bootOrdinary(init, parts) {
  tell(Topic.BOOT, { phase: "ordinary" });
  const indexURL = new URL(parts.runtime, init.baseUrl).href;
  const { loadPyodide } = await import(/* @vite-ignore */ `${indexURL}pyodide.mjs`);
  const python = await loadPyodide({ indexURL, packages: ["micropip"] });
  tell(Topic.BOOT, { phase: "packages" });
  // loadPackage only logs its failures; the import is what fails.
  const micropip = python.pyimport("micropip");
  for (const wheel of parts.wheels) await micropip.install(new URL(wheel, init.baseUrl).href);
  micropip.destroy();
  for (const archive of parts.archives) {
    python.unpackArchive(await bytesOf(new URL(archive, init.baseUrl).href), "zip");
  }
  return python;
}

/**
 * @param {Init} init @param {Parts} parts
 * @returns {Promise<{python: any, boot: "snapshot" | "ordinary"}>}
 */
async function bootPython(init, parts) {
  if (init.boot !== "ordinary" && parts.snapshot) {
    try {
      return { python: await bootSnapshot(init, parts), boot: "snapshot" };
    } catch (error) {
      console.warn("The snapshot did not load; Python starts the ordinary way.", String(error));
    }
  }
  return { python: await bootOrdinary(init, parts), boot: "ordinary" };
}

/** @param {Init} init */
async function start(init) {
  bridge.base_url = init.baseUrl;
  await holdLifeline(init.lock);
  tell(Topic.BOOT, { phase: "start" });
  if (init.enginePort) connect("engine", init.enginePort);
  if (init.trainerPort) connect("trainer", init.trainerPort);
  const shelf = new MessageChannel();
  const keeper = new Peer(shelf.port1);
  answerDocuments(keeper);
  answerEncryptedStore(keeper);
  connect("shelf", shelf.port2);
  const parts = JSON.parse(new TextDecoder().decode(await bytesOf(`${init.baseUrl}mind.json`)));
  const { python, boot } = await bootPython(init, parts);
  tell(Topic.BOOT, { phase: "entry" });
  const entry = python.pyimport(init.entry);
  await entry.start();
  tell(Topic.READY, { boot });
}

/** @param {unknown} error */
function fall(error) {
  const message = "The Python part of this page could not start. Reload the page to try again.";
  const detail = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
  tell(Topic.LOST, { code: Code.MIND_LOST, message, detail });
  self.close();
}

self.onmessage = (event) => {
  const message = event.data;
  if (message.kind === "init") start(message).catch(fall);
  else if (message.kind === "port") connect(message.pipe, message.port);
  else receive("page", message);
};
