/**
 * @file What a microphone hears, as samples at another rate, told as they come. It runs where sound
 * does, beside the page.
 *
 * Each sample is a mean of those around it, weighed by a windowed sinc, which leaves out what the new
 * rate cannot carry (J. O. Smith, "Digital Audio Resampling", ccrma.stanford.edu/~jos/resample).
 * Knows nothing of what becomes of them.
 */

/** So many zeros of the sinc on either side: what is 2 kHz above what 16 kHz carry has 40 dB less. */
const ZEROS = 16;
/** A few hundredths of a second. */
const TOLD_AT_ONCE = 2048;

export class Resampler {
  #step;
  #phases;
  #cutoff;
  #half;
  /** What the next ones are made of, silence at first. */
  #held;
  /** Where in it the next one is, in parts of a sample. */
  #at = 0;
  /** The weights by the part of a sample at which one stands. @type {Float32Array[]} */
  #weights = [];

  /** @param {number} from_hz @param {number} to_hz whole numbers */
  constructor(from_hz, to_hz) {
    const common = commonOf(from_hz, to_hz);
    this.#step = from_hz / common;
    this.#phases = to_hz / common;
    this.#cutoff = Math.min(1, to_hz / from_hz);
    this.#half = Math.ceil(ZEROS / this.#cutoff);
    this.#held = new Float32Array(this.#half - 1);
  }

  /** The samples that follow from these and those before. @param {Float32Array} samples */
  feed(samples) {
    const heard = new Float32Array(this.#held.length + samples.length);
    heard.set(this.#held);
    heard.set(samples, this.#held.length);
    const made = [];
    let first = Math.floor(this.#at / this.#phases);
    while (first + 2 * this.#half <= heard.length) {
      const weights = this.#weightsOf(this.#at % this.#phases);
      let sum = 0;
      for (let at = 0; at < weights.length; at++) sum += weights[at] * heard[first + at];
      made.push(sum);
      this.#at += this.#step;
      first = Math.floor(this.#at / this.#phases);
    }
    const done = Math.min(first, heard.length);
    this.#at -= done * this.#phases;
    this.#held = heard.slice(done);
    return Float32Array.from(made);
  }

  /** @param {number} phase */
  #weightsOf(phase) {
    this.#weights[phase] ??= this.#weighed(phase / this.#phases);
    return this.#weights[phase];
  }

  /** @param {number} part of a sample, behind the one in the middle */
  #weighed(part) {
    const weights = new Float32Array(2 * this.#half).map((_, at) => {
      const away = at - (this.#half - 1) - part;
      const hann = Math.cos((Math.PI * away) / (2 * this.#half)) ** 2;
      return sinc(away * this.#cutoff) * hann;
    });
    const sum = weights.reduce((all, one) => all + one, 0);
    return weights.map((one) => one / sum);
  }
}

/** @param {number} at */
const sinc = (at) => (at === 0 ? 1 : Math.sin(Math.PI * at) / (Math.PI * at));

/** The greatest number that divides both. @param {number} one @param {number} other @returns {number} */
const commonOf = (one, other) => (other ? commonOf(other, one % other) : one);

/** What an audio worklet has and a page has not. @type {any} */
const worklet = globalThis;

if (worklet.registerProcessor) {
  class Samples extends worklet.AudioWorkletProcessor {
    #heard = new Float32Array(TOLD_AT_ONCE);
    #count = 0;

    /** @param {{processorOptions: {rate_hz: number}}} options */
    constructor({ processorOptions }) {
      super();
      this.resampler = new Resampler(Math.round(worklet.sampleRate), processorOptions.rate_hz);
    }

    /** @param {Float32Array[][]} inputs one, of one channel, or of none once the microphone is off */
    process([[channel]]) {
      for (const sample of channel ?? []) this.#hear(sample);
      return true;
    }

    /** @param {number} sample */
    #hear(sample) {
      this.#heard[this.#count++] = sample;
      if (this.#count < TOLD_AT_ONCE) return;
      this.#count = 0;
      const samples = this.resampler.feed(this.#heard);
      this.port.postMessage(samples, [samples.buffer]);
    }
  }
  worklet.registerProcessor("samples", Samples);
}
