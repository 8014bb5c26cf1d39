/**
 * @file How a file comes over the network: as it is, or each of its chunks packed by itself.
 *
 * Packed, a file is the gzip of each chunk, one after another, so a chunk is fetched, checked and mended alone,
 * as without. Knows nothing of requests, or of where the bytes go.
 */

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {{path: string, ends: number[]}} Packed `ends` in bytes: where each packed chunk ends */

export class Transfer {
  /** @param {FileEntry} file */
  constructor(file) {
    this.file = file;
    /** @type {Packed | undefined} a browser that cannot unpack fetches the file as it is */
    this.packed = "DecompressionStream" in globalThis ? file.packed : undefined;
  }

  /** What is fetched, relative to the model's folder. */
  get path() {
    return this.packed?.path ?? this.file.path;
  }

  /** What goes over the network for the whole file. */
  get bytes() {
    return this.before(this.file.bytes);
  }

  /** Where a request for a part of the file ends; undefined for the end of the file. */
  get until_bytes() {
    return this.file.until_bytes && this.before(this.file.until_bytes);
  }

  /** What goes over the network for the first bytes of the file. @param {number} size_bytes up to a chunk's border */
  before(size_bytes) {
    if (!this.packed || size_bytes === 0) return size_bytes;
    return this.packed.ends[Math.ceil(size_bytes / this.file.chunk_bytes) - 1];
  }

  /** The same for the chunk that begins there. @param {number} at_bytes a chunk's border */
  chunkBytes(at_bytes) {
    const end_bytes = Math.min(at_bytes + this.file.chunk_bytes, this.file.bytes);
    return this.before(end_bytes) - this.before(at_bytes);
  }

  /**
   * A chunk's own bytes; null where they are no packed chunk.
   * @param {Uint8Array<ArrayBuffer>} chunk @returns {Promise<Uint8Array<ArrayBuffer> | null>}
   */
  async unpacked(chunk) {
    if (!this.packed) return chunk;
    const stream = new Blob([chunk]).stream().pipeThrough(new DecompressionStream("gzip"));
    try {
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch {
      return null;
    }
  }
}
