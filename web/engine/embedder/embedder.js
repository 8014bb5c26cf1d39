/**
 * @file An embedding model: texts of tokens in, a vector of length 1 for each out.
 *
 * Knows the inputs and the output of an embedding graph. Knows nothing of where the files come from, of
 * messages, or of what the texts are for.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { Runtime } from "../runtime/runtime.js";
import { numbersOf, Session } from "../runtime/session.js";
import { turnedAway } from "../selftest.js";
import { Tokenizer } from "../tokenizer/tokenizer.js";
import { padded } from "./rows.js";

/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("../device.js").Plan} Plan */
/** @typedef {{ids: number[], cut: boolean}} Reading a text's tokens with its marks, and whether its end is left out */

const FACTS = /** @type {const} */ ([
  ...["id", "title", "hash", "dimensions", "truncations", "context_tokens"],
  ...["prompts", "answerability"],
]);

/**
 * No piece of Gemma's vocabulary is longer, so no more of a text need be read to fill the context: a text
 * without end costs no more than a long one.
 */
const LONGEST_PIECE = 128;

/** As sentence-transformers exports its models, and the hub has EmbeddingGemma. */
const OUTPUT = "sentence_embedding";

/** How far a vector's squared length may be from 1, by rounding alone. */
const LENGTH_TOLERANCE = 0.01;

/** A loaded embedding model. Not to be used again after a run failed: its thread has to end. */
export class Embedder {
  /** What model.load tells of the manifest. */
  facts = FACTS;
  #tokenizer;
  #session;

  /** @param {Manifest} manifest @param {Tokenizer} tokenizer @param {Session} session */
  constructor(manifest, tokenizer, session) {
    this.manifest = manifest;
    this.plan = session.plan;
    this.lost = session.lost;
    this.dimensions = /** @type {number} */ (manifest.dimensions);
    this.#tokenizer = tokenizer;
    this.#session = session;
  }

  /**
   * @param {Manifest} manifest
   * @param {Map<string, Blob>} files by the last part of their path
   * @param {Plan} plan
   * @returns {Promise<Embedder>}
   */
  static async open(manifest, files, plan) {
    const runtime = await Runtime.take(plan, files);
    const [tokenizer, session] = await Promise.all([
      Tokenizer.open(files),
      Session.open(runtime, manifest, "Gemma3Model"),
    ]);
    return new Embedder(manifest, tokenizer, session);
  }

  /** A mind has nothing open here. */
  reset() {}

  release() {
    return this.#session.release();
  }

  /** How many tokens a text has, without marks. @param {string} text */
  count(text) {
    return this.#tokenizer.encode(text).length;
  }

  /** The tokens that are read of a text: one less than the context holds, marks among them. @param {string} text @returns {Reading} */
  read(text) {
    const { bos_id, context_tokens } = this.manifest;
    const eos_id = /** @type {number} */ (this.manifest.eos_id);
    const room = context_tokens - 3;
    const ids = this.#tokenizer.encode(text.slice(0, context_tokens * LONGEST_PIECE));
    return { ids: [bos_id, ...ids.slice(0, room), eos_id], cut: ids.length > room };
  }

  /**
   * @param {number[][]} texts at least one, each with its marks and within the context
   * @returns {Promise<Float32Array>} [texts, dimensions]
   * @throws {WireError} engine.failed, engine.lost
   */
  async run(texts) {
    const { input_ids, attention_mask } = padded(texts);
    const feeds = {
      input_ids: this.#session.tensor("int64", input_ids.data, input_ids.dims),
      attention_mask: this.#session.tensor("int64", attention_mask.data, attention_mask.dims),
    };
    const outputs = await this.#session.run(feeds, [OUTPUT]);
    const vectors = numbersOf(outputs[OUTPUT]);
    if (vectors.length === texts.length * this.dimensions && this.#areDirections(vectors))
      return vectors;
    throw new WireError(Code.ENGINE_FAILED, "The model gave vectors that are none.");
  }

  /** Whether each vector has length 1: an overflow gives others, NaN among them. @param {Float32Array} vectors */
  #areDirections(vectors) {
    for (let at = 0; at < vectors.length; at += this.dimensions) {
      let square = 0;
      for (let place = at; place < at + this.dimensions; place += 1) square += vectors[place] ** 2;
      if (!(Math.abs(square - 1) < LENGTH_TOLERANCE)) return false;
    }
    return true;
  }

  /** What the self-test finds wrong, or nothing: the golden texts in one run, against their vectors. @returns {Promise<string>} */
  async selfTest() {
    const { texts_ids, vectors, min_cosine } = this.manifest.selftest;
    const rows = await this.run(texts_ids);
    return turnedAway(rows, this.dimensions, vectors, min_cosine[this.plan.device]);
  }
}
