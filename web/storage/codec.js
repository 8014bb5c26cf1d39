/**
 * @file How a key and its bytes become a file: plain, or sealed with what a passphrase gives.
 *
 * A short key is the file's name, in a form that every file system takes; a long one's digest is, and
 * the key itself is only inside. Sealed, names and contents are AES-GCM with keys derived by
 * PBKDF2-SHA-256: a content with a random IV and its file's name as additional data, a name with an IV
 * made of the key itself, so that a key always has the same name. What is not hidden: how many files
 * there are, and about how long each is. Knows nothing of where files lie.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/**
 * @typedef {object} Codec
 * @property {(key: string) => Promise<string>} nameOf the file of a key
 * @property {(name: string) => Promise<string | null>} keyOf null where only the file tells
 * @property {(name: string, key: string, bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>} encode
 * @property {(name: string, file: Uint8Array) => Promise<{key: string, bytes: Uint8Array}>} decode
 *   throws file.invalid
 */
/** @typedef {{salt: string, iterations: number, check: string}} Seal hexadecimal; stored beside the files */

/** What OWASP advises for PBKDF2 with SHA-256: some tenths of a second for each guess. */
const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer keys would make a name longer than the 255 that file systems take. */
const MAX_NAMED_BYTES = 96;
/** Names tell the length of their key in steps of so many bytes. */
const PADDING_BYTES = 32;
const HEAD_BYTES = 4;

const utf8 = new TextEncoder();
const { subtle } = globalThis.crypto;

/** As JSON, since a lone surrogate has no UTF-8 of its own. @param {string} key */
const textOf = (key) => utf8.encode(JSON.stringify(key));

/** @param {ArrayBuffer | Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text @throws {WireError} file.invalid */
function unhex(text) {
  if (text.length % 2 || /[^0-9a-f]/.test(text)) throw damaged("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {string} detail */
function damaged(detail) {
  const message = "Something kept on this device is damaged. Remove it and make it anew.";
  return new WireError(Code.FILE_INVALID, message, detail);
}

/** @param {string} text @returns {Promise<string>} a name that tells nothing and is never too long */
export async function digest(text) {
  return hex(await subtle.digest("SHA-256", textOf(text)));
}

/** What a file holds: the key's length, the key, the bytes. @param {string} key @param {Uint8Array} bytes */
function packed(key, bytes) {
  const text = textOf(key);
  const file = new Uint8Array(HEAD_BYTES + text.length + bytes.length);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, HEAD_BYTES);
  file.set(bytes, HEAD_BYTES + text.length);
  return file;
}

/** @param {Uint8Array} file @throws {WireError} file.invalid */
function unpacked(file) {
  const length = file.length < HEAD_BYTES ? -1 : head(file);
  const end = HEAD_BYTES + length;
  if (length < 0 || end > file.length) throw damaged("shorter than its head");
  return { key: keyFrom(file.subarray(HEAD_BYTES, end)), bytes: file.subarray(end) };
}

/** @param {Uint8Array} file */
const head = (file) => new DataView(file.buffer, file.byteOffset).getUint32(0, true);

/** @param {Uint8Array} text @returns {string} @throws {WireError} file.invalid */
function keyFrom(text) {
  try {
    return JSON.parse(new TextDecoder().decode(text));
  } catch (error) {
    throw damaged(String(error));
  }
}

/** Files of a collection that is not sealed. @type {Codec} */
export const PLAIN = {
  nameOf: async (key) => {
    const text = textOf(key);
    return text.length > MAX_NAMED_BYTES ? `d${await digest(key)}` : `k${hex(text)}`;
  },
  keyOf: async (name) => (name.startsWith("k") ? keyFrom(unhex(name.slice(1))) : null),
  encode: async (_, key, bytes) => packed(key, bytes),
  decode: async (_, file) => unpacked(file),
};

/** @param {string} passphrase @returns {Promise<{seal: Seal, codec: Codec}>} */
export async function newSeal(passphrase) {
  const salt = hex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  const keys = await derive(passphrase, salt, ITERATIONS);
  const check = hex(await encrypted(keys.contents, CHECK, utf8.encode(CHECK)));
  return { seal: { salt, iterations: ITERATIONS, check }, codec: sealed(keys) };
}

/** Encrypted with the right key, it can be read again. */
const CHECK = "seal";

/**
 * @param {Seal} seal @param {string} passphrase
 * @returns {Promise<Codec | null>} null when the passphrase is another
 * @throws {WireError} file.invalid
 */
export async function unseal({ salt, iterations, check }, passphrase) {
  const keys = await derive(passphrase, salt, iterations);
  return (await decrypted(keys.contents, CHECK, unhex(check))) && sealed(keys);
}

/** @typedef {{contents: CryptoKey, names: CryptoKey, ivs: CryptoKey}} Keys none can be taken out */

/** @param {string} passphrase @param {string} salt @param {number} iterations @returns {Promise<Keys>} */
async function derive(passphrase, salt, iterations) {
  // Composed as one, whatever the keyboard composes.
  const typed = utf8.encode(passphrase.normalize("NFKC"));
  const base = await subtle.importKey("raw", typed, "PBKDF2", false, ["deriveBits"]);
  const stretching = { name: "PBKDF2", hash: "SHA-256", salt: unhex(salt), iterations };
  const bits = await subtle.deriveBits(stretching, base, 256);
  const root = await subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  new Uint8Array(bits).fill(0);
  /** @param {string} use @param {AesKeyGenParams | HmacKeyGenParams} kind @param {KeyUsage[]} usages */
  const key = (use, kind, usages) => {
    // This text stays: other keys would open nothing that was sealed before.
    const info = utf8.encode(`hearthside chest ${use}`);
    const spread = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
    return subtle.deriveKey(spread, root, kind, false, usages);
  };
  const aes = { name: "AES-GCM", length: 256 };
  return {
    contents: await key("contents", aes, ["encrypt", "decrypt"]),
    names: await key("names", aes, ["encrypt", "decrypt"]),
    ivs: await key("ivs", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  };
}

/**
 * @param {CryptoKey} key @param {string} about bound to it @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Uint8Array<ArrayBuffer>} iv
 */
async function encrypted(key, about, bytes, iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))) {
  const terms = { name: "AES-GCM", iv, additionalData: utf8.encode(about) };
  const cipher = await subtle.encrypt(terms, key, bytes);
  const file = new Uint8Array(IV_BYTES + cipher.byteLength);
  file.set(iv);
  file.set(new Uint8Array(cipher), IV_BYTES);
  return file;
}

/** @param {CryptoKey} key @param {string} about @param {Uint8Array} file @returns {Promise<Uint8Array | null>} null when it is not what was encrypted */
async function decrypted(key, about, file) {
  if (file.length < IV_BYTES + TAG_BYTES) return null;
  const iv = file.slice(0, IV_BYTES);
  const terms = { name: "AES-GCM", iv, additionalData: utf8.encode(about) };
  const cipher = /** @type {Uint8Array<ArrayBuffer>} */ (file.subarray(IV_BYTES));
  try {
    return new Uint8Array(await subtle.decrypt(terms, key, cipher));
  } catch (error) {
    if (error instanceof DOMException && error.name === "OperationError") return null;
    throw error;
  }
}

/** @param {Keys} keys @returns {Codec} */
function sealed({ contents, names, ivs }) {
  return {
    async nameOf(key) {
      const text = textOf(key);
      const mac = new Uint8Array(await subtle.sign("HMAC", ivs, text));
      if (text.length > MAX_NAMED_BYTES) return `d${hex(mac)}`;
      // Blanks after JSON mean nothing.
      const even = new Uint8Array(Math.ceil(text.length / PADDING_BYTES) * PADDING_BYTES).fill(32);
      even.set(text);
      return `k${hex(await encrypted(names, "", even, mac.slice(0, IV_BYTES)))}`;
    },
    async keyOf(name) {
      if (!name.startsWith("k")) return null;
      const text = await decrypted(names, "", unhex(name.slice(1)));
      if (!text) throw damaged("a name");
      return keyFrom(text);
    },
    encode: (name, key, bytes) => encrypted(contents, name, packed(key, bytes)),
    async decode(name, file) {
      const content = await decrypted(contents, name, file);
      if (!content) throw damaged("not what was sealed under this name");
      return unpacked(content);
    },
  };
}

/** @param {string} text @returns {Seal} @throws {WireError} file.invalid */
export function readSeal(text) {
  const seal = /** @type {any} */ (keyFrom(utf8.encode(text)));
  const whole = typeof seal?.salt === "string" && typeof seal.check === "string";
  if (whole && Number.isInteger(seal.iterations) && seal.iterations > 0) return seal;
  throw damaged("the seal");
}

/** @param {Seal} seal */
export const writeSeal = (seal) => utf8.encode(JSON.stringify(seal));
