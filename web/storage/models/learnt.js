/**
 * @file The hashes of the chunks of files whose descriptions have none: learnt when the whole was proven, and kept.
 *
 * So one wrong chunk is found and mended alone, as of any other file. Knows a bucket; knows nothing of requests.
 */

import { isListed, Whole } from "./checks.js";

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {import("./download.js").DownloadPorts} DownloadPorts */
/** @typedef {import("../bytes.js").Bucket} Bucket */

const CHUNKS = "chunks-";

/** Of which file a name keeps the hashes, by its SHA-256; null where it is another name. @param {string} name */
export const learntOf = (name) => (name.startsWith(CHUNKS) ? name.slice(CHUNKS.length) : null);

/** @param {Bucket} bucket @param {FileEntry} file @param {string[]} chunks */
export async function learn(bucket, file, chunks) {
  if (isListed(file)) return;
  await bucket.write(CHUNKS + file.sha256, new TextEncoder().encode(JSON.stringify(chunks)));
}

/**
 * The file with the hashes of its chunks; null where the stored bytes are those of another one.
 * @param {Bucket} bucket @param {FileEntry} file @param {Blob} blob what is stored, of the right length
 * @param {Pick<DownloadPorts, "sha256" | "running">} ports @param {AbortSignal} signal
 * @returns {Promise<FileEntry | null>}
 */
export async function withChunks(bucket, file, blob, ports, signal) {
  if (isListed(file)) return file;
  const known = await learntBefore(bucket, file);
  if (known) return { ...file, chunks: known };
  const check = await Whole.of(file, ports);
  const stored = { size_bytes: blob.size, read: reader(blob), truncate: async () => {} };
  await check.begin(stored, signal, () => {});
  if (!check.holds()) return null;
  await learn(bucket, file, check.chunks);
  return { ...file, chunks: check.chunks };
}

/** Null also where a disk has changed what was learnt. @param {Bucket} bucket @param {FileEntry} file */
async function learntBefore(bucket, { sha256, bytes, chunk_bytes }) {
  try {
    const chunks = JSON.parse(
      await /** @type {Blob} */ (await bucket.read(CHUNKS + sha256)).text(),
    );
    return chunks.length === Math.ceil(bytes / chunk_bytes) ? chunks : null;
  } catch {
    return null;
  }
}

/** @param {Blob} blob @returns {import("../bytes.js").Part["read"]} */
function reader(blob) {
  return async (at_bytes, size_bytes) => {
    const bytes = await blob
      .slice(at_bytes, at_bytes + size_bytes)
      .arrayBuffer()
      .catch(() => null);
    return new Uint8Array(bytes ?? new ArrayBuffer(0));
  };
}
