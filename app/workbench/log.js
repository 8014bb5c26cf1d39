/**
 * Keeps what cells ask of a model, where a person has switched the log on: documents that the Log room
 * takes up. Does not know what they say.
 */

import { answerDocuments } from "../web/storage/documents.js";
import { Peer } from "../web/wire/rpc.js";
import { Op } from "../web/wire/wire.gen.js";

/** Where the mind looks for the switch and for these documents (py/hearthside/log/log.py). */
const SWITCH = { collection: "log", key: "switch" };
const COMING = "log.coming";

/** A cell may ask in a loop; a person reads what came first. */
const MOST_ENTRIES = 1000;
const MOST_CHARACTERS = 1_000_000;

const { port1, port2 } = new MessageChannel();
answerDocuments(new Peer(port1));
const shelf = new Peer(port2);

/** @type {Set<string>} */
const kept = new Set();

/** @param {{key: string, text: string}} asked as the cell's worker tells it, which a cell may do too */
export async function keepAsked({ key, text }) {
  if (typeof key !== "string" || typeof text !== "string" || text.length > MOST_CHARACTERS) return;
  if (!kept.has(key) && kept.size >= MOST_ENTRIES) return;
  try {
    if ((await shelf.call(Op.SHELF_GET, SWITCH)).text !== "on") return;
    kept.add(key);
    await shelf.call(Op.SHELF_PUT, { collection: COMING, key, text });
  } catch (error) {
    console.warn("The log could not be written.", String(error));
  }
}
