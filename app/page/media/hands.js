/**
 * @file Holds the pictures and sounds that a person gave, and hands their pixels or samples to the mind.
 *
 * They are opened one after another and outlive a lost mind. The mind is told of each by the event of
 * its field (`kind`, sizes, or why it is `refused`), and has heard of it before the next is opened: of many
 * that come at once it lets most go. It asks for `media.pixels` of a size or `media.samples`, gets them
 * under the same name, and says what may go. Knows nothing of what becomes of them.
 */

import { Hush } from "./hush.js";
import { MediaError, openPicture, pixelsOf } from "./pictures.js";
import { Recording } from "./recording.js";
import { from, openSound } from "./sounds.js";

/** @typedef {Record<string, any>} Data */
/** @typedef {import("./pictures.js").Picture} Picture */
/** @typedef {import("./sounds.js").Sound} Sound */
/** @typedef {{id: string, event: string, facts: Data, picture?: Picture, sound?: Sound}} Given */
/** @typedef {{id: string, event: string, file: Blob, filename: string, from_s: number}} Opening */

const HEIC = /^(ftyp)?(heic|heix|heif|hevc|mif1|msf1)$/;

/** Of all rooms together: a picture takes 16 MB, the longest sound 115. The oldest goes. */
const MOST_HELD = 8;

/** Who asks for no more ends a recording by hand. */
const BY_HAND = { level: 0, after_s: 0, before_s: 0 };

export class MediaHands {
  /** @type {Map<string, Given>} */
  #held = new Map();
  /** What is still being opened. @type {Set<string>} */
  #opening = new Set();
  #opened = Promise.resolve();
  #count = 0;
  /** @type {Recording | undefined} */
  #recording;

  /**
   * @param {(name: string, data: Data) => Promise<void>} tell settles when the mind has heard it
   * @param {(target: string, value: number) => void} show a level
   */
  constructor(tell, show) {
    this.tell = tell;
    this.show = show;
  }

  /** @param {string} event @param {Blob} file @param {string} filename @param {number} [from_s] of a sound */
  take(event, file, filename, from_s = 0) {
    const id = String(++this.#count);
    this.#opening.add(id);
    this.tell(event, { id, filename, opening: "yes" });
    this.#opened = this.#opened.then(() => this.#open({ id, event, file, filename, from_s }));
    return this.#opened;
  }

  /** @param {Opening} given */
  async #open({ id, event, file, filename, from_s }) {
    if (!this.#opening.has(id)) return;
    try {
      const { picture, sound: whole } = await opened(file, filename);
      const sound = whole && from(whole, from_s);
      const facts = picture ? pictureFacts(picture) : soundFacts(/** @type {Sound} */ (sound));
      await this.#hold({ id, event, facts: { ...facts, id, filename }, picture, sound });
    } catch (error) {
      if (this.#opening.delete(id)) this.tell(event, { id, filename, ...refusal(error) });
    }
  }

  /** @param {Given} given */
  async #hold(given) {
    this.#held.set(given.id, given);
    if (!this.#opening.delete(given.id)) return this.#drop(given.id); // it was put away meanwhile
    const [oldest] = this.#held.keys();
    if (this.#held.size > MOST_HELD) this.#drop(oldest);
    await this.tell(given.event, given.facts);
  }

  /** A new mind knows nothing of what was given to the one before. */
  announceAgain() {
    for (const { event, facts } of this.#held.values()) this.tell(event, facts);
    if (this.#recording) this.tell("media.recording", { on: "yes" });
  }

  /** @param {{id: string, width: number, height: number}} asked */
  pixels({ id, width, height }) {
    const picture = this.#held.get(id)?.picture;
    const bytes = picture && pixelsOf(picture, width, height);
    this.tell("media.pixels", {
      id,
      width: String(width),
      height: String(height),
      ...(bytes && { bytes }),
    });
  }

  /** @param {{id: string}} asked */
  samples({ id }) {
    const sound = this.#held.get(id)?.sound;
    this.tell("media.samples", { id, ...(sound && bytesOf(sound.samples.slice())) });
  }

  /**
   * @param {{event: string, target: string, hush?: import("./hush.js").HushFacts, heard?: string}} asked
   * where the recording goes, its level, and by what event its samples meanwhile, if they are wanted
   */
  async record({ event, target, hush = BY_HAND, heard = "" }) {
    if (this.#recording) return;
    try {
      const stream = await Recording.microphone();
      const over = () => void this.rest({ event });
      const show = (/** @type {number} */ level) => this.show(target, level);
      this.#recording = new Recording(stream, new Hush(hush), show, over);
      const can = heard && (await this.#recording.hear((it) => this.tell(heard, bytesOf(it))));
      this.tell("media.recording", { on: "yes", heard: can ? heard : "" });
    } catch (error) {
      this.tell("media.recording", { on: "" });
      const known = error instanceof MediaError ? error : new MediaError("microphone-none");
      this.tell(event, { id: "", filename: "", ...refusal(known) });
    }
  }

  /** @param {{event: string}} asked */
  async rest({ event }) {
    const recording = this.#recording;
    this.#recording = undefined;
    const file = await recording?.end(); // its last samples are told before its end is
    this.tell("media.recording", { on: "" });
    if (recording && file) await this.take(event, file, "Recording", recording.from_s);
  }

  /** Lets go of some, opened or not. @param {{ids: string[]}} which */
  forget({ ids }) {
    for (const id of ids) this.#drop(id);
  }

  /** @param {string} id */
  #drop(id) {
    this.#opening.delete(id);
    const { picture } = this.#held.get(id) ?? {};
    if (picture) URL.revokeObjectURL(picture.preview);
    this.#held.delete(id);
  }
}

/** @param {Float32Array<ArrayBuffer>} samples */
const bytesOf = (samples) => ({ bytes: new Uint8Array(samples.buffer) });

/** @param {Blob} file @param {string} filename @returns {Promise<{picture?: Picture, sound?: Sound}>} */
async function opened(file, filename) {
  if (!file.size) throw new MediaError("empty");
  if (isSound(file, filename)) return { sound: await openSound(file) };
  try {
    return { picture: await openPicture(file) };
  } catch (error) {
    const broken = error instanceof MediaError && error.reason === "broken";
    throw broken ? new MediaError(await reasonOf(file)) : error;
  }
}

/** Why a picture cannot be opened. @param {Blob} file */
async function reasonOf(file) {
  if (await isHeic(file)) return "heic";
  return file.type.startsWith("image/") ? "broken" : "kind";
}

/** @param {Blob} file @param {string} filename */
const isSound = ({ type }, filename) =>
  /^(audio|video)\//.test(type) || /\.(wav|mp3|opus|ogg|oga|m4a|flac|webm)$/i.test(filename);

/** Its head says so: Safari alone can decode it. @param {Blob} file */
async function isHeic(file) {
  const head = new TextDecoder("latin1").decode(await file.slice(4, 12).arrayBuffer());
  return HEIC.test(head);
}

/** @param {Picture} picture @returns {Data} */
const pictureFacts = ({ width, height, preview }) => ({
  kind: "picture",
  width: String(width),
  height: String(height),
  preview,
});

/** @param {Sound} sound @returns {Data} */
const soundFacts = ({ seconds }) => ({ kind: "sound", seconds: String(seconds) });

/** @param {unknown} error */
function refusal(error) {
  if (error instanceof MediaError) return { refused: error.reason, detail: error.detail };
  return { refused: "broken", detail: "" };
}
