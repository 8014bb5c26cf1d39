/**
 * @file Whether a stored file still is what its description says, and how a wrong part of it is mended.
 *
 * A disk may change a bit and keep the length. Knows chunks and hashes; knows nothing of models.
 */

import { download } from "./download.js";
import { withChunks } from "./learnt.js";

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {import("./download.js").DownloadPorts} DownloadPorts */

/**
 * What is wrong with a stored file: the file with the hashes of its chunks, and the numbers of the wrong ones, none
 * where all of it is wrong. Null where nothing is.
 * @param {import("../bytes.js").Bucket} bucket @param {FileEntry} file
 * @param {DownloadPorts} ports @param {AbortSignal} signal
 * @returns {Promise<{known: FileEntry, wrong: number[]} | null>}
 */
export async function damageOf(bucket, file, ports, signal) {
  const blob = await bucket.read(file.sha256);
  const whole = blob?.size === file.bytes;
  const known = whole ? await withChunks(bucket, file, blob, ports, signal) : null;
  if (!blob || !known) return { known: file, wrong: [] };
  const wrong = await wrongChunks(blob, known, ports.sha256, signal);
  return wrong.length > 0 ? { known, wrong } : null;
}

/**
 * The numbers of the chunks whose bytes are not the described ones.
 * @param {Blob} blob of the right length @param {FileEntry} file
 * @param {DownloadPorts["sha256"]} sha256 @param {AbortSignal} signal
 * @returns {Promise<number[]>}
 */
async function wrongChunks(blob, file, sha256, signal) {
  const wrong = [];
  for (const [at, expected] of file.chunks.entries()) {
    signal.throwIfAborted();
    const start = at * file.chunk_bytes;
    const bytes = await bytesOf(blob.slice(start, start + file.chunk_bytes));
    if (!bytes || (await sha256(bytes)) !== expected) wrong.push(at);
  }
  return wrong;
}

/** Null where the disk does not give them any more. @param {Blob} blob */
async function bytesOf(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null;
  }
}

/**
 * Fetches one chunk and writes it where it belongs.
 * @param {string} base_url @param {FileEntry} file @param {number} at number of the chunk
 * @param {(at_bytes: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} patch
 * @param {DownloadPorts} ports @param {AbortSignal} signal
 * @throws {import("../../wire/rpc.js").WireError} download.failed, download.offline, model.corrupt
 */
export async function mendChunk(base_url, file, at, patch, ports, signal) {
  const start = at * file.chunk_bytes;
  const end = Math.min(start + file.chunk_bytes, file.bytes);
  const part = {
    size_bytes: start,
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    async append(bytes) {
      await patch(part.size_bytes, bytes);
      part.size_bytes += bytes.length;
    },
    async truncate() {},
    read: async () => new Uint8Array(0),
    async commit() {},
    async close() {},
  };
  const only = { ...file, bytes: end, until_bytes: end };
  await download(base_url, only, part, ports, { signal, onBytes: () => {} });
}
