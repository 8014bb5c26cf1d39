/**
 * @file A tokenizer: texts into ids of tokens, and back. Knows nothing of graphs or of what the texts say.
 */

import { spellingOf } from "./runtime.js";

export class Tokenizer {
  #tokenizer;

  /** @param {import("./runtime.js").PreTrainedTokenizer} tokenizer */
  constructor(tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** @param {import("./runtime.js").Runtime} runtime @param {string} id of the model */
  static async open(runtime, id) {
    return new Tokenizer(await runtime.tokenizer(id));
  }

  /** The ids of a text, without marks of begin and end. @param {string} text @returns {number[]} */
  encode(text) {
    return this.#tokenizer.encode(text, { add_special_tokens: false });
  }

  /** @param {number[]} ids @returns {string} */
  decode(ids) {
    return ids.length === 0 ? "" : this.#tokenizer.decode(ids, { skip_special_tokens: false });
  }

  /** The vocabulary's own spelling of each id. @param {number[]} ids @returns {string[]} */
  pieces(ids) {
    return ids.map((id) => spellingOf(this.#tokenizer, id) ?? "");
  }
}
