/**
 * @file Where the bytes of large files lie: the origin's own file system, the Cache API, or memory.
 *
 * A vault keeps files under plain names and appends whole pieces to unfinished ones. Knows nothing of
 * models, networks or hashes.
 */

import { fileIn, folderIn, removeIn } from "./entries.js";

/**
 * An unfinished file. `append` makes its bytes last; `commit` gives the file its name, once, whole.
 * @typedef {object} Part
 * @property {number} size_bytes what is there already
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} append
 * @property {(size_bytes: number) => Promise<void>} truncate
 * @property {() => Promise<void>} commit
 * @property {() => Promise<void>} close lets go and keeps what is there
 */

/**
 * @typedef {object} Vault
 * @property {"opfs" | "cache" | "memory"} kind
 * @property {(name: string) => Promise<Blob | null>} read a committed file; its bytes may stay on disk
 * @property {(name: string) => Promise<Part>} part opens the unfinished file of that name
 * @property {(name: string, at_bytes: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} patch writes
 *   a piece of a committed file anew, one that was appended as a whole
 * @property {(name: string) => Promise<void>} delete the file and what is unfinished of it
 * @property {() => Promise<{name: string, bytes: number, complete: boolean}[]>} list
 */

const PART = ".part";

/**
 * The origin's own file system. Appends go through a handle that only a worker has.
 * @param {FileSystemDirectoryHandle} folder @returns {Vault}
 */
export function opfsVault(folder) {
  return {
    kind: "opfs",
    async read(name) {
      return (await fileIn(folder, name))?.getFile() ?? null;
    },
    part: (name) => opfsPart(folder, name),
    async patch(name, at_bytes, bytes) {
      const handle = await (await folder.getFileHandle(name)).createSyncAccessHandle();
      try {
        handle.write(bytes, { at: at_bytes });
        handle.flush();
      } finally {
        handle.close();
      }
    },
    async delete(name) {
      await removeIn(folder, name);
      await removeIn(folder, name + PART);
    },
    async list() {
      const found = [];
      for await (const handle of folder.values()) {
        if (handle.kind !== "file") continue;
        const { size } = await /** @type {FileSystemFileHandle} */ (handle).getFile();
        found.push(entryOf(handle.name, size));
      }
      return found;
    },
  };
}

/** @param {string} name @param {number} bytes */
function entryOf(name, bytes) {
  const complete = !name.endsWith(PART);
  return { name: complete ? name : name.slice(0, -PART.length), bytes, complete };
}

/** @param {FileSystemDirectoryHandle} folder @param {string} name @returns {Promise<Part>} */
async function opfsPart(folder, name) {
  const file = /** @type {FileSystemFileHandle} */ (
    await fileIn(folder, name + PART, { create: true })
  );
  const handle = await file.createSyncAccessHandle();
  const part = {
    size_bytes: handle.getSize(),
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    async append(bytes) {
      const written = handle.write(bytes, { at: part.size_bytes });
      if (written !== bytes.length)
        throw new DOMException("The disk took only a part.", "QuotaExceededError");
      handle.flush();
      part.size_bytes += written;
    },
    /** @param {number} size_bytes */
    async truncate(size_bytes) {
      handle.truncate(size_bytes);
      part.size_bytes = size_bytes;
    },
    async commit() {
      handle.close();
      await /** @type {any} */ (file).move(name);
    },
    async close() {
      handle.close();
    },
  };
  return part;
}

/** @typedef {{sizes: number[], complete: boolean}} Index the pieces of a file in the Cache API */

/**
 * The Cache API: every piece is an entry of its own, and an index names the pieces of a whole file.
 * @param {Cache} cache @returns {Vault}
 */
export function cacheVault(cache) {
  return {
    kind: "cache",
    async read(name) {
      const { sizes, complete } = await indexOf(cache, name);
      if (!complete) return null;
      const pieces = await Promise.all(sizes.map((_, at) => cache.match(`${urlOf(name)}/${at}`)));
      const blobs = await Promise.all(pieces.map(async (piece) => (await piece?.blob()) ?? null));
      return blobs.includes(null) ? null : new Blob(/** @type {Blob[]} */ (blobs));
    },
    part: async (name) => cachePart(cache, name, await indexOf(cache, name)),
    async patch(name, at_bytes, bytes) {
      const piece = pieceAt((await indexOf(cache, name)).sizes, at_bytes);
      await cache.put(`${urlOf(name)}/${piece}`, new Response(bytes));
    },
    async delete(name) {
      const { sizes } = await indexOf(cache, name);
      await cache.delete(urlOf(name));
      // One beyond the index: a piece whose index entry was never written.
      for (let at = 0; at <= sizes.length; at += 1) await cache.delete(`${urlOf(name)}/${at}`);
    },
    async list() {
      const paths = (await cache.keys()).map(({ url }) =>
        new URL(url).pathname.split("/").slice(2),
      );
      const names = paths
        .filter(({ length }) => length === 1)
        .map(([name]) => decodeURIComponent(name));
      const indexes = await Promise.all(names.map((name) => indexOf(cache, name)));
      return names.map((name, at) => {
        const { sizes, complete } = indexes[at];
        return { name, bytes: total(sizes), complete };
      });
    },
  };
}

/** @param {string} name */
const urlOf = (name) => `/.hearthside/${encodeURIComponent(name)}`;

/** @param {Cache} cache @param {string} name @returns {Promise<Index>} */
async function indexOf(cache, name) {
  const found = await cache.match(urlOf(name));
  return found ? await found.json() : { sizes: [], complete: false };
}

/** @param {Cache} cache @param {string} name @param {Index} index @returns {Part} */
function cachePart(cache, name, index) {
  /** @param {Index} now */
  const keep = (now) => cache.put(urlOf(name), new Response(JSON.stringify(now)));
  const part = {
    size_bytes: total(index.sizes),
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    async append(bytes) {
      await cache.put(`${urlOf(name)}/${index.sizes.length}`, new Response(bytes));
      index.sizes.push(bytes.length);
      part.size_bytes += bytes.length;
      await keep(index);
    },
    /** @param {number} size_bytes */
    async truncate(size_bytes) {
      while (total(index.sizes) > size_bytes) index.sizes.pop();
      part.size_bytes = total(index.sizes);
      await keep(index);
    },
    commit: () => keep({ ...index, complete: true }),
    async close() {},
  };
  return part;
}

/** @param {number[]} sizes */
const total = (sizes) => sizes.reduce((sum, size) => sum + size, 0);

/** The number of the piece that begins there. @param {number[]} sizes @param {number} at_bytes */
function pieceAt(sizes, at_bytes) {
  let start = 0;
  return sizes.findIndex((size) => {
    start += size;
    return start > at_bytes;
  });
}

/** @param {Uint8Array[]} pieces */
const size = (pieces) => total(pieces.map((piece) => piece.length));

/** @param {MemoryFile} file @returns {Part} */
function memoryPart(file) {
  const part = {
    size_bytes: size(file.pieces),
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    async append(bytes) {
      file.pieces.push(bytes.slice());
      part.size_bytes += bytes.length;
    },
    /** @param {number} size_bytes */
    async truncate(size_bytes) {
      while (size(file.pieces) > size_bytes) file.pieces.pop();
      part.size_bytes = size(file.pieces);
    },
    async commit() {
      file.complete = true;
    },
    async close() {},
  };
  return part;
}

/** @typedef {{pieces: Uint8Array<ArrayBuffer>[], complete: boolean}} MemoryFile */

/** Memory, until the worker ends. @returns {Vault} */
export function memoryVault() {
  /** @type {Map<string, MemoryFile>} */
  const files = new Map();
  return {
    kind: "memory",
    async read(name) {
      const file = files.get(name);
      return file?.complete ? new Blob(file.pieces) : null;
    },
    async part(name) {
      const file = files.get(name) ?? { pieces: [], complete: false };
      files.set(name, file);
      return memoryPart(file);
    },
    async patch(name, at_bytes, bytes) {
      const pieces = files.get(name)?.pieces ?? [];
      pieces[
        pieceAt(
          pieces.map(({ length }) => length),
          at_bytes,
        )
      ] = bytes.slice();
    },
    async delete(name) {
      files.delete(name);
    },
    async list() {
      return [...files].map(([name, { pieces, complete }]) => ({
        name,
        bytes: size(pieces),
        complete,
      }));
    },
  };
}

/**
 * The best vault this browser has.
 * @param {"opfs" | "cache" | "memory"} kind @returns {Promise<Vault>}
 */
export async function openVault(kind) {
  if (kind === "memory") return memoryVault();
  if (kind === "cache") return cacheVault(await caches.open("hearthside-files"));
  const root = await navigator.storage.getDirectory();
  return opfsVault(await folderIn(root, "hearthside-files"));
}
