/**
 * @file The open grammars of a model, made from JSON schemas; the vocabulary is prepared when asked, or with the first.
 *
 * That takes .4 s for 84,992 tokens, 1.8 s for 262,144, and some hundred megabytes: only who asks for a grammar has
 * them. The compiling and the masks are @huggingface/transformers-structured-output's, which caches by schema object.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { Grammar } from "./grammar.js";
import { strict } from "./strict.js";
import { vocabularyOf } from "./vocabulary.js";

/** @typedef {import("../tokenizer/tokenizer.js").Tokenizer} Tokenizer */
/** @typedef {import("./grammar.js").Constraint} Constraint */
/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/** @typedef {import("./strict.js").Machine} Machine */
/**
 * Cut out of the package by web/site/grammar/cut.mjs.
 * @typedef {object} Library
 * @property {(schema: object, longest: number) => Machine} compileJsonSchema `longest`: of the tokens, in bytes
 * @property {(source: Vocabulary, format: object) => Constraint} createTokenConstraint
 */

const LIBRARY = new URL("../../../vendor/structured-output.js", import.meta.url);

/** Blanks between the marks of JSON would be tokens that say nothing. */
const COMPACT = { whitespace_flexible: false, item_separator: ",", key_separator: ":" };
/** Schemas whose masks are kept, and the longest that is taken. */
const MOST_SCHEMAS = 8;
const MOST_CHARACTERS = 2 ** 20;

/** A value of every kind; of another title it is another schema, whose masks are not kept yet. */
const WARM_SCHEMA = {
  type: "object",
  properties: {
    text: { type: "string" },
    short: { type: ["string", "null"], maxLength: 12 },
    number: { type: "number" },
    whole: { type: "integer", minimum: 0, maximum: 90 },
    list: { type: "array", items: { type: "boolean" }, maxItems: 3 },
    one: { enum: ["first", "second", 12.5, 1250, null] },
  },
  required: ["text", "short", "number", "whole", "list", "one"],
  additionalProperties: false,
};
const WARM_ANSWER =
  '{"text":"Two words","short":"é-1","number":-12.5,"whole":20,"list":[true,false],"one":"second"}';
const WARM_TIMES = 4;

export class Grammars {
  #tokenizer;
  #ends;
  #fetchLibrary;
  /** @type {{library: Library, vocabulary: Vocabulary} | null} */
  #prepared = null;
  /** @type {Map<string, object>} schemas by their text, the one used last at the end */
  #schemas = new Map();
  /** @type {Map<number, Grammar>} */
  #open = new Map();
  /** Not from 1, as of caches. */
  #lastId = Math.floor(Math.random() * 2 ** 40);

  /**
   * @param {Tokenizer} tokenizer @param {number[]} ends ids of the model's end tokens
   * @param {() => Promise<Library>} [fetchLibrary]
   */
  constructor(tokenizer, ends, fetchLibrary = () => import(LIBRARY.href)) {
    this.#tokenizer = tokenizer;
    this.#ends = ends;
    this.#fetchLibrary = fetchLibrary;
  }

  /**
   * Has all ready for the first grammar: the library, what it makes of the vocabulary, and compiled code, for
   * which a made-up answer is read a few times. Does nothing the second time.
   */
  async prepare() {
    if (this.#prepared) return;
    for (let times = 0; times < WARM_TIMES; times += 1) {
      const id = await this.open({ ...WARM_SCHEMA, title: `${times}` });
      const answer = this.#tokenizer.encode(WARM_ANSWER);
      for (let at = 1; at <= answer.length; at += 1) this.get(id).allowed(answer.slice(0, at));
      this.close(id);
    }
  }

  /** @param {unknown} schema a JSON schema @returns {Promise<number>} the grammar's id @throws {WireError} grammar.invalid */
  async open(schema) {
    const known = this.#known(schema);
    const { library, vocabulary } = await this.#ready();
    const grammar = made(() => {
      const { compileJsonSchema, createTokenConstraint } = library;
      const { longest } = vocabulary;
      const machine = strict(compileJsonSchema(known, longest), longest);
      return new Grammar(machine, vocabulary, this.#ends, (movable) => {
        const format = { type: "machine", machine: () => movable, json_schema: known };
        return createTokenConstraint(vocabulary, format);
      });
    });
    grammar.allowed([]);
    this.#open.set(++this.#lastId, grammar);
    return this.#lastId;
  }

  /** @param {unknown} id @returns {Grammar} @throws {WireError} grammar.unknown */
  get(id) {
    const grammar = this.#open.get(/** @type {number} */ (id));
    if (grammar) return grammar;
    throw new WireError(Code.GRAMMAR_UNKNOWN, "This grammar is not open here. Open it again.");
  }

  /** @param {unknown} id @throws {WireError} grammar.unknown */
  close(id) {
    this.get(id);
    this.#open.delete(/** @type {number} */ (id));
  }

  closeAll() {
    this.#open.clear();
  }

  async #ready() {
    if (!this.#prepared) {
      const library = await this.#fetchLibrary();
      this.#prepared ??= { library, vocabulary: vocabularyOf(this.#tokenizer, this.#ends) };
    }
    return this.#prepared;
  }

  /** The same object for the same schema. @param {unknown} schema @returns {object} @throws {WireError} grammar.invalid */
  #known(schema) {
    if (typeof schema !== "object" || schema === null || Array.isArray(schema))
      throw new WireError(Code.GRAMMAR_INVALID, "A schema is a JSON object.");
    const text = JSON.stringify(schema);
    if (text.length > MOST_CHARACTERS)
      throw new WireError(Code.GRAMMAR_INVALID, "This form is too long.");
    const known = this.#schemas.get(text) ?? { ...JSON.parse(text), "x-guidance": COMPACT };
    this.#schemas.delete(text);
    this.#schemas.set(text, known);
    const [oldest] = this.#schemas.keys();
    if (this.#schemas.size > MOST_SCHEMAS) this.#schemas.delete(oldest);
    return known;
  }
}

/** @template T @param {() => T} make @returns {T} @throws {WireError} grammar.invalid: what the library refuses */
function made(make) {
  try {
    return make();
  } catch (error) {
    const message = "An answer of this form cannot be asked for.";
    throw new WireError(Code.GRAMMAR_INVALID, message, String(error));
  }
}
