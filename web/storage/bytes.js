/**
 * @file The byte store: files under plain names in buckets, in the best place that this browser has.
 *
 * The origin's own file system, else the Cache API, else memory until the worker ends. The engine has the
 * bucket of model files, the mind the buckets of collections; tabs that write into one bucket at once
 * are kept apart by the caller. Knows nothing of what is in the files, or of who may see it.
 */

import { cacheStore } from "./cache.js";
import { memoryStore } from "./memory.js";
import { opfsStore } from "./opfs.js";

/**
 * An unfinished file. `append` makes its bytes last; `commit` gives the file its name, once, whole.
 * @typedef {object} Part
 * @property {number} size_bytes what is there already
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} append
 * @property {(size_bytes: number) => Promise<void>} truncate to a border between two appended pieces
 * @property {(at_bytes: number, size_bytes: number) => Promise<Uint8Array<ArrayBuffer>>} read what was appended as one
 *   piece; fewer bytes where the disk does not give them any more
 * @property {() => Promise<void>} commit
 * @property {() => Promise<void>} close lets go and keeps what is there
 */

/**
 * @typedef {object} Bucket
 * @property {() => Promise<string[]>} names quickly, in no order: of a bucket whose files are written whole
 * @property {() => Promise<{name: string, bytes: number, complete: boolean}[]>} list with unfinished files
 * @property {(name: string) => Promise<Blob | null>} read a whole file; its bytes may stay on disk
 * @property {(name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} write whole or not at all, in
 *   place of the file before it
 * @property {(name: string) => Promise<Part>} part opens the unfinished file of that name
 * @property {(name: string, at_bytes: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} patch writes
 *   a piece of a whole file anew, one that was appended as it is
 * @property {(name: string) => Promise<void>} delete the file and what is unfinished of it
 * @property {() => Promise<void>} sweep removes what broken writes have left, and every unfinished file
 */

/** @typedef {"opfs" | "cache" | "memory"} StoreKind */
/**
 * @typedef {object} ByteStore
 * @property {StoreKind} kind
 * @property {(place: Place, name?: string) => Promise<Bucket>} bucket is never removed, only emptied
 */

/**
 * Where buckets lie on people's devices: these names stay, whatever the code calls what is in them.
 * @typedef {{folder: string, path: string}} Place `path` of the addresses in the Cache API
 */
/** @type {Place} one bucket */
export const MODELS = { folder: "hearthside-files", path: "/.hearthside/" };
/** @type {Place} a bucket for each collection */
export const COLLECTIONS = { folder: "hearthside-chest", path: "/.hearthside/chest/" };

/** @typedef {{kind: StoreKind, quota_bytes: number, used_bytes: number, persisted: boolean}} StorageReport */

/** What the browser says of its room, in bytes: nothing where it cannot. @returns {Promise<StorageEstimate>} */
export async function room() {
  return (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
}

/** @returns {Promise<StorageReport>} */
export async function storageReport() {
  const { quota = 0, usage = 0 } = await room();
  const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  return { kind: await storageKind(), quota_bytes: quota, used_bytes: usage, persisted };
}

/** @returns {Promise<StoreKind>} */
export async function storageKind() {
  if (await hasOpfs()) return "opfs";
  return (await hasCacheApi()) ? "cache" : "memory";
}

/** Whether the origin's own file system is there, with handles that append and files that move. */
async function hasOpfs() {
  try {
    await navigator.storage.getDirectory();
  } catch {
    return false;
  }
  const handle = globalThis.FileSystemFileHandle?.prototype;
  return Boolean(handle && "createSyncAccessHandle" in handle && "move" in handle);
}

/** Whether the Cache API answers; it is there but refuses in some private windows. */
async function hasCacheApi() {
  try {
    await caches.has(MODELS.folder);
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<ByteStore>} */
export async function openByteStore() {
  const kind = await storageKind();
  if (kind === "memory") return memoryStore();
  if (kind === "cache") return cacheStore(caches);
  return opfsStore(() => navigator.storage.getDirectory());
}
