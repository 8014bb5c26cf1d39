/**
 * @file An embedding model behind the wire: how it is opened, and which operation asks what of it.
 */

import { Op } from "../../wire/wire.gen.js";
import { count, embed } from "./embed.js";
import { Embedder } from "./embedder.js";

/** @type {import("../kinds.js").Kind} */
export const embedding = {
  title: "an embedding model",
  none: "No embedding model is loaded yet.",
  fits: ({ dimensions, eos_id }) => Number.isInteger(dimensions) && Number.isInteger(eos_id),
  processor: () => false,
  open: Embedder.open,
  direct: { [Op.EMBED_COUNT]: count },
  queued: { [Op.EMBED]: embed },
};
