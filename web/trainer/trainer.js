/**
 * @file A model that an adapter is trained on: losses and gradients of texts, and steps along them.
 *
 * The base is frozen. Holds one adapter with AdamW's moments, which never leave unless they are asked for. Knows
 * nothing of what is learnt, in which order, or of messages.
 */

import { macrotask, throwIfStopped } from "../engine/queue.js";
import { Runtime } from "../engine/runtime/runtime.js";
import { numbersOf, Session } from "../engine/runtime/session.js";
import { Tokenizer } from "../engine/tokenizer/tokenizer.js";
import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";
import { AdamW, normOf } from "./adamw.js";
import { answerTokens, columnsOf } from "./texts.js";

/** @typedef {import("../engine/device.js").Plan} Plan */
/** @typedef {import("../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("../storage/models/manifest.js").TrainingFacts} TrainingFacts */
/** @typedef {import("./adamw.js").Arrays} Arrays */
/** @typedef {import("./adamw.js").Rates} Rates */
/** @typedef {import("./texts.js").Text} Text */
/** @typedef {{size: [layers: number, rows: number, columns: number], data: Uint8Array<ArrayBuffer> | Float32Array}} Stacked */
/** @typedef {Record<string, Stacked>} Group an adapter's arrays, or moments of them, by name */
/** @typedef {{arrays: Group, first: Group, second: Group, steps: number}} Held */
/** @typedef {{nats: number, answer_tokens: number}} Loss the mean over the answers' tokens */

const GRADIENT = "grad.";

/** Not to be used again after a run failed (`broken`): its thread has to end. */
export class Trainer {
  /** Whether the runtime is in a state that nobody knows. */
  broken = false;
  #manifest;
  #session;
  #tokenizer;
  /** @type {AdamW | null} */
  #held = null;
  /** @type {Record<string, [number, number, number]>} */
  #sizes = {};

  /** @param {Manifest} manifest @param {Session} session @param {Tokenizer} tokenizer */
  constructor(manifest, session, tokenizer) {
    this.#manifest = manifest;
    this.#session = session;
    this.#tokenizer = tokenizer;
  }

  /** @param {Manifest} manifest one with `training` @param {Map<string, Blob>} files @param {Plan} plan */
  static async open(manifest, files, plan) {
    const runtime = await Runtime.take(plan, files);
    const { forms } = /** @type {TrainingFacts} */ (manifest.training);
    const graphs = { ...manifest, forms };
    const [tokenizer, session] = await Promise.all([
      Tokenizer.open(files),
      Session.open(runtime, graphs, "Gemma3ForCausalLM"),
    ]);
    return new Trainer(manifest, session, tokenizer);
  }

  /** @param {string[]} texts @returns {number[][]} without the marks of begin and end */
  encode(texts) {
    return texts.map((text) => this.#tokenizer.encode(text));
  }

  /** Holds these from now on; without moments they are zero. @param {Held} held @throws {WireError} call.invalid */
  restore({ arrays, first, second, steps }) {
    const numbers = floatsOf(arrays);
    const zero = () => mapped(numbers, (array) => new Float32Array(array.length));
    const moments = [first, second].map((group) =>
      Object.keys(group).length > 0 ? floatsOf(group) : zero(),
    );
    this.#sizes = mapped(arrays, ({ size }) => size);
    this.#held = new AdamW(numbers, moments[0], moments[1], steps);
  }

  /** @param {boolean} moments whether they are wanted too @returns {Held} */
  save(moments) {
    const { arrays, first, second, steps } = this.#adapter();
    const none = /** @type {Group} */ ({});
    const [one, two] = moments ? [this.#stacked(first), this.#stacked(second)] : [none, none];
    return { arrays: this.#stacked(arrays), first: one, second: two, steps };
  }

  /**
   * One step on the mean loss of all the answers' tokens, taken whole or not at all.
   * @param {Text[]} texts @param {Rates} rates @param {AbortSignal} signal @returns {Promise<Loss>} before the step
   * @throws {WireError} call.stopped; engine.failed: a number is not finite, and nothing is changed
   */
  async step(texts, rates, signal) {
    const held = this.#adapter();
    const { nats, gradients } = await this.gradients(texts, signal);
    const norm = normOf(gradients);
    if (!Number.isFinite(nats) || !Number.isFinite(norm)) throw diverged(nats, norm);
    held.step(gradients, norm, rates);
    return { nats, answer_tokens: answerTokens(texts) };
  }

  /** @param {Text[]} texts @param {AbortSignal} signal @returns {Promise<Loss>} */
  async loss(texts, signal) {
    const { nats } = await this.#computed(texts, [], signal);
    return { nats, answer_tokens: answerTokens(texts) };
  }

  /** The mean loss, and its gradient for each array. @param {Text[]} texts @param {AbortSignal} signal */
  gradients(texts, signal) {
    return this.#computed(texts, Object.keys(this.#adapter().arrays), signal);
  }

  /**
   * @param {Text[]} texts @param {string[]} names of arrays whose gradients are wanted @param {AbortSignal} signal
   * @returns {Promise<{nats: number, gradients: Arrays}>}
   */
  async #computed(texts, names, signal) {
    const tokens = answerTokens(texts);
    const fetches = ["loss", ...names.map((name) => GRADIENT + name)];
    let nats = 0;
    /** @type {Arrays} */
    const gradients = {};
    for (const text of texts) {
      const outputs = await this.#run(this.#feeds(text, tokens), fetches);
      nats += numbersOf(outputs.loss)[0];
      for (const name of names) add(gradients, name, numbersOf(outputs[GRADIENT + name]));
      // A stop that came meanwhile is heard before the next text.
      await macrotask();
      throwIfStopped(signal);
    }
    return { nats, gradients };
  }

  /** @param {Text} text @param {number} tokens */
  #feeds(text, tokens) {
    const { answers_multiple } = /** @type {TrainingFacts} */ (this.#manifest.training);
    const columns = Object.entries(columnsOf(text, tokens, answers_multiple));
    const arrays = Object.entries(this.#adapter().arrays);
    return Object.fromEntries([
      ...columns.map(([name, { type, data }]) => [
        name,
        this.#session.tensor(type, data, [data.length]),
      ]),
      ...arrays.map(([name, data]) => [
        name,
        this.#session.tensor("float32", data, this.#sizes[name]),
      ]),
    ]);
  }

  /** @param {Record<string, any>} feeds @param {string[]} fetches */
  async #run(feeds, fetches) {
    try {
      return await this.#session.run(feeds, fetches);
    } catch (error) {
      this.broken = true;
      throw error;
    }
  }

  #adapter() {
    if (this.#held) return this.#held;
    const message = "There is no adapter to train yet. Start one first.";
    throw new WireError(Code.CALL_INVALID, message);
  }

  /** @param {Arrays} arrays @returns {Group} */
  #stacked(arrays) {
    return mapped(arrays, (data, name) => ({ size: this.#sizes[name], data }));
  }
}

/** Numbers of its own. @param {Group} group @returns {Arrays} @throws {WireError} call.invalid */
function floatsOf(group) {
  return mapped(group, ({ size, data }, name) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    const count = size.reduce((product, one) => product * one);
    if (bytes.length === 4 * count) return new Float32Array(bytes.buffer);
    throw new WireError(Code.CALL_INVALID, `The array ${name} is not of the size that it says.`);
  });
}

/** @param {Arrays} sums @param {string} name @param {Float32Array} numbers */
function add(sums, name, numbers) {
  const sum = sums[name];
  if (sum) for (let at = 0; at < numbers.length; at += 1) sum[at] += numbers[at];
  else sums[name] = numbers.slice();
}

/**
 * @template T, U
 * @param {Record<string, T>} values @param {(value: T, name: string) => U} change @returns {Record<string, U>}
 */
function mapped(values, change) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(value, name)]),
  );
}

/** @param {number} nats @param {number} norm */
function diverged(nats, norm) {
  const message = "The numbers grew without bound. Train with a lower learning rate.";
  const detail = `loss ${nats.toPrecision(4)}, gradients of length ${norm.toPrecision(4)}`;
  return new WireError(Code.ENGINE_FAILED, message, detail);
}
