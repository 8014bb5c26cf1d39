/**
 * @file Documents: texts under a key within a collection, stored in IndexedDB.
 *
 * Answers the wire's shelf operations. All of a collection is read at once when the page starts, and a
 * write is one transaction: a database does both better than the byte store's files (DECISIONS,
 * 2026-11-29). Knows nothing of what the texts say.
 */

import { Op } from "../wire/wire.gen.js";
import { storageError, textOf } from "./errors.js";

/** @typedef {{key: string, text: string, collection: string}} Document */

/** This name stays: people's documents lie under it. */
const DATABASE = "hearthside-shelf";
const DOCUMENTS = "documents";

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @param {IDBFactory | undefined} factory @returns {Promise<IDBDatabase>} */
function open(factory = globalThis.indexedDB) {
  opening ??= new Promise((resolve, reject) => {
    if (!factory) throw new Error("no IndexedDB");
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const documents = request.result.createObjectStore(DOCUMENTS, {
        keyPath: ["collection", "key"],
      });
      documents.createIndex("collection", "collection");
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      // Another tab with a newer page must not wait for this one; the next use opens it again.
      const forget = () => {
        opening = null;
      };
      request.result.onversionchange = () => {
        request.result.close();
        forget();
      };
      request.result.onclose = forget;
      resolve(request.result);
    };
  });
  opening.catch(() => {
    opening = null;
  });
  return opening;
}

/**
 * One transaction around one request; resolves once the bytes are safe, not when the request is done.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(documents: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 * @throws {import("../wire/rpc.js").WireError} storage.full, storage.none
 */
async function transact(mode, ask) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(DOCUMENTS, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(DOCUMENTS));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  } catch (error) {
    throw storageError(error);
  }
}

/**
 * Answers shelf.list {collection} -> {entries: [key, text][]}, shelf.get {collection, key} ->
 * {text: string | null}, shelf.put {collection, key, text} -> {}, shelf.delete {collection, key} -> {}.
 * @param {import("../wire/rpc.js").Peer} peer
 */
export function answerDocuments(peer) {
  /** @param {any} args */
  const placeOf = (args) => [textOf("collection", args.collection), textOf("key", args.key)];
  peer.handle(Op.SHELF_LIST, async (args) => {
    const collection = textOf("collection", args.collection);
    const found = await transact("readonly", (all) => all.index("collection").getAll(collection));
    const documents = /** @type {Document[]} */ (found);
    return { entries: documents.map(({ key, text }) => [key, text]) };
  });
  peer.handle(Op.SHELF_GET, async (args) => {
    const place = placeOf(args);
    const found = /** @type {Document | undefined} */ (
      await transact("readonly", (all) => all.get(place))
    );
    return { text: found?.text ?? null };
  });
  peer.handle(Op.SHELF_PUT, async (args) => {
    const [collection, key] = placeOf(args);
    const document = { collection, key, text: textOf("text", args.text) };
    await transact("readwrite", (all) => all.put(document));
    return {};
  });
  peer.handle(Op.SHELF_DELETE, async (args) => {
    const place = placeOf(args);
    await transact("readwrite", (all) => all.delete(place));
    return {};
  });
}
