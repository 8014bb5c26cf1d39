/**
 * @file A recording with the microphone: begun, with its level told meanwhile, and its samples to who
 * wants to hear them; ended.
 *
 * Knows nothing of what becomes of it.
 */

import { MediaError } from "./pictures.js";
import { MOST_S, RATE_HZ } from "./sounds.js";

const LEVEL_EVERY_MS = 100;
const HEARD_EVERY_S = 1;
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
  #source;
  #hush;
  /** Tells what was not told of yet. */
  #tellRest = () => {};

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
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(analyser);
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

  /**
   * Tells its samples too, as a model takes them: 16 kHz, one channel, a second at a time.
   * @param {(samples: Float32Array<ArrayBuffer>) => void} onSamples
   * @returns {Promise<boolean>} whether this browser can
   */
  async hear(onSamples) {
    try {
      await this.#context.audioWorklet.addModule(new URL("./samples.worklet.js", import.meta.url));
      const options = { processorOptions: { rate_hz: RATE_HZ }, channelCount: 1 };
      const node = new AudioWorkletNode(this.#context, "samples", {
        ...options,
        channelCountMode: "explicit",
      });
      const heard = new Gathered(RATE_HZ * HEARD_EVERY_S, onSamples);
      node.port.onmessage = ({ data }) => heard.add(data);
      this.#tellRest = () => {
        node.port.onmessage = null;
        heard.rest();
      };
      // Its own output is silent; what leads nowhere, no browser need ask for anything.
      this.#source.connect(node).connect(this.#context.destination);
      return true;
    } catch {
      return false; // it is written down when it has ended
    }
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
    this.#tellRest();
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
    return new Blob(this.#parts, { type: this.#recorder.mimeType });
  }
}

/** Small pieces of sound, put together into larger ones. */
export class Gathered {
  /** @type {number[]} */
  #samples = [];

  /** @param {number} count of samples told at once @param {(samples: Float32Array<ArrayBuffer>) => void} tell */
  constructor(count, tell) {
    this.count = count;
    this.tell = tell;
  }

  /** @param {Float32Array} samples */
  add(samples) {
    this.#samples.push(...samples);
    if (this.#samples.length >= this.count) this.rest();
  }

  /** Tells what there is. */
  rest() {
    if (this.#samples.length) this.tell(Float32Array.from(this.#samples));
    this.#samples = [];
  }
}

/** How loud it is, from 0 to 100. @param {Float32Array} samples */
export function levelOf(samples) {
  let squares = 0;
  for (const sample of samples) squares += sample * sample;
  return Math.min(100, Math.round((100 * Math.sqrt(squares / samples.length)) / FULL));
}
