/**
 * @file What is measured of every way to embed: the same texts, in calls of the same sizes.
 *
 * Knows clocks and counts; knows nothing of who embeds.
 */

/** @typedef {{name: string, texts: string[], batch: number}} Part texts handed over `batch` at a time */
/** @typedef {{model: string, device: string, threads: number, parts: Part[], graph: string}} Told */
/** @typedef {{ms: number, tokens: number, texts: number}} Measured */
/** @typedef {{parts: Record<string, Measured>, device?: string}} Embedding */

/**
 * @param {Told} told
 * @param {(texts: string[]) => Promise<number[]>} embed gives how many tokens each text has
 * @returns {Promise<Embedding>}
 */
export async function measureAll({ parts }, embed) {
  /** @type {Record<string, Measured>} */
  const measured = {};
  for (const { name, texts, batch } of parts) {
    await embed(texts.slice(0, batch));
    let tokens = 0;
    const started_ms = performance.now();
    for (let at = 0; at < texts.length; at += batch) {
      const counts = await embed(texts.slice(at, at + batch));
      tokens += counts.reduce((sum, count) => sum + count, 0);
    }
    measured[name] = { ms: performance.now() - started_ms, tokens, texts: texts.length };
  }
  return { parts: measured };
}
