/**
 * @file Tells the watch over the start (watch.js) what went on.
 *
 * By an event of the document, since the watch must run where this module does not. Knows nothing of
 * what the watch says.
 */

/** @typedef {Record<string, any>} Data */

/** What a person calls the workers. */
const CALLED = { mind: "Python", engine: "the engine" };
/** The workers that are up. @type {Set<string>} */
const up = new Set();

/** @param {Data} detail */
export function tellStart(detail) {
  document.dispatchEvent(new CustomEvent("hearthside.start", { detail }));
}

/** A worker's life went on. @param {"engine" | "mind"} kind @param {string} state @param {Data} detail */
export function startMoved(kind, state, { message, detail, loaded_bytes, total_bytes }) {
  if (state === "ready") up.add(kind);
  else up.delete(kind);
  const missing = Object.entries(CALLED).filter(([worker]) => !up.has(worker));
  const awaited = missing.map(([, name]) => name).join(" and ");
  if (!awaited) tellStart({ ready: true });
  else if (state === "failed")
    tellStart({ awaited, failed: [message, detail].filter(Boolean).join(" ") });
  else if (kind === "mind" && state === "starting")
    tellStart({ awaited, words: "Starting Python.", loaded_bytes, total_bytes });
  else tellStart({ awaited });
}
