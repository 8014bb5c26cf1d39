/**
 * @file Drawers: small files under plain names, each written whole or not at all; in the origin's own
 * file system, the Cache API, or memory.
 *
 * Knows nothing of what is in the files, or of who may see it. Two tabs that write into one drawer at
 * once must be kept apart by the caller.
 */

import { fileIn, folderIn, removeIn } from "./entries.js";

/**
 * @typedef {object} Drawer
 * @property {() => Promise<string[]>} names of the files that are whole, in no order
 * @property {(name: string) => Promise<Uint8Array | null>} read
 * @property {(name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} write
 * @property {(name: string) => Promise<void>} delete
 * @property {() => Promise<void>} sweep removes what broken writes have left
 */

/**
 * @typedef {object} Drawers
 * @property {"opfs" | "cache" | "memory"} kind
 * @property {(name: string) => Promise<Drawer>} open a drawer is never removed, only emptied
 */

const PART = ".part";
const FOLDER = "hearthside-chest";

/**
 * The origin's own file system: a folder for each drawer.
 * @param {() => Promise<FileSystemDirectoryHandle>} root asked each time: the person may delete all of it
 * @returns {Drawers}
 */
export function opfsDrawers(root) {
  return {
    kind: "opfs",
    open: async (name) => opfsDrawer(await folderIn(await root(), name)),
  };
}

/** @param {FileSystemDirectoryHandle} folder @returns {Drawer} */
function opfsDrawer(folder) {
  const all = async () => {
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  };
  return {
    names: async () => (await all()).filter((name) => !name.endsWith(PART)),
    async read(name) {
      const file = await (await fileIn(folder, name))?.getFile();
      return file ? new Uint8Array(await file.arrayBuffer()) : null;
    },
    async write(name, bytes) {
      const part = /** @type {FileSystemFileHandle} */ (
        await fileIn(folder, name + PART, { create: true })
      );
      try {
        await fill(part, bytes);
        // Takes the place of the file before it in one step.
        await /** @type {any} */ (part).move(name);
      } catch (error) {
        await removeIn(folder, name + PART);
        throw error;
      }
    },
    delete: (name) => removeIn(folder, name),
    async sweep() {
      const parts = (await all()).filter((name) => name.endsWith(PART));
      for (const name of parts) await removeIn(folder, name);
    },
  };
}

/** @param {FileSystemFileHandle} file @param {Uint8Array<ArrayBuffer>} bytes */
async function fill(file, bytes) {
  const handle = await file.createSyncAccessHandle();
  try {
    handle.truncate(0);
    const written = handle.write(bytes, { at: 0 });
    if (written !== bytes.length)
      throw new DOMException("The disk took only a part.", "QuotaExceededError");
    handle.flush();
  } finally {
    handle.close();
  }
}

/** The Cache API: a cache for each drawer; an entry is put whole. @param {CacheStorage} caches @returns {Drawers} */
export function cacheDrawers(caches) {
  return {
    kind: "cache",
    open: async (name) => cacheDrawer(await caches.open(`${FOLDER}-${name}`)),
  };
}

/** @param {Cache} cache @returns {Drawer} */
function cacheDrawer(cache) {
  /** @param {string} name */
  const urlOf = (name) => `/.hearthside/chest/${name}`;
  return {
    names: async () => (await cache.keys()).map(({ url }) => url.slice(url.lastIndexOf("/") + 1)),
    async read(name) {
      const found = await cache.match(urlOf(name));
      return found ? new Uint8Array(await found.arrayBuffer()) : null;
    },
    write: (name, bytes) => cache.put(urlOf(name), new Response(bytes)),
    delete: async (name) => {
      await cache.delete(urlOf(name));
    },
    async sweep() {},
  };
}

/** Memory, until the worker ends. @returns {Drawers} */
export function memoryDrawers() {
  /** @type {Map<string, Drawer>} */
  const drawers = new Map();
  return {
    kind: "memory",
    async open(name) {
      const drawer = drawers.get(name) ?? memoryDrawer();
      drawers.set(name, drawer);
      return drawer;
    },
  };
}

/** @returns {Drawer} */
function memoryDrawer() {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  return {
    names: async () => [...files.keys()],
    read: async (name) => files.get(name)?.slice() ?? null,
    async write(name, bytes) {
      files.set(name, bytes.slice());
    },
    async delete(name) {
      files.delete(name);
    },
    async sweep() {},
  };
}

/**
 * The best drawers this browser has.
 * @param {Drawers["kind"]} kind @returns {Promise<Drawers>}
 */
export async function openDrawers(kind) {
  if (kind === "memory") return memoryDrawers();
  if (kind === "cache") return cacheDrawers(caches);
  return opfsDrawers(async () => {
    const root = await navigator.storage.getDirectory();
    return folderIn(root, FOLDER);
  });
}
