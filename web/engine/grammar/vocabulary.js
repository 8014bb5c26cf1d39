/**
 * @file A model's vocabulary as grammars want it: the bytes of every token, and which tokens are no text.
 */

/** @typedef {import("../tokenizer/tokenizer.js").Tokenizer} Tokenizer */
/** @typedef {{tokens: Uint8Array[], eos_token_id: number, special_token_ids: number[]}} Vocabulary as the library reads it */

/** @param {Tokenizer} tokenizer @param {number[]} ends ids of the model's end tokens, at least one @returns {Vocabulary} */
export function vocabularyOf(tokenizer, ends) {
  const { count, controls } = tokenizer;
  return {
    tokens: Array.from({ length: count }, (_, id) => tokenizer.bytesOf(id)),
    eos_token_id: ends[0],
    special_token_ids: [...controls, ...ends],
  };
}
