/**
 * @file The images and sounds that a mind handed in, as features that stand in a text: by numbers, until they are closed.
 *
 * Knows how a manifest says that they are taken. Knows nothing of files or sessions, or of what they show.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { bytesOf, floatsOf, invalid } from "../arguments.js";
import { macrotask, throwIfStopped } from "../queue.js";
import { logMels } from "./audio.js";
import { patchesOf } from "./image.js";

/** @typedef {import("./encoders.js").Encoders} Encoders */
/** @typedef {import("./encoders.js").Inputs} Inputs */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {{image: import("./image.js").ImageFacts, audio: import("./audio.js").AudioFacts}} MediaFacts */
/** @typedef {{place_id: number, tokens: number, features: Float32Array}} Encoded features [tokens, hidden] */

const NEITHER = "What is handed in is an image or a sound.";

export class Media {
  /** @type {Map<number, Encoded>} */
  #open = new Map();
  /** Not from 1, as a cache's: an id of before must not name something of today. */
  #lastId = Math.floor(Math.random() * 2 ** 40);
  #manifest;
  #encoders;

  /** @param {Manifest} manifest one with `media` @param {Pick<Encoders, "fetch" | "run" | "release">} encoders */
  constructor(manifest, encoders) {
    this.#manifest = manifest;
    this.#encoders = encoders;
    this.facts = /** @type {MediaFacts} */ (manifest.media);
    /** The ids at which media may stand. */
    this.places = [this.facts.image.place_id, this.facts.audio.place_id];
  }

  /**
   * Brings the files of an encoder, and opens nothing: no model's work waits for it.
   * @param {any} args see the wire @param {import("./encoders.js").Asked} asked @returns {Promise<{}>}
   * @throws {WireError} call.invalid, call.stopped, download.*, storage.full, model.corrupt
   */
  async fetch({ kind }, asked) {
    if (kind !== "image" && kind !== "audio") throw invalid(NEITHER);
    await this.#encoders.fetch(kind, asked);
    return {};
  }

  /**
   * @param {any} args see the wire @param {import("./encoders.js").Asked} asked
   * @returns {Promise<{media: number, tokens: number, place_id: number}>}
   * @throws {WireError} call.invalid, call.stopped, download.*, storage.full, engine.failed, engine.lost
   */
  async encode(args, asked) {
    const { kind, inputs, tokens } = this.#taken(args);
    await macrotask();
    throwIfStopped(asked.signal);
    const features = await this.#encoders.run(kind, inputs, asked);
    const found = features.length / this.#manifest.hidden_size;
    // Written so that NaN is wrong too.
    if (
      !Number.isInteger(found) ||
      (tokens && found !== tokens) ||
      !features.every(Number.isFinite)
    )
      throw new WireError(Code.ENGINE_FAILED, "The encoder gave features that are none.");
    const { place_id } = this.facts[kind];
    this.#open.set(++this.#lastId, { place_id, tokens: found, features });
    return { media: this.#lastId, tokens: found, place_id };
  }

  /** @param {any} args @returns {{kind: "image" | "audio", inputs: Inputs, tokens?: number}} */
  #taken(args) {
    if (args.kind === "image") return this.#image(args);
    if (args.kind === "audio") return this.#audio(args);
    throw invalid(NEITHER);
  }

  /** @param {any} args */
  #image({ width, height, rgba }) {
    const bytes = bytesOf("rgba", rgba);
    const { numbers, places, patches, tokens } = patchesOf(bytes, width, height, this.facts.image);
    /** @type {Inputs} */
    const inputs = {
      pixel_values: ["float32", numbers, [1, patches, numbers.length / patches]],
      pixel_position_ids: ["int64", places, [1, patches, 2]],
    };
    return { kind: /** @type {const} */ ("image"), inputs, tokens };
  }

  /** @param {any} args */
  #audio({ rate_hz, samples }) {
    const { audio } = this.facts;
    if (rate_hz !== undefined && rate_hz !== audio.sample_rate_hz)
      throw invalid(`A sound has ${audio.sample_rate_hz} samples a second.`, String(rate_hz));
    const { mels, heard, frames } = logMels(floatsOf("samples", samples), audio);
    /** @type {Inputs} */
    const inputs = {
      input_features: ["float32", mels, [1, frames, audio.mels]],
      input_features_mask: ["bool", heard, [1, frames]],
    };
    return { kind: /** @type {const} */ ("audio"), inputs };
  }

  /** @param {unknown} id @returns {Encoded} @throws {WireError} media.unknown */
  get(id) {
    const encoded = this.#open.get(/** @type {number} */ (id));
    if (encoded) return encoded;
    throw new WireError(
      Code.MEDIA_UNKNOWN,
      "This image or sound is not open here. Hand it in anew.",
    );
  }

  /** @param {unknown} id */
  close(id) {
    this.get(id);
    this.#open.delete(/** @type {number} */ (id));
  }

  get none() {
    return this.#open.size === 0;
  }

  closeAll() {
    this.#open.clear();
  }

  /** Lets go of encoders: a text is read now, and needs the memory. */
  rest() {
    return this.#encoders.release();
  }
}
