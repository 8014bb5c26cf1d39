/**
 * @file A recording with the microphone: begun, with its level told meanwhile, ended.
 *
 * Knows nothing of what becomes of it.
 */

import { MediaError } from "./pictures.js";
import { MOST_S } from "./sounds.js";

const LEVEL_EVERY_MS = 100;
/** @typedef {import("./hush.js").Hush} Hush */

/** A voice near the microphone has a root mean square of about a quarter. */
const FULL = 0.25;

export class Recording {
  /** @type {Blob[]} */
  #parts = [];
  #stream;
  #recorder;
  #listening;
  #context;
  #hush;

  /** @returns {Promise<MediaStream>} @throws {MediaError} */
  static async microphone() {
    if (!globalThis.navigator?.mediaDevices?.getUserMedia) throw new MediaError("microphone-none");
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      throw new MediaError(refused ? "microphone-refused" : "microphone-none");
    }
  }

  /**
   * @param {MediaStream} stream @param {Hush} hush @param {(level: number) => void} onLevel from 0 to 100
   * @param {() => void} onOver it is full, or nobody speaks any more; said until it ends
   */
  constructor(stream, hush, onLevel, onOver) {
    this.#stream = stream;
    this.#hush = hush;
    this.#recorder = new MediaRecorder(stream);
    this.#recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const began_ms = performance.now();
    this.#listening = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const level = levelOf(samples);
      const at_s = (performance.now() - began_ms) / 1000;
      onLevel(level);
      if (hush.hears(level, at_s) || at_s > MOST_S) onOver();
    }, LEVEL_EVERY_MS);
    this.#recorder.start();
  }

  /** Where what was said begins, in seconds. */
  get from_s() {
    return this.#hush.from_s;
  }

  /** @returns {Promise<Blob>} all that was recorded; the microphone is off then */
  async end() {
    clearInterval(this.#listening);
    const ended = new Promise((resolve) => {
      this.#recorder.onstop = resolve;
    });
    if (this.#recorder.state !== "inactive") {
      this.#recorder.stop();
      await ended;
    }
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
    return new Blob(this.#parts, { type: this.#recorder.mimeType });
  }
}

/** How loud it is, from 0 to 100. @param {Float32Array} samples */
export function levelOf(samples) {
  let squares = 0;
  for (const sample of samples) squares += sample * sample;
  return Math.min(100, Math.round((100 * Math.sqrt(squares / samples.length)) / FULL));
}
