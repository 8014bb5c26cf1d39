/**
 * @file Weights that stay in their file until ONNX Runtime makes a tensor of them, in the build that can wait for that.
 *
 * The JavaScript that transformers.js brings reads a Blob whole before any build sees it; an array it hands on as it is.
 * So weights go through it as an array of nothing, and jspi.js, at the build's door, takes the file out again. Knows
 * nothing of models.
 */

/** Bytes read at once, on their way into an array: of larger pieces more lies about as garbage (1.5 x the weights, not 1.4). */
const READ_BYTES = 2 ** 20;

export class FileBytes extends Uint8Array {
  /** @param {Blob} file */
  constructor(file) {
    super(0);
    const slice = (/** @type {number} */ from, /** @type {number} */ to) => {
      const part = file.slice(from, to);
      return Object.assign(part, { stream: () => pieces(part) });
    };
    /** A Blob, as ONNX Runtime reads one: by the streams of its slices. */
    this.file = Object.assign(file.slice(), { slice });
  }
}

/**
 * A blob, read by slices: its own stream into one array (BYOB), which the build would ask for, stood still in Chromium on a
 * busy machine, one load in ten.
 * @param {Blob} blob of at least a byte @returns {ReadableStream<Uint8Array>}
 */
function pieces(blob) {
  let at = 0;
  /** @type {UnderlyingDefaultSource<Uint8Array>} */
  const source = {
    async pull(controller) {
      const piece = await blob.slice(at, at + READ_BYTES).arrayBuffer();
      at += READ_BYTES;
      controller.enqueue(new Uint8Array(piece));
      if (at >= blob.size) controller.close();
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}
