/**
 * @file The byte store in the Cache API: a cache for each bucket.
 *
 * An entry is put whole. A file that was written whole is one entry; of a file that came in pieces each
 * is an entry of its own, and an index, which is text, stands in the file's place.
 */

/** @typedef {import("./bytes.js").Bucket} Bucket */
/** @typedef {import("./bytes.js").ByteStore} ByteStore */
/** @typedef {import("./bytes.js").Part} Part */
/** @typedef {{sizes: number[], complete: boolean}} Index of the pieces */

const TEXT = "text/plain";

/** @param {CacheStorage} caches @returns {ByteStore} */
export function cacheStore(caches) {
  return {
    kind: "cache",
    bucket: async ({ folder, path }, name) =>
      cacheBucket(await caches.open(name === undefined ? folder : `${folder}-${name}`), path),
  };
}

/** @param {Cache} cache @param {string} path @returns {Bucket} */
function cacheBucket(cache, path) {
  /** @param {string} name @param {number} [piece] */
  const urlOf = (name, piece) =>
    path + encodeURIComponent(name) + (piece === undefined ? "" : `/${piece}`);
  /** @param {string} name */
  const find = (name) => found(cache, urlOf(name));
  const names = async () =>
    (await cache.keys())
      .map(({ url }) => url.slice(url.indexOf(path) + path.length))
      .filter((inside) => !inside.includes("/"))
      .map((name) => decodeURIComponent(name));
  return {
    names,
    async list() {
      const entries = (await names()).map(async (name) => {
        const { file, index } = await find(name);
        const bytes = index ? total(index.sizes) : ((await file?.blob())?.size ?? 0);
        return { name, bytes, complete: index?.complete ?? true };
      });
      return Promise.all(entries);
    },
    async read(name) {
      const { file, index } = await find(name);
      if (!index) return (await file?.blob()) ?? null;
      if (!index.complete) return null;
      const pieces = index.sizes.map(async (_, at) => {
        const piece = await cache.match(urlOf(name, at));
        return (await piece?.blob()) ?? null;
      });
      const blobs = await Promise.all(pieces);
      return blobs.includes(null) ? null : new Blob(/** @type {Blob[]} */ (blobs));
    },
    write: (name, bytes) => cache.put(urlOf(name), new Response(bytes)),
    part: async (name) => cachePart(cache, urlOf, name, (await find(name)).index),
    async patch(name, at_bytes, bytes) {
      const { index } = await find(name);
      await cache.put(urlOf(name, pieceAt(index?.sizes ?? [], at_bytes)), new Response(bytes));
    },
    async delete(name) {
      const { index } = await find(name);
      await cache.delete(urlOf(name));
      // One beyond the index: a piece whose index entry was never written.
      for (let at = 0; at <= (index?.sizes.length ?? 0); at += 1)
        await cache.delete(urlOf(name, at));
    },
    async sweep() {},
  };
}

/** What stands in a file's place: its bytes, or an index. @param {Cache} cache @param {string} url */
async function found(cache, url) {
  const file = await cache.match(url);
  const isIndex = file?.headers.get("content-type")?.startsWith(TEXT);
  return { file, index: isIndex ? /** @type {Index} */ (await file?.json()) : null };
}

/**
 * @param {Cache} cache @param {(name: string, piece?: number) => string} urlOf @param {string} name
 * @param {Index | null} before @returns {Part}
 */
function cachePart(cache, urlOf, name, before) {
  const sizes = before?.sizes ?? [];
  const keep = (complete = false) => {
    const headers = { "content-type": TEXT };
    return cache.put(urlOf(name), new Response(JSON.stringify({ sizes, complete }), { headers }));
  };
  const part = {
    size_bytes: total(sizes),
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    async append(bytes) {
      await cache.put(urlOf(name, sizes.length), new Response(bytes));
      sizes.push(bytes.length);
      part.size_bytes += bytes.length;
      await keep();
    },
    /** @param {number} size_bytes */
    async truncate(size_bytes) {
      while (total(sizes) > size_bytes) sizes.pop();
      part.size_bytes = total(sizes);
      await keep();
    },
    /** @param {number} at_bytes */
    async read(at_bytes) {
      const piece = await cache.match(urlOf(name, pieceAt(sizes, at_bytes)));
      return new Uint8Array((await piece?.arrayBuffer()) ?? new ArrayBuffer(0));
    },
    commit: () => keep(true),
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
