/**
 * @file What is said when a site or a hub answers something else than the file that it was asked for.
 *
 * Knows HTTP answers; knows nothing of what is stored, or of how often one asks.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";

/** @typedef {import("./download.js").FileEntry} FileEntry */

/** The sentence for a status; who is asked may be the site itself or a hub. @param {number} status */
function sentenceOf(status) {
  if (status === 404 || status === 410)
    return `A file of this model is not where it should be (${status}). Whoever runs this site must look at it.`;
  if (status === 401 || status === 403)
    return `A file of this model is not given to everyone (${status}). Whoever runs this site must look at it.`;
  if (status === 429 || status >= 500)
    return `Where the model's files lie is too busy now (${status}). Try again later: what is here is kept.`;
  return `The site answered ${status} for a model file.`;
}

/**
 * Why this answer is not what was asked for; null where it may be.
 * @param {Response} response @param {FileEntry} file @param {number} whole_bytes of what is fetched, 0 where a part is
 * @param {string} url
 * @returns {WireError | null} download.failed, model.corrupt
 */
export function refusal(response, file, whole_bytes, url) {
  const { status, headers } = response;
  if (status === 416) return anotherLength(file);
  if (!response.ok || !response.body)
    return new WireError(Code.DOWNLOAD_FAILED, sentenceOf(status), url);
  if (headers.get("content-type")?.startsWith("text/html") && !file.path.endsWith(".html")) {
    const message =
      "A web page came in place of a model file. A network that wants you to sign in first may be the reason.";
    return new WireError(Code.DOWNLOAD_FAILED, message, url);
  }
  const told_bytes = toldBytes(response);
  const wrong = whole_bytes > 0 && told_bytes !== null && told_bytes !== whole_bytes;
  return wrong ? anotherLength(file, `${told_bytes} bytes`) : null;
}

/** The length of the whole that an answer tells; null where it tells none. @param {Response} response */
function toldBytes({ status, headers, type }) {
  // A length is of what goes over the network, and of another origin one may not see whether that is packed.
  if (headers.has("content-encoding")) return null;
  const total = /\/(\d+)$/.exec(headers.get("content-range") ?? "");
  if (total) return Number(total[1]);
  const length = headers.get("content-length");
  return status !== 200 || type === "cors" || length === null ? null : Number(length);
}

/** @param {FileEntry} file @param {string} [found] */
export function anotherLength({ path, bytes }, found = "") {
  const message =
    "A model file has another length than its description says. Whoever runs this site must look at it.";
  return new WireError(Code.MODEL_CORRUPT, message, `${path}: ${found}, not ${bytes}`);
}

/** @param {FileEntry} file */
export function wrongChunk({ path }) {
  const message = "A model file on the site does not match its description. Try again later.";
  return new WireError(Code.MODEL_CORRUPT, message, path);
}

/** @param {FileEntry} file */
export function anotherFile({ path }) {
  const message =
    "A model file came whole, and is another than its description says (its hash differs). " +
    "Nothing of it was kept.";
  return new WireError(Code.MODEL_CORRUPT, message, path);
}

/** @param {FileEntry} file @param {number} at_bytes */
export function broken({ path, bytes }, at_bytes) {
  const message = "The download keeps breaking off. Try again: it goes on where it stopped.";
  return new WireError(Code.DOWNLOAD_FAILED, message, `${path} at ${at_bytes} of ${bytes}`);
}
