/** @file The byte store in memory, until the worker ends: as much of the Cache API as cache.js uses. */

import { cacheStore } from "./cache.js";

/** @returns {import("./bytes.js").ByteStore} */
export function memoryStore() {
  /** @type {Map<string, MemoryCache>} */
  const caches = new Map();
  const open = async (/** @type {string} */ name) => {
    const cache = caches.get(name) ?? new MemoryCache();
    caches.set(name, cache);
    return cache;
  };
  return { ...cacheStore(/** @type {any} */ ({ open })), kind: "memory" };
}

class MemoryCache {
  /** @type {Map<string, Blob>} */
  #entries = new Map();

  /** @param {string} url */
  async match(url) {
    const blob = this.#entries.get(url);
    return blob && new Response(blob);
  }

  /** @param {string} url @param {Response} response */
  async put(url, response) {
    this.#entries.set(url, await response.blob());
  }

  /** @param {string} url */
  async delete(url) {
    return this.#entries.delete(url);
  }

  async keys() {
    return [...this.#entries.keys()].map((url) => ({ url }));
  }
}
