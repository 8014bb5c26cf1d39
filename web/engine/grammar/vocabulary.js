/**
 * @file A model's vocabulary as grammars want it: the bytes of every token, and which tokens are no text.
 */

/** @typedef {import("../tokenizer/tokenizer.js").Tokenizer} Tokenizer */
/**
 * As the library reads it, and how many bytes the longest token has that is text.
 * @typedef {{tokens: Uint8Array[], eos_token_id: number, special_token_ids: number[], longest: number}} Vocabulary
 */

/** @param {Tokenizer} tokenizer @param {number[]} ends ids of the model's end tokens, at least one @returns {Vocabulary} */
export function vocabularyOf(tokenizer, ends) {
  const { count, controls } = tokenizer;
  const tokens = Array.from({ length: count }, (_, id) => tokenizer.bytesOf(id));
  const special = new Set([...controls, ...ends]);
  const longest = tokens.reduce(
    (most, { length }, id) => (special.has(id) ? most : Math.max(most, length)),
    0,
  );
  return { tokens, eos_token_id: ends[0], special_token_ids: [...special], longest };
}
