/**
 * @file Texts of tokens in rows of one length: which of them go into one run, and the numbers a run is fed.
 *
 * Knows lengths and ids only; knows nothing of tokenizers, sessions or what a vector means.
 */

/** @typedef {{data: BigInt64Array, dims: number[]}} Whole whole numbers in a shape */

/**
 * About what a run costs by being one more, in tokens of EmbeddingGemma 300M on the processor.
 */
export const START_TOKENS = 12;

/**
 * The places of texts, run by run: short ones first, so that those of a run have about one length. A run
 * holds at most `limit_tokens`, padding among them, or one text that is longer by itself; and no more padding
 * than one more run would cost.
 * @param {number[]} lengths of the texts, in tokens
 * @param {number} limit_tokens
 * @returns {number[][]}
 */
export function runsOf(lengths, limit_tokens) {
  const order = lengths.map((_, at) => at).sort((a, b) => lengths[a] - lengths[b] || a - b);
  /** @type {number[][]} */
  const runs = [];
  let run_tokens = 0;
  for (const at of order) {
    const run = runs[runs.length - 1] ?? [];
    const all_tokens = (run.length + 1) * lengths[at];
    run_tokens += lengths[at];
    if (run.length > 0 && all_tokens <= limit_tokens && all_tokens - run_tokens <= START_TOKENS) {
      run.push(at);
    } else {
      runs.push([at]);
      run_tokens = lengths[at];
    }
  }
  return runs;
}

/**
 * A row for each text, filled up to the longest, with a mask of what is text.
 * @param {number[][]} texts
 * @returns {{input_ids: Whole, attention_mask: Whole}}
 */
export function padded(texts) {
  const columns = Math.max(...texts.map((text) => text.length));
  // Which token fills a row up is the same, since no other sees it.
  const ids = texts.flatMap((text) => [...text, ...Array(columns - text.length).fill(0)]);
  const mask = texts.flatMap((text) =>
    Array.from({ length: columns }, (_, at) => Number(at < text.length)),
  );
  const dims = [texts.length, columns];
  return { input_ids: whole(ids, dims), attention_mask: whole(mask, dims) };
}

/** @param {number[]} numbers @param {number[]} dims @returns {Whole} */
function whole(numbers, dims) {
  return { data: BigInt64Array.from(numbers, BigInt), dims };
}
