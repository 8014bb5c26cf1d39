/**
 * @file How strong each frequency of a frame is: a fast Fourier transform (Cooley and Tukey 1965), its numbers float64.
 */

export class Spectrum {
  #size;
  #real;
  #imaginary;
  #cosines;
  #sines;
  #order;

  /** @param {number} size a power of two */
  constructor(size) {
    this.#size = size;
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    const turns = Array.from({ length: size / 2 }, (_, at) => (-2 * Math.PI * at) / size);
    this.#cosines = Float64Array.from(turns, Math.cos);
    this.#sines = Float64Array.from(turns, Math.sin);
    const bits = Math.log2(size);
    this.#order = Array.from({ length: size }, (_, at) => reversed(at, bits));
  }

  /**
   * The magnitudes of frequencies 0 to half the size.
   * @param {ArrayLike<number>} frame at most `size` numbers; the rest counts as 0
   * @param {Float64Array} magnitudes [size / 2 + 1], written
   */
  magnitudes(frame, magnitudes) {
    for (const [at, from] of this.#order.entries()) this.#real[at] = frame[from] ?? 0;
    this.#imaginary.fill(0);
    for (let half = 1; half < this.#size; half *= 2)
      for (let start = 0; start < this.#size; start += 2 * half) this.#join(start, half);
    for (let at = 0; at < magnitudes.length; at += 1)
      magnitudes[at] = Math.sqrt(this.#real[at] ** 2 + this.#imaginary[at] ** 2);
  }

  /** Two halves into one whole. @param {number} start @param {number} half */
  #join(start, half) {
    const [real, imaginary] = [this.#real, this.#imaginary];
    const step = this.#size / (2 * half);
    for (let at = start; at < start + half; at += 1) {
      const cosine = this.#cosines[(at - start) * step];
      const sine = this.#sines[(at - start) * step];
      const x = real[at + half] * cosine - imaginary[at + half] * sine;
      const y = real[at + half] * sine + imaginary[at + half] * cosine;
      real[at + half] = real[at] - x;
      imaginary[at + half] = imaginary[at] - y;
      real[at] += x;
      imaginary[at] += y;
    }
  }
}

/** @param {number} number @param {number} bits */
function reversed(number, bits) {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result |= ((number >> bit) & 1) << (bits - 1 - bit);
  return result;
}
