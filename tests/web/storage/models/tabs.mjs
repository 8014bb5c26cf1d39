// Tabs with a store each on one disk, and a site whose model "m" they load.

import { MODELS } from "../../../../web/storage/bytes.js";
import { cacheStore } from "../../../../web/storage/cache.js";
import { memoryStore } from "../../../../web/storage/memory.js";
import { ModelStore } from "../../../../web/storage/models/store.js";
import { opfsStore } from "../../../../web/storage/opfs.js";
import {
  BASE,
  content,
  FakeCache,
  FakeFolder,
  lockManager,
  manifestOf,
  running,
  Site,
  sha256,
} from "../../world.mjs";

export const signal = new AbortController().signal;
export const body = content(3500, 2);
export const FILES = {
  "config.json": content(120, 1),
  "body.bin": body,
  "empty.txt": new Uint8Array(0),
};

export const DISKS = {
  opfs: () => {
    const disk = new FakeFolder();
    return { disk, bytes: opfsStore(async () => ({ getDirectoryHandle: async () => disk })) };
  },
  cache: () => {
    const disk = new FakeCache();
    return { disk, bytes: cacheStore({ open: async () => disk }) };
  },
  memory: () => ({ disk: {}, bytes: memoryStore() }),
};

/** A site with model "m", a disk, and stores (tabs) on it. */
export async function world(kind = "opfs", estimate = async () => ({ quota: 1e9, usage: 0 })) {
  const site = new Site({ m: { manifest: manifestOf("m", FILES), files: FILES } });
  const { disk, bytes } = DISKS[kind]();
  const bucket = await bytes.bucket(MODELS);
  const locks = lockManager();
  const tab = () =>
    new ModelStore({
      bucket,
      fetch: site.fetch,
      estimate,
      ...locks,
      sha256: async (bytes) => sha256(bytes),
      running,
    });
  return { site, disk, tab, store: tab() };
}

/** Loads model "m" as the engine does. */
export async function fetchModel(
  store,
  { id = "m", form = "wasm", stop = signal, onProgress = () => {} } = {},
) {
  const manifest = await store.manifest(id, BASE);
  const files = await store.fetchAll(manifest, BASE, form, { signal: stop, onProgress });
  const read = await Promise.all(
    [...files].map(async ([name, blob]) => [name, new Uint8Array(await blob.arrayBuffer())]),
  );
  return Object.fromEntries(read);
}

export const asked = (site) => site.requests.filter((request) => request.includes("body.bin"));
