/**
 * @file One contender of the bench: Hearthside itself, page, mind and engine as people have them.
 *
 * Knows the supervisor and the bench's own operation in the mind.
 */

import { Frames } from "./frames.js";

/**
 * What the bench's operation in the mind answers, and how many frames the page drew meanwhile.
 * @param {{op?: string, model: string, device: string, prompt: string, tokens: number}} run
 * @returns {Promise<any>}
 */
export async function runOurs({ op = "bench.run", ...run }) {
  const frames = new Frames();
  const baseUrl = new URL("../../", import.meta.url).href;
  const { supervise } = await import(`${baseUrl}web/page/supervisor.js`);
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
          .call(op, run, { onPart: (/** @type {any} */ part) => frames.hear(part) })
          .then((/** @type {any} */ value) => resolve({ ...value, frames: frames.phases }))
          .catch((/** @type {any} */ error) => reject(new Error(`${error} ${error.detail}`)))
          .finally(() => house.end());
      },
    });
  });
}

/** The engine alone, for what needs no Python. @returns {Promise<{call: Function, end: () => void}>} */
export async function startEngine() {
  const base = new URL("../../", import.meta.url).href;
  const { superviseEngine } = await import(`${base}web/page/supervisor.js`);
  const { Peer } = await import(`${base}web/wire/rpc.js`);
  return new Promise((resolve) => {
    const house = superviseEngine({
      onPort: (/** @type {MessagePort} */ port) => {
        const peer = new Peer(port);
        resolve({ call: peer.call.bind(peer), end: () => house.end() });
      },
      onWorker: () => {},
    });
  });
}
