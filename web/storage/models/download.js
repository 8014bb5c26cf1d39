/**
 * @file Brings one file from the site into a bucket, chunk by chunk, each checked before it is stored.
 *
 * Knows HTTP ranges, hashes and a bucket's unfinished files. Knows nothing of models, or of which bucket.
 * What was checked and stored is never fetched again: a broken connection goes on where it stopped.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { isListed, Listed, Whole } from "./checks.js";
import { anotherFile, anotherLength, broken, refusal, wrongChunk } from "./refusals.js";
import { Transfer } from "./transfer.js";

/**
 * @typedef {object} FileEntry a file of a manifest
 * @property {string} path relative to the model's folder
 * @property {string} [url] where it is fetched, of a file that is not in that folder but at a hub
 * @property {number} bytes
 * @property {string} sha256
 * @property {number} chunk_bytes
 * @property {string[]} chunks SHA-256 of each chunk, in hex; none where only the hash of the whole is known
 * @property {import("./transfer.js").Packed} [packed] how it comes over the network, where not as it is
 * @property {string[]} [forms]
 * @property {number} [until_bytes] no more of it than this is wanted
 */
/** @typedef {(added_bytes: number) => void} Progress bytes of the transfer; takes back what must come again by a negative number */
/** @typedef {import("./checks.js").Check} Check */
/** @typedef {"ended" | "broken" | "corrupt"} End of a body */
/**
 * @typedef {object} DownloadPorts
 * @property {(url: string, init: RequestInit) => Promise<Response>} fetch
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<string>} sha256 in hex
 * @property {() => Promise<import("./checks.js").Running>} running a SHA-256 of what comes piece by piece
 */

/** Attempts in a row that bring not one whole chunk before it is given up. */
const MAX_BARREN = 3;

/**
 * Appends the rest of the file to `part`, which is left open and complete. Where only the hash of the whole is known,
 * what was there already is hashed again first; of a file that turns out to be another, nothing is left.
 * @param {string} base_url of the model's folder, with its last "/"
 * @param {FileEntry} file
 * @param {import("../bytes.js").Part} part
 * @param {DownloadPorts} ports
 * @param {{signal: AbortSignal, onBytes: Progress}} options
 * @returns {Promise<string[]>} SHA-256 of each chunk
 * @throws {WireError} download.failed, download.offline, model.corrupt
 */
export async function download(base_url, file, part, ports, { signal, onBytes }) {
  const transfer = new Transfer(file);
  const url = file.url ?? new URL(transfer.path, base_url).href;
  await part.truncate(Math.min(wholeChunks(part.size_bytes, file), file.bytes));
  /** @type {Check} */
  const check = isListed(file) ? new Listed(file, ports) : await Whole.of(file, ports);
  await check.begin(part, signal, (here_bytes) => onBytes(transfer.before(here_bytes)));
  const patience = new Patience(file);
  while (part.size_bytes < file.bytes) {
    signal.throwIfAborted();
    const from_bytes = part.size_bytes;
    const end = await attempt(url, transfer, part, { ports, check, signal, onBytes });
    patience.judge(end, from_bytes, part.size_bytes);
  }
  if (check.holds()) return check.chunks;
  await part.truncate(0);
  throw anotherFile(file);
}

/**
 * One request: keeps every good chunk until the body ends, breaks off, or is wrong.
 * @param {string} url @param {Transfer} transfer @param {import("../bytes.js").Part} part
 * @param {{ports: DownloadPorts, check: Check, signal: AbortSignal, onBytes: Progress}} options
 * @returns {Promise<End>}
 */
async function attempt(url, transfer, part, { ports, check, signal, onBytes }) {
  const from_bytes = transfer.before(part.size_bytes);
  const body = await request(url, from_bytes, transfer, ports, signal);
  const reader = body.stream.getReader();
  const chunks = new Chunks(transfer, part, check, onBytes);
  try {
    const right = await pour(reader, from_bytes - body.start_bytes, chunks);
    return right ? "ended" : "corrupt";
  } catch (error) {
    // A connection that breaks is a body that ended early; a full disk or a stop is not.
    if (error instanceof TypeError) return "broken";
    throw error;
  } finally {
    chunks.drop();
    reader.cancel().catch(() => {});
  }
}

/**
 * Reads until the body ends or the file is complete; false as soon as a chunk is wrong.
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {number} surplus_bytes at the body's start, for a server that does not know ranges
 * @param {Chunks} chunks
 */
async function pour(reader, surplus_bytes, chunks) {
  let skip_bytes = surplus_bytes;
  while (!chunks.complete) {
    const { done, value } = await reader.read();
    if (done) return true;
    const skipped_bytes = Math.min(skip_bytes, value.length);
    skip_bytes -= skipped_bytes;
    if (!(await chunks.take(value.subarray(skipped_bytes)))) return false;
  }
  return true;
}

/**
 * @param {string} url @param {number} from_bytes @param {Transfer} transfer
 * @param {DownloadPorts} ports @param {AbortSignal} signal
 * @returns {Promise<{stream: ReadableStream<Uint8Array<ArrayBuffer>>, start_bytes: number}>}
 */
async function request(url, from_bytes, transfer, ports, signal) {
  const { file, until_bytes } = transfer;
  const last = until_bytes ? until_bytes - 1 : "";
  const range = from_bytes > 0 || until_bytes ? `bytes=${from_bytes}-${last}` : null;
  const asked = { url, range, who: file.url ? new URL(url).host : "The site" };
  const response = await reach(asked, ports, signal);
  const refused = refusal(response, file, until_bytes ? 0 : transfer.bytes, url);
  if (refused) {
    await response.body?.cancel();
    throw refused;
  }
  const start_bytes = startOf(response, from_bytes);
  return { stream: /** @type {any} */ (response.body), start_bytes };
}

/** Where a body begins in the file. @param {Response} response @param {number} asked_bytes */
function startOf({ status, headers }, asked_bytes) {
  if (status !== 206) return 0;
  const given = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "");
  // Another origin may keep that header to itself: then it is the part that was asked for.
  return given ? Number(given[1]) : asked_bytes;
}

/**
 * @param {{url: string, range: string | null, who: string}} asked
 * @param {DownloadPorts} ports @param {AbortSignal} signal
 */
async function reach({ url, range, who }, ports, signal) {
  const headers = range ? { Range: range } : undefined;
  try {
    // The store keeps the file: a second copy in the HTTP cache would only take room.
    return await ports.fetch(url, { signal, headers, cache: "no-store" });
  } catch (error) {
    if (signal.aborted) throw error;
    const message = `${who} cannot be reached. Check the connection; what is already here is kept.`;
    throw new WireError(Code.DOWNLOAD_OFFLINE, message, `${url}: ${error}`);
  }
}

/** Gathers a body's pieces into the file's chunks, and appends each one that is right. */
class Chunks {
  #at = 0;

  /**
   * @param {Transfer} transfer @param {import("../bytes.js").Part} part ends at a chunk's border
   * @param {Check} check @param {Progress} onBytes
   */
  constructor(transfer, part, check, onBytes) {
    this.transfer = transfer;
    this.file = transfer.file;
    this.part = part;
    this.check = check;
    this.onBytes = onBytes;
    this.bytes = this.#room();
  }

  get complete() {
    return this.part.size_bytes >= this.file.bytes;
  }

  /** Whether every chunk that this piece completed was right. @param {Uint8Array<ArrayBuffer>} piece */
  async take(piece) {
    let rest = piece;
    while (rest.length > 0 && !this.complete) {
      rest = this.#fill(rest);
      if (this.#at === this.bytes.length && !(await this.#keep())) return false;
    }
    return true;
  }

  /** What was counted but not stored comes again. */
  drop() {
    this.onBytes(-this.#at);
    this.#at = 0;
  }

  /** Takes what fits and gives back the rest. @param {Uint8Array<ArrayBuffer>} piece */
  #fill(piece) {
    const taken = Math.min(piece.length, this.bytes.length - this.#at);
    this.bytes.set(piece.subarray(0, taken), this.#at);
    this.#at += taken;
    this.onBytes(taken);
    return piece.subarray(taken);
  }

  /** @returns {Promise<boolean>} whether the chunk was right */
  async #keep() {
    const index = this.part.size_bytes / this.file.chunk_bytes;
    const chunk = await this.transfer.unpacked(this.bytes);
    if (!chunk || !(await this.check.takes(index, chunk))) return false;
    await this.part.append(chunk);
    this.bytes = this.#room();
    this.#at = 0;
    return true;
  }

  #room() {
    return new Uint8Array(this.transfer.chunkBytes(this.part.size_bytes));
  }
}

/** How long one goes on trying. */
class Patience {
  /** @type {End[]} of the attempts that brought nothing, since one did */
  #barren = [];
  #wrong_at = -1;

  /** @param {FileEntry} file */
  constructor(file) {
    this.file = file;
  }

  /**
   * @param {End} end @param {number} from_bytes @param {number} to_bytes
   * @throws {WireError} model.corrupt, download.failed
   */
  judge(end, from_bytes, to_bytes) {
    // Once may be the network; twice at the same place is the file itself.
    if (end === "corrupt" && this.#wrong_at === to_bytes) throw wrongChunk(this.file);
    if (end === "corrupt") this.#wrong_at = to_bytes;
    if (to_bytes > from_bytes) this.#barren = [];
    else this.#barren.push(end);
    if (this.#barren.length < MAX_BARREN) return;
    // What ends properly each time at the same place is all there is.
    if (this.#barren.every((each) => each === "ended")) throw anotherLength(this.file, "shorter");
    throw broken(this.file, to_bytes);
  }
}

/** The largest number of bytes up to `size_bytes` that are whole chunks. @param {number} size_bytes @param {FileEntry} file */
function wholeChunks(size_bytes, { bytes, chunk_bytes }) {
  return size_bytes === bytes ? bytes : size_bytes - (size_bytes % chunk_bytes);
}
