/**
 * @file A model loaded by the page's engine, as a page has it, and when each phase of that began.
 *
 * Knows the wire's operation; knows nothing of memory, which is looked at from outside.
 */

import { startEngine } from "../ours.js";

/** @typedef {{phase: string, at_s: number}} Began by the clock of the system (Unix time) */

const SETTLE_MS = 2000;

/**
 * @param {{model: string, device: string, proven: boolean}} told whether until its self-test has passed, or until it is open
 * @returns {Promise<{phases: Began[], reason: string}>}
 */
export async function runLoading({ model, device, proven }) {
  const { call, end } = await startEngine();
  /** @type {Began[]} */
  const phases = [];
  const began = (/** @type {string} */ phase) => phases.push({ phase, at_s: Date.now() / 1000 });
  const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await call("engine.probe", {});
  began("empty");
  await settle();
  const base_url = new URL("../../../models/", import.meta.url).href;
  const asked = { model, base_url, device, allow_software: true };
  const opened = new Promise((resolve, reject) => {
    const onPart = (/** @type {{phase: string}} */ { phase }) => {
      if (phases.at(-1)?.phase !== phase) began(phase);
      if (phase === "selftest" && !proven) resolve({ device_reason: "open, not yet proven" });
    };
    call("model.load", asked, { onPart }).then(resolve, reject);
  });
  const { device_reason: reason } = await opened;
  if (proven) began("loaded");
  await settle();
  began("end");
  end();
  return { phases, reason };
}
