// Tabs with a store each on one disk, and a site whose model "m" they load.

import { Store } from "../../../web/storage/models/store.js";
import { cacheVault, memoryVault, opfsVault } from "../../../web/storage/vaults.js";
import {
  BASE,
  content,
  FakeCache,
  FakeFolder,
  lockManager,
  manifestOf,
  Site,
  sha256,
} from "../world.mjs";

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
    return { disk, vault: () => opfsVault(disk) };
  },
  cache: () => {
    const disk = new FakeCache();
    return { disk, vault: () => cacheVault(disk) };
  },
  memory: () => {
    const vault = memoryVault();
    return { disk: {}, vault: () => vault };
  },
};

/** A site with model "m", a disk, and stores (tabs) on it. */
export function world(kind = "opfs", estimate = async () => ({ quota: 1e9, usage: 0 })) {
  const site = new Site({ m: { manifest: manifestOf("m", FILES), files: FILES } });
  const { disk, vault } = DISKS[kind]();
  const locks = lockManager();
  const tab = () =>
    new Store({
      vault: vault(),
      fetch: site.fetch,
      estimate,
      ...locks,
      sha256: async (bytes) => sha256(bytes),
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
