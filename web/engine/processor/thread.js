/**
 * @file A thread beside the engine's own: waits for jobs in shared memory and does its share, until it is ended.
 */

import { start } from "./build.js";

/** @param {MessageEvent<import("./threads.js").Work>} event */
self.onmessage = async ({ data: { module, memory, thread } }) => {
  const { serve } = await start(module, memory);
  self.postMessage("ready");
  serve(thread);
};
