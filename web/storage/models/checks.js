/**
 * @file Against what the chunks of a file are checked: against a hash of each, or, where only the hash of the whole is
 * known, against that one at the end. Then the hashes of its chunks are known too, from the file itself.
 *
 * Knows hashes and unfinished files. Knows nothing of requests.
 */

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {import("./download.js").DownloadPorts} DownloadPorts */
/** @typedef {import("./download.js").Progress} Progress */
/** @typedef {Pick<import("../bytes.js").Part, "size_bytes" | "read" | "truncate">} Here what is there of a file */
/** @typedef {{update: (bytes: Uint8Array<ArrayBuffer>) => void, hex: () => string}} Running `hex` ends it */
/**
 * @typedef {object} Check
 * @property {string[]} chunks SHA-256 of each
 * @property {(here: Here, signal: AbortSignal, onBytes: (added_bytes: number) => void) => Promise<void>} begin looks at
 *   what is there already, and tells of its bytes
 * @property {(at: number, chunk: Uint8Array<ArrayBuffer>) => Promise<boolean>} takes whether a chunk may be kept
 * @property {() => boolean} holds whether the whole is the right one, once every chunk was taken
 */

/** Whether each of its chunks can be checked by itself. @param {FileEntry} file */
export const isListed = ({ bytes, chunks }) => bytes === 0 || chunks.length > 0;

/** Each chunk is checked, and what is stored was. @implements {Check} */
export class Listed {
  /** @param {FileEntry} file @param {Pick<DownloadPorts, "sha256">} ports */
  constructor({ chunks }, { sha256 }) {
    this.chunks = chunks;
    this.sha256 = sha256;
  }

  /** @param {Here} here @param {AbortSignal} _signal @param {(added_bytes: number) => void} onBytes */
  async begin({ size_bytes }, _signal, onBytes) {
    onBytes(size_bytes);
  }

  /** @param {number} at @param {Uint8Array<ArrayBuffer>} chunk */
  async takes(at, chunk) {
    return (await this.sha256(chunk)) === this.chunks[at];
  }

  holds() {
    return true;
  }
}

/** Every byte is hashed in order, and the last one decides. @implements {Check} */
export class Whole {
  /** @type {string[]} */
  chunks = [];

  /** @param {FileEntry} file @param {Pick<DownloadPorts, "sha256">} ports @param {Running} running */
  constructor(file, { sha256 }, running) {
    this.file = file;
    this.sha256 = sha256;
    this.running = running;
  }

  /** @param {FileEntry} file @param {Pick<DownloadPorts, "sha256" | "running">} ports */
  static async of(file, ports) {
    return new Whole(file, ports, await ports.running());
  }

  /**
   * Nothing vouches for what is there, so it is hashed too. What the disk does not give any more comes again.
   * @param {Here} here @param {AbortSignal} signal @param {(added_bytes: number) => void} onBytes
   */
  async begin(here, signal, onBytes) {
    const { chunk_bytes } = this.file;
    for (let at_bytes = 0; at_bytes < here.size_bytes; at_bytes += chunk_bytes) {
      signal.throwIfAborted();
      const size_bytes = Math.min(chunk_bytes, here.size_bytes - at_bytes);
      const chunk = await here.read(at_bytes, size_bytes);
      if (chunk.length !== size_bytes) return here.truncate(at_bytes);
      await this.takes(this.chunks.length, chunk);
      onBytes(chunk.length);
    }
  }

  /** @param {number} _at @param {Uint8Array<ArrayBuffer>} chunk the next one */
  async takes(_at, chunk) {
    this.running.update(chunk);
    this.chunks.push(await this.sha256(chunk));
    return true;
  }

  holds() {
    return this.running.hex() === this.file.sha256;
  }
}
