// A site and a device for the store: a fetch that can break, hold back or lie, and hashes by Node.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

export const BASE = "https://site.test/models/";
export const CHUNK = 1000;

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** The digest of what comes piece by piece, as the browser's is. */
export async function running() {
  const digest = createHash("sha256");
  return { update: (bytes) => void digest.update(bytes), hex: () => digest.digest("hex") };
}

/** Bytes that differ from place to place. */
export function content(size, seed = 1) {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * 7 + seed * 13) & 255);
}

export function fileEntry(path, bytes, forms = ["wasm", "webgpu"]) {
  const chunks = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    chunks.push(sha256(bytes.subarray(at, at + CHUNK)));
  return { path, bytes: bytes.length, sha256: sha256(bytes), chunk_bytes: CHUNK, chunks, forms };
}

/** A file that is packed for its way: its entry, and what lies on the site. */
export function packedFile(path, bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    pieces.push(gzipSync(bytes.subarray(at, at + CHUNK)));
  const ends = pieces.map((_, at) =>
    pieces.slice(0, at + 1).reduce((sum_bytes, { length }) => sum_bytes + length, 0),
  );
  const packed = { path: `${path}.packed`, bytes: ends.at(-1), ends };
  return {
    entry: { ...fileEntry(path, bytes), packed },
    served: new Uint8Array(Buffer.concat(pieces)),
  };
}

/** A manifest for files {path: bytes}. */
export function manifestOf(id, files, forms = {}) {
  return {
    format: 1,
    id,
    kv_heads: 1,
    files: Object.entries(files).map(([path, bytes]) => fileEntry(path, bytes, forms[path])),
    forms: { wasm: { graph: "g" }, webgpu: { graph: "g" } },
    selftest: { ids: [1] },
  };
}

/**
 * A site whose files are served with ranges, in pieces of 300 bytes. `faults` are taken in turn, one
 * for each request of a file: "ok", "break" (the body errors), "short" (it ends early), "flip" (a wrong
 * byte), "whole" (no ranges), "hidden" (the range is not told), "page" (of HTML), a status number, or "offline".
 */
export class Site {
  requests = [];
  faults = [];
  offline = false;

  constructor(models) {
    this.models = models;
  }

  fetch = async (url, { headers = {}, signal } = {}) => {
    signal?.throwIfAborted();
    this.requests.push(`${url.slice(BASE.length)}${headers.Range ? ` ${headers.Range}` : ""}`);
    if (this.offline) throw new TypeError("Failed to fetch");
    const found = this.#find(url);
    if (!(found instanceof Uint8Array)) return found;
    return this.#serve(found, headers.Range, this.faults.shift() ?? "ok");
  };

  #find(url) {
    const [id, ...rest] = url.slice(BASE.length).split("/");
    const model = this.models[id];
    if (!model) return new Response("", { status: 404 });
    const path = rest.join("/");
    if (path === "manifest.json") return Response.json(model.manifest);
    return model.files[path] ?? new Response("", { status: 404 });
  }

  #serve(bytes, range, fault) {
    if (fault === "offline") throw new TypeError("Failed to fetch");
    if (typeof fault === "number") return new Response("", { status: fault });
    if (fault === "page")
      return new Response("<p>Sign in", { headers: { "content-type": "text/html" } });
    const from = fault === "whole" || !range ? 0 : Number(/bytes=(\d+)-/.exec(range)[1]);
    const body = pieces(spoiled(bytes.slice(from), fault), fault === "break");
    if (from === 0) return new Response(body);
    const told = { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return new Response(body, { status: 206, headers: fault === "hidden" ? {} : told });
  }
}

/** A body as a fault leaves it. */
function spoiled(body, fault) {
  if (fault === "flip") body[Math.min(1500, body.length - 1)] ^= 1;
  const cut = fault === "break" || fault === "short";
  return cut ? body.subarray(0, Math.floor(body.length / 2)) : body;
}

function pieces(bytes, breaks) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = bytes.slice(at, at + 300);
      at += piece.length;
      if (piece.length > 0) controller.enqueue(piece);
      else if (breaks) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
}

/** One lock manager for all tabs: tasks of one name wait for one another. */
export function lockManager() {
  const last = new Map();
  const held = new Set();
  const unlessBusy = async (name, task) => {
    if (held.has(name)) return false;
    await task();
    return true;
  };
  const exclusively = async (name, signal, task) => {
    const before = last.get(name);
    let free;
    last.set(
      name,
      new Promise((resolve) => {
        free = resolve;
      }),
    );
    await before;
    held.add(name);
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      held.delete(name);
      free();
    }
  };
  return { exclusively, unlessBusy };
}

/** The Cache API over a Map; `room_bytes` is how much it takes before the quota error. */
export class FakeCache {
  entries = new Map();
  headers = new Map();
  room_bytes = Number.POSITIVE_INFINITY;

  #url = (key) => new URL(typeof key === "string" ? key : key.url, "https://site.test").href;

  async match(key) {
    const url = this.#url(key);
    const bytes = this.entries.get(url);
    return bytes && new Response(bytes, { headers: this.headers.get(url) });
  }

  async put(key, response) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > this.room_bytes) throw new DOMException("full", "QuotaExceededError");
    this.room_bytes -= bytes.length;
    this.entries.set(this.#url(key), bytes);
    this.headers.set(this.#url(key), response.headers);
  }

  async delete(key) {
    return this.entries.delete(this.#url(key));
  }

  async keys() {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}

const notFound = () => new DOMException("not there", "NotFoundError");

/** The origin's file system, as much of it as the store uses; one sync handle per file at a time. */
export class FakeFolder {
  files = new Map();
  open = new Set();
  folders = new Set();
  room_bytes = Number.POSITIVE_INFINITY;

  async getFileHandle(name, { create = false } = {}) {
    if (this.folders.has(name)) throw new DOMException("a folder", "TypeMismatchError");
    if (!this.files.has(name)) {
      if (!create) throw notFound();
      this.files.set(name, new Uint8Array(0));
    }
    return this.#handle(name);
  }

  async removeEntry(name) {
    if (this.open.has(name)) throw new DOMException("in use", "NoModificationAllowedError");
    if (!this.folders.delete(name) && !this.files.delete(name)) throw notFound();
  }

  async *keys() {
    yield* [...this.files.keys()];
  }

  #handle(name) {
    return {
      kind: "file",
      name,
      getFile: async () => new Blob([this.files.get(name)]),
      createSyncAccessHandle: async () => this.#access(name),
      move: async (to) => {
        this.files.set(to, this.files.get(name));
        this.files.delete(name);
      },
    };
  }

  #access(name) {
    if (this.open.has(name)) throw new DOMException("in use", "NoModificationAllowedError");
    this.open.add(name);
    return {
      getSize: () => this.files.get(name).length,
      read: (into, { at }) => {
        const bytes = this.files.get(name).subarray(at, at + into.length);
        into.set(bytes);
        return bytes.length;
      },
      write: (bytes, { at }) => {
        if (bytes.length > this.room_bytes) throw new DOMException("full", "QuotaExceededError");
        this.room_bytes -= bytes.length;
        const grown = new Uint8Array(Math.max(this.files.get(name).length, at + bytes.length));
        grown.set(this.files.get(name));
        grown.set(bytes, at);
        this.files.set(name, grown);
        return bytes.length;
      },
      truncate: (size) => this.files.set(name, this.files.get(name).slice(0, size)),
      flush: () => {},
      close: () => this.open.delete(name),
    };
  }
}
