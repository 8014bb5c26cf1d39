/**
 * @file Texts as the training graph takes them: one a run, of its answer's tokens each with a weight.
 *
 * Knows the graph's inputs beside the adapter's arrays. Knows nothing of sessions or of what is learnt.
 */

/** @typedef {{ids: number[], answer_at: number}} Text those from `answer_at` on are learnt */
/** @typedef {{type: "int64" | "float32", data: BigInt64Array | Float32Array}} Column of numbers */

/** How many tokens of the texts are learnt. @param {Text[]} texts */
export function answerTokens(texts) {
  return texts.reduce((tokens, { ids, answer_at }) => tokens + ids.length - answer_at, 0);
}

/**
 * Each answer's token weighs as one of `tokens`. Answers are filled up with place 0, id 0 and weight 0.
 * @param {Text} text @param {number} tokens of the whole batch's answers @param {number} multiple of answers
 * @returns {Record<string, Column>}
 */
export function columnsOf({ ids, answer_at }, tokens, multiple) {
  const answers = ids.slice(answer_at);
  const filled = Math.ceil(answers.length / multiple) * multiple;
  const places = new BigInt64Array(filled);
  const wanted = new BigInt64Array(filled);
  const weights = new Float32Array(filled);
  for (const [at, id] of answers.entries()) {
    places[at] = BigInt(answer_at - 1 + at);
    wanted[at] = BigInt(id);
    weights[at] = 1 / tokens;
  }
  return {
    input_ids: { type: "int64", data: BigInt64Array.from(ids, BigInt) },
    answer_places: { type: "int64", data: places },
    answer_ids: { type: "int64", data: wanted },
    answer_weights: { type: "float32", data: weights },
  };
}
