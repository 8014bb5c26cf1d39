/**
 * @file What may go wrong with kept files, in the words a person reads.
 *
 * Knows sizes and names; knows nothing of where files lie or how they come.
 */

import { WireError } from "../rpc.js";
import { Code } from "../wire.gen.js";

/** @param {number} bytes */
export const megabytes = (bytes) => `${Math.ceil(bytes / 1e6)} MB`;

/** @param {unknown} error */
export const isQuota = (error) => error instanceof Error && error.name === "QuotaExceededError";

/** @param {string} id */
export const unknown = (id) =>
  new WireError(Code.MODEL_UNKNOWN, `This site has no model called ${id}.`);

/** @param {string} id */
export const offlineText = (id) =>
  `The site cannot be reached, and the model ${id} is not kept on this device yet.`;

/** @param {string[]} paths */
export function damagedError(paths) {
  const message =
    "A model file on this device was damaged and has been removed. Load the model again to fetch it.";
  return new WireError(Code.MODEL_CORRUPT, message, paths.join(", "));
}
