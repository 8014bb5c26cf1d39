/**
 * @file The encoders of images and sounds: sessions beside the decoder's, there while media come in and not longer.
 *
 * Their files are fetched when the first of their kind comes. Knows nothing of what is fed and why.
 */

import { ENCODERS } from "../../storage/models/manifest.js";
import { throwIfStopped } from "../queue.js";
import { numbersOf, Session } from "../runtime/session.js";

/** @typedef {import("../runtime/runtime.js").Runtime} Runtime */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {keyof typeof ENCODERS} MediaKind */
/** @typedef {Record<string, [import("../runtime/runtime.js").TensorType, any, number[]]>} Inputs type, numbers, sizes */
/** @typedef {import("../loading.js").LoadPart} LoadPart */
/** @typedef {{signal: AbortSignal, part: (data: LoadPart) => void}} Asked by a call that may be stopped, and told how far it is */
/**
 * What `open` makes of the files of an encoder, once they are here (see loading.js).
 * @typedef {<T>(kind: MediaKind, asked: Asked, open: (files: Map<string, Blob>) => Promise<T>) => Promise<T>} Brought
 */

const OUTPUTS = { image: "image_features", audio: "audio_features" };

export class Encoders {
  /** @type {Map<MediaKind, Session>} */
  #open = new Map();
  #runtime;
  #manifest;
  #brought;

  /** @param {() => Promise<Runtime>} runtime for one of them, the decoder's if it has one @param {Manifest} manifest @param {Brought} brought */
  constructor(runtime, manifest, brought) {
    this.#runtime = runtime;
    this.#manifest = manifest;
    this.#brought = brought;
  }

  /**
   * @param {MediaKind} kind @param {Inputs} inputs @param {Asked} asked
   * @returns {Promise<Float32Array>} features, one after another
   */
  async run(kind, inputs, asked) {
    const session = this.#open.get(kind) ?? (await this.#opened(kind, asked));
    throwIfStopped(asked.signal);
    const feeds = Object.entries(inputs).map(([name, told]) => [name, session.tensor(...told)]);
    const outputs = await session.run(Object.fromEntries(feeds), [OUTPUTS[kind]]);
    return numbersOf(outputs[OUTPUTS[kind]]);
  }

  /** Brings its files, unless it is open. @param {MediaKind} kind @param {Asked} asked */
  async fetch(kind, asked) {
    if (!this.#open.has(kind)) await this.#brought(kind, asked, async () => {});
  }

  /** @param {MediaKind} kind @param {Asked} asked */
  #opened(kind, asked) {
    return this.#brought(kind, asked, async (files) => {
      // One at a time: each needs memory of its own.
      await this.release();
      const name = ENCODERS[kind];
      const runtime = await this.#runtime();
      const session = await Session.open(runtime, this.#manifest, "Gemma3Model", name, files);
      this.#open.set(kind, session);
      return session;
    });
  }

  async release() {
    for (const [kind, session] of [...this.#open]) {
      this.#open.delete(kind);
      await session.release();
    }
  }
}
