/**
 * @file One contender of the bench: Hearthside itself, page, mind and engine as people have them.
 *
 * Knows the supervisor and the bench's own operation in the mind.
 */

/**
 * @param {{model: string, device: string, prompt: string, tokens: number}} run
 * @returns {Promise<import("./measure.js").Measured>}
 */
export async function runOurs(run) {
  const baseUrl = new URL("../../", import.meta.url).href;
  const { supervise } = await import(`${baseUrl}web/supervisor.js`);
  return new Promise((resolve, reject) => {
    /** @type {any} */
    let mind;
    const house = supervise({
      mind: { entry: "bench_mind", baseUrl, boot: "ordinary" },
      onMind: (/** @type {any} */ peer) => {
        mind = peer;
      },
      onWorker: (
        /** @type {string} */ kind,
        /** @type {string} */ state,
        /** @type {any} */ detail,
      ) => {
        if (state === "lost")
          reject(new Error(`${kind}: ${detail.message} ${detail.detail ?? ""}`));
        if (kind !== "mind" || state !== "ready") return;
        mind
          .call("bench.run", run)
          .then(resolve, reject)
          .finally(() => house.end());
      },
    });
  });
}
