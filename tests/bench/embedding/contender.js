/**
 * @file One contender of the bench: texts embedded by Hearthside's engine, as the mind asks for it.
 *
 * Knows the wire's operation; knows nothing of what it is compared with.
 */

import { startEngine } from "../ours.js";
import { measureAll } from "./measure.js";

/** @param {import("./measure.js").Told} told @returns {Promise<import("./measure.js").Embedding>} */
export async function runEmbedding(told) {
  const { call, end } = await startEngine();
  const base_url = new URL("../../../models/", import.meta.url).href;
  const info = await call("model.load", { model: told.model, base_url, device: told.device });
  const measured = await measureAll(told, async (texts) => (await call("embed", { texts })).tokens);
  end();
  return { ...measured, device: info.device_reason };
}
