/**
 * @file What may go wrong with stored files, in the words a person reads.
 *
 * Knows sizes and names; knows nothing of where files lie or how they come.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

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

/**
 * What went wrong with keeping something: known failures and stops as they are, others by their kind.
 * @param {unknown} error
 */
export function storageError(error) {
  const known =
    error instanceof WireError || (error instanceof Error && error.name === "AbortError");
  if (known) return error;
  if (isQuota(error)) {
    const message =
      "This device has no room left to keep it. Delete something you no longer need, or export it.";
    return new WireError(Code.STORAGE_FULL, message, String(error));
  }
  const message =
    "This browser does not let the page keep anything. A private window may be the reason.";
  return new WireError(Code.STORAGE_NONE, message, String(error));
}

/** @param {string} name @param {unknown} value @returns {string} @throws {WireError} call.invalid */
export function textOf(name, value) {
  if (typeof value === "string") return value;
  throw new WireError(Code.CALL_INVALID, `${name} must be text.`);
}
