/**
 * @file A chosen sound as samples: decoded by the browser, one channel, at the rate of a model.
 *
 * What a reason means to a person is written in app/ui/taken.py. Knows nothing of models.
 */

import { MediaError, megabytes } from "./pictures.js";

/** As the models take it. */
export const RATE_HZ = 16_000;
export const MOST_S = 30 * 60;
/** Half an hour of a CD; what says nothing of its length is a stream, of which this is hours. */
const MOST_BYTES = 400_000_000;
const MOST_STREAM_BYTES = 40_000_000;
const LENGTH_WAIT_MS = 5_000;

/** @typedef {{samples: Float32Array<ArrayBuffer>, seconds: number}} Sound */

/** @param {Blob} file @returns {Promise<Sound>} @throws {MediaError} */
export async function openSound(file) {
  if (file.size > MOST_BYTES) throw new MediaError("bytes", megabytes(file.size));
  const told_s = await lengthOf(file);
  if (told_s > MOST_S) throw new MediaError("long", minutes(told_s));
  if (!told_s && file.size > MOST_STREAM_BYTES) throw new MediaError("bytes", megabytes(file.size));
  const context = new OfflineAudioContext(1, 1, RATE_HZ);
  const decoded = await context.decodeAudioData(await file.arrayBuffer()).catch(() => {
    throw new MediaError("unheard");
  });
  if (decoded.duration > MOST_S) throw new MediaError("long", minutes(decoded.duration));
  const samples = mono(decoded);
  if (!samples.length) throw new MediaError("unheard");
  return { samples, seconds: samples.length / RATE_HZ };
}

/** The rest of a sound. @param {Sound} sound @param {number} from_s @returns {Sound} */
export function from({ samples }, from_s) {
  const rest = samples.slice(Math.round(from_s * RATE_HZ));
  return { samples: rest, seconds: rest.length / RATE_HZ };
}

/** The mean of the channels. @param {Pick<AudioBuffer, "numberOfChannels" | "getChannelData" | "length">} decoded */
export function mono(decoded) {
  const samples = new Float32Array(decoded.length);
  const channels = decoded.numberOfChannels;
  for (let channel = 0; channel < channels; channel++) {
    const data = decoded.getChannelData(channel);
    for (let at = 0; at < data.length; at++) samples[at] += data[at] / channels;
  }
  return samples;
}

/** Seconds, told by the file's head before anything is decoded; 0 where it does not say. @param {Blob} file @returns {Promise<number>} */
function lengthOf(file) {
  const address = URL.createObjectURL(file);
  const audio = new Audio();
  const told = new Promise((resolve) => {
    audio.onloadedmetadata = () => resolve(Number.isFinite(audio.duration) ? audio.duration : 0);
    audio.onerror = () => resolve(0);
    setTimeout(() => resolve(0), LENGTH_WAIT_MS);
  });
  audio.preload = "metadata";
  audio.src = address;
  return told.finally(() => {
    audio.removeAttribute("src");
    URL.revokeObjectURL(address);
  });
}

/** @param {number} seconds */
const minutes = (seconds) => String(Math.ceil(seconds / 60));
