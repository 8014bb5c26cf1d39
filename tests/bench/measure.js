/**
 * @file What is measured of every contender, in the same way.
 *
 * Knows clocks and counts; knows nothing of who generates.
 */

/**
 * @typedef {object} Measured
 * @property {number} tokens tokens drawn
 * @property {number} characters length of their text
 * @property {number} first_ms from the call to the first token
 * @property {number} decode_ms from the first token to the last
 * @property {number} [engine_ms] of `decode_ms`, the time inside the engine's steps
 * @property {string} text
 */

/**
 * @param {(onToken: (text: string) => void) => Promise<void>} generate
 * @returns {Promise<Measured>}
 */
export async function measure(generate) {
  const start_ms = performance.now();
  let first_ms = 0;
  let last_ms = 0;
  let tokens = 0;
  let text = "";
  await generate((piece) => {
    last_ms = performance.now();
    if (tokens === 0) first_ms = last_ms;
    tokens += 1;
    text += piece;
  });
  return {
    tokens,
    characters: text.length,
    first_ms: first_ms - start_ms,
    decode_ms: last_ms - first_ms,
    text,
  };
}
