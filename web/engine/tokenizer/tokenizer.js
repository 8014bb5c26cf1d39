/**
 * @file Gemma's tokenizer: texts into ids of tokens, and back.
 *
 * A byte pair encoding over characters, blanks written as U+2581, with bytes to fall back on. Knows nothing of
 * graphs or of what the texts say.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { AddedTokens } from "./added.js";
import { parse } from "./file.js";

const FILE = "tokenizer.json";
const BLANK = "\u2581";
const BYTE = /^<0x([0-9A-F]{2})>$/;

/** What a file has to say besides its pieces, for this code does nothing else. */
const SHAPE = {
  normalizer: { type: "Replace", pattern: { String: " " }, content: BLANK },
  decoder: {
    type: "Sequence",
    decoders: [
      { type: "Replace", pattern: { String: BLANK }, content: " " },
      { type: "ByteFallback" },
      { type: "Fuse" },
    ],
  },
};

export class Tokenizer {
  #pieces;
  #merges;
  #added;
  /** The ids of added tokens that are no text: marks of turns and their like, and tags. */
  controls;
  /** @type {Map<string, number>} the ids of pieces that are one character */
  #characters = new Map();
  /** @type {number[]} the ids that stand for bytes, by byte */
  #bytes = [];
  /** @type {Map<number, number>} the bytes that ids stand for */
  #byteOf = new Map();
  #unknown;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  /** @param {import("./file.js").TokenizerFile} file @throws {TypeError} it is of another shape */
  constructor({ facts, pieces, merges }) {
    this.#pieces = pieces;
    this.#merges = merges;
    this.#unknown = String(facts.model.unk_token);
    this.#added = new AddedTokens(facts.added_tokens);
    this.controls = facts.added_tokens
      .filter(isMark)
      .map((/** @type {{id: number}} */ { id }) => id);
    for (let id = 0; id < pieces.count; id += 1) if (pieces.isShort(id)) this.#note(id);
    if (!isKnown(facts) || this.#byteOf.size !== 256)
      throw new TypeError("a tokenizer of another kind");
  }

  /**
   * @param {Map<string, Blob>} files of a model, by the last part of their path @returns {Promise<Tokenizer>}
   * @throws {WireError} model.corrupt
   */
  static async open(files) {
    const file = files.get(FILE);
    if (!file) throw new WireError(Code.MODEL_CORRUPT, `The model has no file ${FILE}.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const start = performance.now();
    try {
      return new Tokenizer(parse(bytes));
    } catch (error) {
      throw new WireError(Code.MODEL_CORRUPT, `The model's ${FILE} cannot be read.`, String(error));
    } finally {
      performance.measure("tokenizer parsed", { start });
    }
  }

  /** How many tokens there are. */
  get count() {
    return this.#pieces.count;
  }

  /** The bytes that ids stand for, of those that stand for one. @returns {Map<number, number>} */
  get byteTokens() {
    return this.#byteOf;
  }

  /** What a token adds to a text, in UTF-8. @param {number} id @returns {Uint8Array} */
  bytesOf(id) {
    const byte = this.#byteOf.get(id);
    if (byte !== undefined) return Uint8Array.of(byte);
    return this.#encoder.encode(this.#spelling(id).replaceAll(BLANK, " "));
  }

  /** The ids of a text, without marks of begin and end. @param {string} text @returns {number[]} */
  encode(text) {
    return this.#added
      .split(text)
      .flatMap((section) => (typeof section === "number" ? section : this.#encodePlain(section)));
  }

  /** @param {number[]} ids @returns {string} */
  decode(ids) {
    let text = "";
    /** @type {number[]} */
    let bytes = [];
    for (const id of ids) {
      const byte = this.#byteOf.get(id);
      if (byte !== undefined) {
        bytes.push(byte);
        continue;
      }
      text +=
        this.#decoder.decode(Uint8Array.from(bytes)) + this.#spelling(id).replaceAll(BLANK, " ");
      bytes = [];
    }
    return text + this.#decoder.decode(Uint8Array.from(bytes));
  }

  /** The vocabulary's own spelling of each id; empty for an id that there is not. @param {number[]} ids @returns {string[]} */
  pieces(ids) {
    return ids.map((id) => this.#pieces.spelling(id) ?? "");
  }

  /** A text without added tokens. @param {string} text @returns {number[]} */
  #encodePlain(text) {
    /** @type {string[]} */
    const unknown = [];
    const ids = Array.from(
      text.replaceAll(" ", BLANK),
      (character) => this.#characters.get(character) ?? -unknown.push(character),
    );
    const joined = this.#merges.join(ids);
    if (unknown.length === 0) return joined;
    return joined.flatMap((id) => (id < 0 ? this.#inBytes(unknown[-id - 1]) : id));
  }

  /** @param {string} character @returns {number[]} */
  #inBytes(character) {
    return Array.from(this.#encoder.encode(character), (byte) => this.#bytes[byte]);
  }

  /** Keeps what a short piece is. @param {number} id */
  #note(id) {
    const piece = this.#spelling(id);
    const byte = BYTE.exec(piece);
    if (byte) {
      const value = Number.parseInt(byte[1], 16);
      this.#bytes[value] = id;
      this.#byteOf.set(id, value);
    } else if (piece.length <= 2 && [...piece].length === 1) this.#characters.set(piece, id);
  }

  /** @param {number} id */
  #spelling(id) {
    return this.#pieces.spelling(id) ?? this.#unknown;
  }
}

/** Whether an added token is more than a run of blanks or line ends. @param {{content: string, special: boolean}} token */
function isMark({ content, special }) {
  return special || content.startsWith("<") || content.startsWith("[");
}

/** @param {any} facts of a file @returns {boolean} whether they say what SHAPE says, and no more */
function isKnown({ normalizer, decoder, pre_tokenizer, model, added_tokens }) {
  const same = (/** @type {any} */ a, /** @type {any} */ b) =>
    JSON.stringify(a) === JSON.stringify(b);
  const { type, byte_fallback, ignore_merges, continuing_subword_prefix, end_of_word_suffix } =
    model;
  const plain = !ignore_merges && !continuing_subword_prefix && !end_of_word_suffix;
  // What is cut at blanks is not cut, for there are none by then.
  const cut = pre_tokenizer?.pattern?.String ?? " ";
  const everywhere = (/** @type {any} */ { lstrip, rstrip, normalized, single_word }) =>
    !(lstrip || rstrip || normalized || single_word);
  return (
    same({ normalizer, decoder }, SHAPE) &&
    cut === " " &&
    type === "BPE" &&
    Boolean(byte_fallback) &&
    plain &&
    added_tokens.every(everywhere)
  );
}
