/**
 * @file Which soft tokens stand at which places of a text: each place has one of its kind, and none stands elsewhere.
 */

import { invalid } from "../arguments.js";

/** @typedef {import("./media.js").Media} Media */
/** @typedef {ReadonlyMap<number, Float32Array>} Soft features [hidden] by their position in a text */
/** @typedef {[media: number, first: number, count: number]} Span of an image's or a sound's soft tokens */

/**
 * @param {Pick<Media, "get" | "places">} media
 * @param {number[]} ids the next tokens of a text
 * @param {number} position of their first one in it
 * @param {unknown} asked spans that take the places among `ids` in order
 * @returns {Soft}
 * @throws {import("../../wire/rpc.js").WireError} call.invalid, media.unknown
 */
export function softOf(media, ids, position, asked) {
  const soft = spansOf(asked).flatMap((span) => tokensOf(media, span));
  const places = [...ids.keys()].filter((at) => media.places.includes(ids[at]));
  const fit = places.every((at, which) => soft[which]?.place_id === ids[at]);
  if (soft.length !== places.length || !fit) {
    const told = `${places.length} places were fed with ${soft.length} soft tokens`;
    throw invalid(`Each place of a text takes a soft token of its kind: ${told}.`);
  }
  return new Map(places.map((at, which) => [position + at, soft[which].features]));
}

/** @param {Pick<Media, "get">} media @param {Span} span */
function tokensOf(media, [id, first, count]) {
  const { place_id, tokens, features } = media.get(id);
  if (first < 0 || count < 1 || first + count > tokens)
    throw invalid(`There are ${tokens} soft tokens.`, `${count} from ${first} on`);
  const width = features.length / tokens;
  return Array.from({ length: count }, (_, at) => ({
    place_id,
    features: features.subarray((first + at) * width, (first + at + 1) * width),
  }));
}

/** @param {unknown} asked @returns {Span[]} */
function spansOf(asked) {
  const isSpan = (/** @type {any} */ span) =>
    Array.isArray(span) && Number.isInteger(span[1]) && Number.isInteger(span[2]);
  if (Array.isArray(asked) && asked.every(isSpan)) return asked;
  throw invalid("media must be spans: what was encoded, the first of its soft tokens, how many.");
}
