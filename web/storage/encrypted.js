/**
 * @file The encrypted store: bytes under a key within a collection, stored on the device, sealed when
 * wanted.
 *
 * Answers the wire's chest operations. A collection is a bucket of files and, when it is sealed, a seal
 * beside them; the keys that open it are held here until it is locked or the worker ends, and go
 * nowhere else. Tabs take turns at a collection, and tell each other what they changed. Knows nothing
 * of what the bytes mean.
 */

import { WireError } from "../wire/rpc.js";
import { Code, Op } from "../wire/wire.gen.js";
import { COLLECTIONS, openByteStore } from "./bytes.js";
import { digest, newSeal, PLAIN, readSeal, unseal, writeSeal } from "./codec.js";
import { storageError, textOf } from "./errors.js";

/** @typedef {import("./bytes.js").Bucket} Bucket */
/** @typedef {import("./bytes.js").ByteStore} ByteStore */
/** @typedef {import("./codec.js").Codec} Codec */
/** @typedef {import("../wire/rpc.js").HandlerContext} HandlerContext */
/**
 * Runs the task when no other tab has this name; "shared" tasks run beside one another.
 * @typedef {<T>(name: string, mode: LockMode, signal: AbortSignal, task: () => Promise<T>) => Promise<T>} Exclusively
 */
/** @typedef {{text: string, codec: Codec}} Opened the seal as it was when it was opened */
/** @typedef {{lock: string, key: string | null}} Changed in another tab; null: all of it */
/** @typedef {{lock: string, bucket: Bucket}} Place where a collection lies, under a name that tells nothing */

const SEAL = "seal";

export class EncryptedStore {
  /** @type {Map<string, Promise<Place>>} by collection */
  #places = new Map();
  /** @type {Map<string, Opened>} by collection */
  #opened = new Map();
  /** @type {Set<string>} */
  #swept = new Set();
  /** @type {Map<string, Set<string> | null>} what was heard of since it was asked for, by lock */
  #elsewhere = new Map();

  /** @param {{store: () => Promise<ByteStore>, exclusively: Exclusively, tell: (changed: Changed) => void}} ports */
  constructor(ports) {
    this.ports = ports;
  }

  /** Handlers by operation. @type {Record<string, (args: any, context: HandlerContext) => Promise<any>>} */
  operations = {
    [Op.CHEST_KEYS]: this.#within("shared", async (bucket, codec) => {
      const names = (await bucket.names()).filter((name) => name !== SEAL);
      const keys = await Promise.all(names.map((name) => keyIn(bucket, codec, name)));
      return { keys: keys.filter((key) => key !== null) };
    }),
    [Op.CHEST_READ]: this.#within("shared", async (bucket, codec, { key }) => {
      const name = await codec.nameOf(textOf("key", key));
      const file = await contentOf(bucket, name);
      return { bytes: file && (await codec.decode(name, file)).bytes };
    }),
    [Op.CHEST_WRITE]: this.#within(
      "exclusive",
      async (bucket, codec, { collection, key, bytes }) => {
        if (!(bytes instanceof Uint8Array))
          throw new WireError(Code.CALL_INVALID, "bytes must be bytes.");
        const name = await codec.nameOf(textOf("key", key));
        await bucket.write(name, await codec.encode(name, key, bytes));
        await this.#tell(collection, key);
        return {};
      },
    ),
    [Op.CHEST_DELETE]: this.#within("exclusive", async (bucket, codec, { collection, key }) => {
      await bucket.delete(await codec.nameOf(textOf("key", key)));
      await this.#tell(collection, key);
      return {};
    }),
    [Op.CHEST_CLEAR]: this.#alone("exclusive", async (bucket, { collection }) => {
      const names = (await bucket.names()).filter((name) => name !== SEAL);
      await Promise.all(names.map((name) => bucket.delete(name)));
      // The seal last: half a clearing must not leave sealed files in what seems unsealed.
      await bucket.delete(SEAL);
      this.#opened.delete(collection);
      await this.#tell(collection, null);
      return {};
    }),
    [Op.CHEST_CHANGED]: this.#within("shared", async (_, __, { collection }) => {
      const { lock } = await this.#place(collection);
      const heard = this.#elsewhere.get(lock);
      this.#elsewhere.set(lock, new Set());
      return { keys: heard && [...heard] };
    }),
    [Op.CHEST_STATE]: this.#alone("shared", async (bucket, { collection }) => {
      const seal = await sealText(bucket);
      // Another tab may have cleared and sealed it anew.
      const open = seal === null || this.#opened.get(collection)?.text === seal;
      return { sealed: seal !== null, open };
    }),
    [Op.CHEST_LOCK]: this.#alone("shared", async (_, { collection }) => {
      this.#opened.delete(collection);
      return {};
    }),
    [Op.CHEST_OPEN]: this.#alone("exclusive", async (bucket, args) => {
      const passphrase = textOf("passphrase", args.passphrase);
      if (!passphrase)
        throw new WireError(Code.CALL_INVALID, "A passphrase must have at least one character.");
      const text = await sealText(bucket);
      this.#opened.set(
        args.collection,
        text === null ? await sealNow(bucket, passphrase) : await opened(text, passphrase),
      );
      return {};
    }),
  };

  /** Another tab has changed something. @param {Changed} changed */
  heard({ lock, key }) {
    if (key === null && this.#elsewhere.has(lock)) this.#elsewhere.set(lock, null);
    else if (key !== null) this.#elsewhere.get(lock)?.add(key);
  }

  /** @param {string} collection @param {string | null} key */
  async #tell(collection, key) {
    const { lock } = await this.#place(collection);
    this.ports.tell({ lock, key });
  }

  /**
   * A handler for a collection that is open.
   * @param {LockMode} mode
   * @param {(bucket: Bucket, codec: Codec, args: any) => Promise<object>} task
   */
  #within(mode, task) {
    return this.#alone(mode, async (bucket, args) => {
      const seal = await sealText(bucket);
      if (seal === null) return task(bucket, PLAIN, args);
      const held = this.#opened.get(args.collection);
      if (held?.text === seal) return task(bucket, held.codec, args);
      throw new WireError(Code.PASSPHRASE_NEEDED, "This is locked. Enter its passphrase first.");
    });
  }

  /**
   * A handler that has its turn at a collection.
   * @param {LockMode} mode
   * @param {(bucket: Bucket, args: any) => Promise<object>} task
   * @returns {(args: any, context: HandlerContext) => Promise<object>}
   */
  #alone(mode, task) {
    return async (args, { signal }) => {
      const collection = textOf("collection", args.collection);
      try {
        const { lock, bucket } = await this.#place(collection);
        return await this.ports.exclusively(lock, mode, signal, async () => {
          if (mode === "exclusive") await this.#sweep(collection, bucket);
          return task(bucket, args);
        });
      } catch (error) {
        // The folder itself may be gone: the next call opens another.
        if (!(error instanceof WireError)) this.#places.delete(collection);
        throw storageError(error);
      }
    };
  }

  /** @param {string} collection @returns {Promise<Place>} */
  #place(collection) {
    const known = this.#places.get(collection);
    if (known) return known;
    const found = (async () => {
      const name = await digest(collection);
      const bucket = await (await this.ports.store()).bucket(COLLECTIONS, name);
      // A tab of an earlier version knows this lock, and the channel below.
      const lock = `hearthside-chest-${name}`;
      if (!this.#elsewhere.has(lock)) this.#elsewhere.set(lock, new Set());
      return { lock, bucket };
    })();
    this.#places.set(collection, found);
    return found;
  }

  /** Once, and where nobody else writes. @param {string} collection @param {Bucket} bucket */
  async #sweep(collection, bucket) {
    if (this.#swept.has(collection)) return;
    await bucket.sweep();
    this.#swept.add(collection);
  }
}

/** @param {Bucket} bucket @param {string} name */
async function contentOf(bucket, name) {
  const file = await bucket.read(name);
  return file && new Uint8Array(await file.arrayBuffer());
}

/** @param {Bucket} bucket */
async function sealText(bucket) {
  const file = await contentOf(bucket, SEAL);
  return file && new TextDecoder().decode(file);
}

/** @param {Bucket} bucket @param {string} passphrase @returns {Promise<Opened>} @throws {WireError} call.invalid */
async function sealNow(bucket, passphrase) {
  if ((await bucket.names()).length > 0)
    throw new WireError(Code.CALL_INVALID, "Only what is empty can be sealed: it must be new.");
  const { seal, codec } = await newSeal(passphrase);
  const file = writeSeal(seal);
  await bucket.write(SEAL, file);
  return { text: new TextDecoder().decode(file), codec };
}

/** @param {string} text of the seal @param {string} passphrase @returns {Promise<Opened>} @throws {WireError} passphrase.wrong */
async function opened(text, passphrase) {
  const codec = await unseal(readSeal(text), passphrase);
  if (codec) return { text, codec };
  throw new WireError(Code.PASSPHRASE_WRONG, "This is not the passphrase it was sealed with.");
}

/**
 * @param {Bucket} bucket @param {Codec} codec @param {string} name
 * @returns {Promise<string | null>} null when it cannot be read: one bad file must not hide the others
 */
async function keyIn(bucket, codec, name) {
  try {
    const key = await codec.keyOf(name);
    if (key !== null) return key;
    const file = (await contentOf(bucket, name)) ?? new Uint8Array(0);
    return (await codec.decode(name, file)).key;
  } catch (error) {
    if (error instanceof WireError && error.code === Code.FILE_INVALID) return null;
    throw error;
  }
}

/** Answers the wire's chest operations from this browser's storage. @param {import("../wire/rpc.js").Peer} peer */
export function answerEncryptedStore(peer) {
  /** @type {Promise<ByteStore> | null} */
  let opening = null;
  // Without it other tabs are not heard; this one works alone.
  const tabs = globalThis.BroadcastChannel ? new BroadcastChannel("hearthside-chest") : null;
  const encrypted = new EncryptedStore({
    tell: (changed) => tabs?.postMessage(changed),
    store() {
      opening ??= openByteStore();
      return opening;
    },
    exclusively: (name, mode, signal, task) =>
      navigator.locks ? navigator.locks.request(name, { mode, signal }, task) : task(),
  });
  tabs?.addEventListener("message", ({ data }) => encrypted.heard(data));
  for (const [op, handler] of Object.entries(encrypted.operations)) peer.handle(op, handler);
}
