/**
 * @file A language model behind the wire: how it is opened, and which operation asks what of it.
 */

import { WireError } from "../../wire/rpc.js";
import { Code, Op } from "../../wire/wire.gen.js";
import { foresee, isKnown } from "../processor/networks/network.js";
import { adapterOf } from "./adapters.js";
import { score, step } from "./inference.js";
import { LanguageModel } from "./model.js";

/** @type {import("../kinds.js").Kind} */
export const language = {
  title: "a language model",
  none: "No model is loaded yet.",
  fits: ({ kv_heads, cache }) => (cache?.kv_heads ?? kv_heads) === 1,
  processor: isKnown,
  foresee,
  open: LanguageModel.open,
  direct: {
    [Op.TEXT_ENCODE]: async (model, { text, bos }) => ({
      ids: model.encode(String(text), Boolean(bos)),
    }),
    [Op.TEXT_DECODE]: async ({ tokenizer }, { ids }) => ({ text: tokenizer.decode(ids) }),
    [Op.TEXT_PIECES]: async ({ tokenizer }, { ids }) => ({ pieces: tokenizer.pieces(ids) }),
    [Op.MEDIA_FETCH]: async (model, args, signal, part) =>
      mediaOf(model).fetch(args, { signal, part }),
  },
  queued: {
    [Op.ADAPTER_LOAD]: async ({ manifest, adapters }, { rank, halves }) => ({
      adapter: adapters.load(adapterOf(manifest, rank, halves)),
    }),
    [Op.ADAPTER_UNLOAD]: async ({ caches, adapters }, { adapter }) => {
      caches.closeOf(adapters.unload(adapter));
      return {};
    },
    [Op.CACHE_OPEN]: async ({ caches, adapters }, { adapter }) => ({
      cache: caches.open(adapters.get(adapter)),
    }),
    [Op.CACHE_FORK]: async ({ caches }, { cache }) => ({ cache: caches.fork(cache) }),
    [Op.CACHE_CUT]: async ({ caches }, { cache, length_tokens }) => {
      caches.cut(cache, length_tokens);
      return {};
    },
    [Op.CACHE_CLOSE]: async ({ caches }, { cache }) => {
      caches.close(cache);
      return {};
    },
    [Op.MEDIA_ENCODE]: (model, args, signal, part) => mediaOf(model).encode(args, { signal, part }),
    [Op.MEDIA_CLOSE]: async (model, { media }) => {
      const open = mediaOf(model);
      open.close(media);
      // Nothing is left to be asked about: an encoder that was opened for it goes too.
      if (open.none) await open.rest();
      return {};
    },
    [Op.GRAMMAR_PREPARE]: async ({ grammars }) => {
      await grammars.prepare();
      return {};
    },
    [Op.GRAMMAR_OPEN]: async ({ grammars }, { schema }) => ({
      grammar: await grammars.open(schema),
    }),
    [Op.GRAMMAR_CLOSE]: async ({ grammars }, { grammar }) => {
      grammars.close(grammar);
      return {};
    },
    [Op.STEP]: (model, args, signal) => step(model, model.caches, args, signal),
    [Op.SCORE]: (model, args, signal) => score(model, model.caches, args, signal),
  },
};

/** @param {LanguageModel} model @throws {WireError} model.unfit */
function mediaOf({ media }) {
  if (media) return media;
  throw new WireError(Code.MODEL_UNFIT, "This model reads no images and no sounds.");
}
