/**
 * Leaves in the cell's worker only what Python needs: whatever else a browser offers there is taken away.
 *
 * A list of what stays, not of what goes, since browsers learn new ways out. Gone with the rest: other
 * workers (each would begin with everything again), sockets, the site's own cache (a page put there
 * would be served in place of the site's), and the storage where the other rooms keep what is private.
 * What stays can ask this site's own address, by `fetch` and `import()`; the content policy stops the rest.
 * Does not know the page: python.js shuts the way to it.
 */

/** The language itself. */
const LANGUAGE = `
  AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean
  DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array
  Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy
  RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError
  Temporal TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet
  WebAssembly constructor decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis
  isFinite isNaN parseFloat parseInt undefined unescape
`;

/** What Pyodide, its event loop, PyScript and `pyodide.http` work with. */
const PLATFORM = `
  AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto
  CryptoKey CustomEvent DOMException DecompressionStream DedicatedWorkerGlobalScope ErrorEvent Event EventTarget
  File FormData Headers MessageChannel MessageEvent MessagePort Performance PromiseRejectionEvent ReadableStream
  ReadableStreamBYOBReader ReadableStreamDefaultReader Request Response Scheduler SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLSearchParams WorkerGlobalScope
  WorkerLocation WorkerNavigator WritableStream WritableStreamDefaultWriter addEventListener atob btoa
  clearInterval clearTimeout close console crossOriginIsolated crypto dispatchEvent fetch isSecureContext location
  name navigator onerror onmessage onmessageerror onrejectionhandled onunhandledrejection origin performance
  postMessage queueMicrotask removeEventListener reportError scheduler self setInterval setTimeout
  structuredClone
`;

/** The pipes, see pipes.js. */
const OURS = "hearthside";

const NAVIGATOR = `
  appCodeName appName appVersion constructor hardwareConcurrency language languages onLine platform product
  userAgent
`;

/** Call it once, before the first cell, and after all that needs what goes. */
export function confine() {
  prune(globalThis, words(LANGUAGE, PLATFORM, OURS));
  prune(navigator, words(NAVIGATOR));
}

/** @param {string[]} lists @returns {Set<PropertyKey>} */
function words(...lists) {
  return new Set(lists.join(" ").split(/\s+/));
}

/** Deletes what `kept` does not name from `object` and all that it inherits from. @param {object} object @param {Set<PropertyKey>} kept */
function prune(object, kept) {
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Reflect.ownKeys(at)) {
      if (typeof name === "string" && !kept.has(name)) Reflect.deleteProperty(at, name);
    }
  }
}
