/**
 * @file A language model of named components: a tokenizer, a decoder with its caches, the head's table; of one that
 * sees and hears, its media with their encoders.
 *
 * The decoder is ONNX Runtime's (onnx.js, gemma4.js) or our own for processors (../processor/). Knows nothing of where the
 * files come from, of messages, or of which token is chosen.
 */

import { Grammars } from "../grammar/grammars.js";
import { Encoders } from "../media/encoders.js";
import { Media } from "../media/media.js";
import { ProcessorDecoder } from "../processor/decoder.js";
import { Runtime } from "../runtime/runtime.js";
import { difference, notSane } from "../selftest.js";
import { Tokenizer } from "../tokenizer/tokenizer.js";
import { Adapters } from "./adapters.js";
import { Caches } from "./caches.js";
import { Gemma4Decoder } from "./gemma4.js";
import { OnnxDecoder } from "./onnx.js";
import { Table } from "./table.js";

/** @typedef {import("../device.js").Plan} Plan */
/** @typedef {import("../../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("./onnx.js").Question} Question */
/** @typedef {import("./onnx.js").RunResult} RunResult */
/** @typedef {import("./caches.js").State<any>} KeyValues */
/** @typedef {import("../media/placing.js").Soft} Soft */
/** @typedef {import("../media/encoders.js").Brought} Brought */
/**
 * What every decoder has; onnx.js says more of each. What its states are made of is its own business.
 * @typedef {object} Decoder
 * @property {Plan} plan
 * @property {Promise<string>} lost
 * @property {false} [hidden] where it tells no hidden states
 * @property {number} [memory_bytes] of the memory that it computes in, where that is its own
 * @property {true} [batchInvariant] where a token gives the same bits alone and beside others
 * @property {(adapter?: any) => KeyValues} empty
 * @property {(adapter: import("./adapters.js").Adapter) => any} place
 * @property {(placed: any) => void} remove
 * @property {(tensor: any, length: number) => any} cut
 * @property {(past: any, ids: number[], question: Question, soft?: Soft) => Promise<RunResult>} run
 * @property {() => Promise<void>} release
 */

const FACTS = /** @type {const} */ ([
  ...["id", "title", "style", "hash", "vocab_size", "context_tokens", "bos_id", "eos_ids"],
  ...["chat", "thinking", "media", "vocabulary", "adapters"],
]);

/** A loaded language model. Not to be used again after a run failed: its thread has to end. */
export class LanguageModel {
  /** What model.load tells of the manifest. */
  facts = FACTS;

  /**
   * @param {Manifest} manifest @param {Tokenizer} tokenizer @param {Decoder} decoder @param {Table | null} table
   * @param {Media | null} media
   */
  constructor(manifest, tokenizer, decoder, table, media) {
    this.manifest = manifest;
    this.tokenizer = tokenizer;
    this.decoder = decoder;
    this.table = table;
    this.media = media;
    this.plan = decoder.plan;
    this.lost = decoder.lost;
    /** What model.load tells beside the facts. */
    this.offers = {
      hidden_states: decoder.hidden ?? true,
      batch_invariant: decoder.batchInvariant ?? false,
    };
    /** @type {Caches<any>} */
    this.caches = new Caches(
      (adapter) => decoder.empty(adapter),
      (tensor, length) => decoder.cut(tensor, length),
    );
    this.adapters = new Adapters(decoder);
    this.grammars = new Grammars(tokenizer, manifest.eos_ids);
  }

  /**
   * @param {Manifest} manifest
   * @param {Map<string, Blob>} files by the last part of their path
   * @param {Plan} plan
   * @param {Brought} brought what only images or sounds need
   * @returns {Promise<LanguageModel>}
   */
  static async open(manifest, files, plan, brought) {
    const opening = openDecoder(manifest, files, plan, brought);
    try {
      const [tokenizer, { decoder, media }] = await Promise.all([Tokenizer.open(files), opening]);
      return new LanguageModel(manifest, tokenizer, decoder, tableOf(manifest, files), media);
    } catch (error) {
      opening.then(({ decoder }) => decoder.release()).catch(() => {});
      throw error;
    }
  }

  /** Bytes of the memory that its decoder computes in, where it tells. @returns {number | undefined} */
  get computing_bytes() {
    return this.decoder.memory_bytes;
  }

  /** Lets go of what a mind had open. */
  reset() {
    this.caches.closeAll();
    this.adapters.unloadAll();
    this.grammars.closeAll();
    this.media?.closeAll();
  }

  async release() {
    this.reset();
    await this.media?.rest();
    await this.decoder.release();
  }

  /** @param {string} text @param {boolean} bos @returns {number[]} */
  encode(text, bos) {
    const ids = this.tokenizer.encode(text);
    return bos ? [this.manifest.bos_id, ...ids] : ids;
  }

  /** See the decoder's. @param {KeyValues} past @param {number[]} ids @param {Question} question @param {Soft} [soft] */
  run(past, ids, question, soft) {
    return this.decoder.run(past, ids, question, soft);
  }

  /**
   * What the self-test finds wrong, or nothing. It feeds the golden tokens in two runs, so that keys and
   * values are proven too.
   * @returns {Promise<string>}
   */
  async selfTest() {
    const { selftest } = this.manifest;
    const ids = selftest.ids ?? this.encode(selftest.text, true);
    const start = this.decoder.empty();
    const first = await this.run(start, ids.slice(0, -1), { rows: 0, hidden: false });
    const last = await this.run(first.state, ids.slice(-1), { rows: 1, hidden: false });
    for (const state of [start, first.state, last.state]) state.release();
    // Of some models nobody made golden values: what they say must be possible, at least.
    if (!selftest.top_ids) return notSane(last.logits, selftest.never_best_ids);
    return difference(last.logits, selftest, selftest.max_abs_error[this.plan.device]);
  }
}

/**
 * @param {Manifest} manifest @param {Map<string, Blob>} files @param {Plan} plan @param {Brought} brought
 * @returns {Promise<{decoder: Decoder, media: Media | null}>}
 */
async function openDecoder(manifest, files, plan, brought) {
  if (plan.component === "processor") {
    const decoder = await ProcessorDecoder.open(manifest, files, plan);
    // Beside it nothing needs ONNX Runtime but an encoder, for as long as it is open.
    return { decoder, media: mediaOf(manifest, () => Runtime.take(plan, files), brought) };
  }
  const runtime = await Runtime.take(plan, files);
  const open = manifest.kind === "multimodal" ? Gemma4Decoder.open : OnnxDecoder.open;
  const decoder = await open(runtime, manifest, files);
  return { decoder, media: mediaOf(manifest, async () => runtime, brought) };
}

/** @param {Manifest} manifest @param {() => Promise<Runtime>} runtime @param {Brought} brought @returns {Media | null} */
function mediaOf(manifest, runtime, brought) {
  if (manifest.kind !== "multimodal") return null;
  return new Media(manifest, new Encoders(runtime, manifest, brought));
}

/** @param {Manifest} manifest @param {Map<string, Blob>} files @returns {Table | null} */
function tableOf({ table }, files) {
  const file = table && files.get(table.file);
  return file ? new Table(table, file) : null;
}
