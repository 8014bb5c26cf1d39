/**
 * @file A chosen picture as pixels: decoded, turned as its camera says, made smaller on this device.
 *
 * Of an animation the first frame; what a camera wrote beside the pixels (EXIF) goes with the file.
 * What a reason means to a person is written in app/ui/taken.py. Knows nothing of models.
 */

/** A phone's largest picture has 108 million; decoded, each takes four bytes. */
const MOST_PIXELS = 110_000_000;
const MOST_BYTES = 100_000_000;
/** More than any model takes of one picture (1120 soft tokens of 48 by 48). */
const KEPT_PIXELS = 4_000_000;
const PREVIEW_PIXELS = 160_000;

export class MediaError extends Error {
  /** @param {string} reason @param {string} [detail] a figure that belongs to it */
  constructor(reason, detail = "") {
    super(reason);
    this.reason = reason;
    this.detail = detail;
  }
}

/** @typedef {{canvas: HTMLCanvasElement, width: number, height: number, preview: string}} Picture */

/** @param {Blob} file @returns {Promise<Picture>} @throws {MediaError} */
export async function openPicture(file) {
  if (file.size > MOST_BYTES) throw new MediaError("bytes", megabytes(file.size));
  const size = await sizeOf(file);
  if (size.width * size.height > MOST_PIXELS)
    throw new MediaError("pixels", String(Math.round((size.width * size.height) / 1e6)));
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new MediaError("broken");
  });
  const { width, height } = bitmap;
  const canvas = drawn(bitmap, ...within(width, height, KEPT_PIXELS));
  bitmap.close();
  const small = drawn(canvas, ...within(width, height, PREVIEW_PIXELS));
  const png = await new Promise((resolve) => small.toBlob(resolve, "image/png"));
  if (!png) throw new MediaError("broken");
  return { canvas, width, height, preview: URL.createObjectURL(png) };
}

/** The pixels of a picture at another size, RGBA row by row. @param {Picture} picture @param {number} width @param {number} height */
export function pixelsOf({ canvas }, width, height) {
  const { data } = contextOf(drawn(canvas, width, height)).getImageData(0, 0, width, height);
  return new Uint8Array(data.buffer);
}

/** Told by the file's head, before anything is decoded. @param {Blob} file @returns {Promise<{width: number, height: number}>} */
function sizeOf(file) {
  const address = URL.createObjectURL(file);
  const image = new Image();
  const told = new Promise((resolve, reject) => {
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => reject(new MediaError("broken"));
  });
  image.src = address;
  return told.finally(() => URL.revokeObjectURL(address));
}

/** @param {number} width @param {number} height @param {number} most @returns {[number, number]} */
function within(width, height, most) {
  const factor = Math.min(1, Math.sqrt(most / (width * height)));
  return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
}

/** On white, for what is see-through has no colour. @param {CanvasImageSource} source @param {number} width @param {number} height */
function drawn(source, width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new MediaError("broken");
  return context;
}

/** @param {number} bytes */
export const megabytes = (bytes) => String(Math.ceil(bytes / 1e6));
