// A device for the encrypted store: folders, caches and memory that can fill up or break, and tabs on it.

import { cacheStore } from "../../../../web/storage/cache.js";
import { EncryptedStore } from "../../../../web/storage/encrypted.js";
import { memoryStore } from "../../../../web/storage/memory.js";
import { opfsStore } from "../../../../web/storage/opfs.js";
import { FakeCache, FakeFolder } from "../../world.mjs";

const never = new AbortController().signal;

/** A folder whose moves can be made to break. */
class Folder extends FakeFolder {
  breaks = false;

  async getFileHandle(name, options) {
    const handle = await super.getFileHandle(name, options);
    const { move } = handle;
    const broken = async () => {
      throw new Error("the tab died");
    };
    return { ...handle, move: this.breaks ? broken : move };
  }
}

class Root {
  folders = new Map();

  async getDirectoryHandle(name, { create = false } = {}) {
    if (name === "hearthside-chest") return this;
    if (!this.folders.has(name) && create) this.folders.set(name, new Folder());
    return this.folders.get(name);
  }
}

class Caches {
  caches = new Map();

  async open(name) {
    if (!this.caches.has(name)) this.caches.set(name, new FakeCache());
    return this.caches.get(name);
  }
}

/** Shared and exclusive turns, as navigator.locks gives them to all tabs. */
export function locks() {
  const waiting = new Map();
  return async (name, mode, signal, task) => {
    const before = waiting.get(name) ?? { shared: [], exclusive: Promise.resolve() };
    const wait = mode === "shared" ? [before.exclusive] : [before.exclusive, ...before.shared];
    const result = Promise.all(wait).then(() => {
      signal.throwIfAborted();
      return task();
    });
    const quiet = result.catch(() => {});
    const next =
      mode === "shared"
        ? { shared: [...before.shared, quiet], exclusive: before.exclusive }
        : { shared: [], exclusive: quiet };
    waiting.set(name, next);
    return result;
  };
}

/** One end of the store, as one tab has it. */
export class Tab {
  constructor(bytes, exclusively, tell = () => {}) {
    this.store = new EncryptedStore({ store: async () => bytes, exclusively, tell });
  }

  call(op, args, signal = never) {
    return this.store.operations[op](args, { signal, part: () => {} });
  }

  write = (collection, key, bytes) => this.call("chest.write", { collection, key, bytes });
  read = async (collection, key) => (await this.call("chest.read", { collection, key })).bytes;
  keys = async (collection) => (await this.call("chest.keys", { collection })).keys;
  open = (collection, passphrase) => this.call("chest.open", { collection, passphrase });
  lock = (collection) => this.call("chest.lock", { collection });
  clear = (collection) => this.call("chest.clear", { collection });
  state = (collection) => this.call("chest.state", { collection });
  changed = async (collection) => (await this.call("chest.changed", { collection })).keys;
}

const DISKS = {
  opfs: () => {
    const root = new Root();
    const files = () => [...root.folders.values()].flatMap((folder) => [...folder.files]);
    return { disk: root, files, bytes: opfsStore(async () => root) };
  },
  cache: () => {
    const all = new Caches();
    const files = () =>
      [...all.caches.values()].flatMap((cache) =>
        [...cache.entries].map(([url, bytes]) => [url.split("/").at(-1), bytes]),
      );
    return { disk: all, files, bytes: cacheStore(all) };
  },
  memory: () => ({ disk: null, files: () => [], bytes: memoryStore() }),
};

export const KINDS = Object.keys(DISKS);

/** A device, what lies on it as [name, bytes][], and tabs. */
export function device(kind = "opfs") {
  const { disk, files, bytes } = DISKS[kind]();
  const exclusively = locks();
  const tabs = [];
  const tab = () => {
    const others = (changed) => {
      for (const one of tabs) if (one !== own) one.store.heard(changed);
    };
    const own = new Tab(bytes, exclusively, others);
    tabs.push(own);
    return own;
  };
  return { disk, files, tab };
}

export const bytesOf = (text) => new TextEncoder().encode(text);
export const textOf = (bytes) => bytes && new TextDecoder().decode(bytes);
