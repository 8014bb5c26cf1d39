/**
 * @file Texts of tokens side by side: which of them go into one run, and the numbers a run is fed.
 *
 * Knows lengths and ids only; knows nothing of tokenizers, sessions or what a vector means.
 */

/** @typedef {{data: BigInt64Array, dims: number[]}} Whole whole numbers in a shape */

/**
 * The places of texts, run by run: short ones first, so that those of a run have about one length. A run
 * holds at most `limit_tokens`, or one text that is longer by itself.
 * @param {number[]} lengths of the texts, in tokens
 * @param {number} limit_tokens
 * @returns {number[][]}
 */
export function runsOf(lengths, limit_tokens) {
  const order = lengths.map((_, at) => at).sort((a, b) => lengths[a] - lengths[b] || a - b);
  /** @type {number[][]} */
  const runs = [];
  let room = 0;
  for (const at of order) {
    if (runs.length === 0 || lengths[at] > room) {
      runs.push([]);
      room = limit_tokens;
    }
    runs[runs.length - 1].push(at);
    room -= lengths[at];
  }
  return runs;
}

/**
 * One text after another in one row, with the number of the text that each token is of.
 * @param {number[][]} texts
 * @returns {{input_ids: Whole, segment_ids: Whole}}
 */
export function packed(texts) {
  const ids = texts.flat();
  const segments = texts.flatMap((text, at) => text.map(() => at));
  return { input_ids: whole(ids, [1, ids.length]), segment_ids: whole(segments, [1, ids.length]) };
}

/**
 * A row for each text, filled up to the longest, with a mask of what is text.
 * @param {number[][]} texts @param {number} pad_id
 * @returns {{input_ids: Whole, attention_mask: Whole}}
 */
export function padded(texts, pad_id) {
  const columns = Math.max(...texts.map((text) => text.length));
  const row = (/** @type {number[]} */ text, /** @type {number} */ rest) => [
    ...text,
    ...Array(columns - text.length).fill(rest),
  ];
  const dims = [texts.length, columns];
  const ids = texts.flatMap((text) => row(text, pad_id));
  const mask = texts.flatMap((text) => row(Array(text.length).fill(1), 0));
  return { input_ids: whole(ids, dims), attention_mask: whole(mask, dims) };
}

/** @param {number[]} numbers @param {number[]} dims @returns {Whole} */
function whole(numbers, dims) {
  return { data: BigInt64Array.from(numbers, BigInt), dims };
}
