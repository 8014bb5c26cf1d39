/**
 * @file Tells the watch over the start (watch.js) what went on.
 *
 * By an event of the document, since the watch must run where this module does not. Knows nothing of
 * what the watch says.
 */

/** @typedef {Record<string, any>} Data */

/** The workers that are up. @type {Set<string>} */
const up = new Set();

/** @param {Data} detail */
export function tellStart(detail) {
  document.dispatchEvent(new CustomEvent("hearthside.start", { detail }));
}

/** A worker's life went on. @param {"engine" | "mind"} kind @param {string} state @param {Data} detail */
export function startMoved(kind, state, { message, loaded_bytes, total_bytes }) {
  if (state === "ready") up.add(kind);
  else up.delete(kind);
  if (up.size === 2) tellStart({ ready: true });
  else if (state === "failed") tellStart({ failed: message });
  else if (kind === "mind" && state === "starting")
    tellStart({ words: "Starting Python.", loaded_bytes, total_bytes });
}
