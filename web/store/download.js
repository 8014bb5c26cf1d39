/**
 * @file Brings one file from the site into a vault, chunk by chunk, each checked before it is kept.
 *
 * Knows HTTP ranges, hashes and a vault's unfinished files. Knows nothing of models, or of which vault.
 * What was checked and kept is never fetched again: a broken connection goes on where it stopped.
 */

import { WireError } from "../rpc.js";
import { Code } from "../wire.gen.js";

/**
 * @typedef {object} FileEntry a file of a manifest
 * @property {string} path relative to the model's folder
 * @property {number} bytes
 * @property {string} sha256
 * @property {number} chunk_bytes
 * @property {string[]} chunks SHA-256 of each chunk, in hex
 * @property {string[]} [forms]
 */
/** @typedef {(added_bytes: number) => void} Progress takes back what must come again by a negative number */
/**
 * @typedef {object} DownloadPorts
 * @property {(url: string, init: RequestInit) => Promise<Response>} fetch
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<string>} sha256 in hex
 */

/** Attempts in a row that bring not one whole chunk before it is given up. */
const MAX_BARREN = 3;

/**
 * Appends the rest of the file to `part`, which is left open and complete.
 * @param {string} url
 * @param {FileEntry} file
 * @param {import("./vaults.js").Part} part
 * @param {DownloadPorts} ports
 * @param {{signal: AbortSignal, onBytes: Progress}} options
 * @throws {WireError} download.failed, download.offline, model.corrupt
 */
export async function download(url, file, part, ports, { signal, onBytes }) {
  await part.truncate(Math.min(wholeChunks(part.size_bytes, file), file.bytes));
  onBytes(part.size_bytes);
  let barren = 0;
  let refused = -1;
  while (part.size_bytes < file.bytes) {
    signal.throwIfAborted();
    const start_bytes = part.size_bytes;
    const end = await attempt(url, file, part, ports, { signal, onBytes });
    if (end === "corrupt") {
      // Once may be the network; twice at the same place is the file itself.
      if (refused === part.size_bytes) throw corrupt(file);
      refused = part.size_bytes;
    }
    barren = part.size_bytes > start_bytes ? 0 : barren + 1;
    if (barren >= MAX_BARREN) throw broken(file, part.size_bytes);
  }
}

/**
 * One request: keeps every good chunk until the body ends, breaks off, or is wrong.
 * @param {string} url @param {FileEntry} file @param {import("./vaults.js").Part} part
 * @param {DownloadPorts} ports @param {{signal: AbortSignal, onBytes: Progress}} options
 * @returns {Promise<"ended" | "corrupt">}
 */
async function attempt(url, file, part, ports, { signal, onBytes }) {
  const body = await request(url, part.size_bytes, ports, signal);
  const reader = body.stream.getReader();
  const chunk = new ChunkBuffer(file, part.size_bytes);
  let skip_bytes = part.size_bytes - body.start_bytes;
  try {
    while (part.size_bytes < file.bytes) {
      const { done, value } = await reader.read();
      if (done) return "ended";
      let rest = value.subarray(Math.min(skip_bytes, value.length));
      skip_bytes -= value.length - rest.length;
      while (rest.length > 0 && part.size_bytes < file.bytes) {
        const before = rest.length;
        rest = chunk.fill(rest);
        onBytes(before - rest.length);
        if (!chunk.full) continue;
        if ((await ports.sha256(chunk.bytes)) !== file.chunks[chunk.index]) return "corrupt";
        await part.append(chunk.bytes);
        chunk.next();
      }
    }
    return "ended";
  } catch (error) {
    // A connection that breaks is a body that ended early; a full disk or a stop is not.
    if (error instanceof TypeError) return "ended";
    throw error;
  } finally {
    // What was counted but not kept comes again.
    onBytes(-chunk.pending_bytes);
    reader.cancel().catch(() => {});
  }
}

/**
 * @param {string} url @param {number} from_bytes @param {DownloadPorts} ports @param {AbortSignal} signal
 * @returns {Promise<{stream: ReadableStream<Uint8Array<ArrayBuffer>>, start_bytes: number}>}
 */
async function request(url, from_bytes, ports, signal) {
  // The store keeps the file: a second copy in the HTTP cache would only take room.
  /** @type {RequestInit} */
  const init = { signal, cache: "no-store" };
  if (from_bytes > 0) init.headers = { Range: `bytes=${from_bytes}-` };
  let response;
  try {
    response = await ports.fetch(url, init);
  } catch (error) {
    if (signal.aborted) throw error;
    const message = "The site cannot be reached. Check the connection; what is already here is kept.";
    throw new WireError(Code.DOWNLOAD_OFFLINE, message, `${url}: ${error}`);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new WireError(Code.DOWNLOAD_FAILED, `The site answered ${response.status} for a model file.`, url);
  }
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  const start_bytes = response.status === 206 && range ? Number(range[1]) : 0;
  return { stream: /** @type {any} */ (response.body), start_bytes };
}

/** Gathers the stream's pieces into the file's chunks. */
class ChunkBuffer {
  #at = 0;

  /** @param {FileEntry} file @param {number} from_bytes a chunk's border */
  constructor(file, from_bytes) {
    this.file = file;
    this.index = from_bytes / file.chunk_bytes;
    this.bytes = this.#room();
  }

  get full() {
    return this.#at === this.bytes.length;
  }

  get pending_bytes() {
    return this.#at;
  }

  /** Takes what fits and gives back the rest. @param {Uint8Array<ArrayBuffer>} piece */
  fill(piece) {
    const taken = Math.min(piece.length, this.bytes.length - this.#at);
    this.bytes.set(piece.subarray(0, taken), this.#at);
    this.#at += taken;
    return piece.subarray(taken);
  }

  next() {
    this.index += 1;
    this.#at = 0;
    this.bytes = this.#room();
  }

  #room() {
    const { bytes, chunk_bytes } = this.file;
    return new Uint8Array(Math.max(0, Math.min(chunk_bytes, bytes - this.index * chunk_bytes)));
  }
}

/** The largest number of bytes up to `size_bytes` that are whole chunks. @param {number} size_bytes @param {FileEntry} file */
function wholeChunks(size_bytes, { bytes, chunk_bytes }) {
  return size_bytes === bytes ? bytes : size_bytes - (size_bytes % chunk_bytes);
}

/** @param {FileEntry} file */
function corrupt(file) {
  const message = "A model file on the site does not match its description. Try again later.";
  return new WireError(Code.MODEL_CORRUPT, message, file.path);
}

/** @param {FileEntry} file @param {number} at_bytes */
function broken(file, at_bytes) {
  const message = "The download keeps breaking off. Try again: it goes on where it stopped.";
  return new WireError(Code.DOWNLOAD_FAILED, message, `${file.path} at ${at_bytes} of ${file.bytes}`);
}
