/**
 * @file Keeps the trainer: started when somebody trains, ended after it, never started anew by itself.
 *
 * Its memory never shrinks, so what gives it back is the worker's end. Runs in the page; knows nothing of what is
 * trained.
 */

import { Code } from "../wire/wire.gen.js";
import { Life } from "./life.js";

/** @typedef {import("./life.js").Loss} Loss */

/** @returns {Worker} */
const spawnTrainer = () =>
  new Worker(new URL("../trainer/trainer.worker.js", import.meta.url), {
    type: "module",
    name: "hearthside trainer",
  });

/** @type {Loss} */
const ABSENT = { code: Code.ENGINE_LOST, message: "There is no trainer.", detail: "" };

/**
 * What is posted to a port before the trainer is started waits in it. After each end a new port is given, and then
 * `onLost` is told.
 * @param {object} options
 * @param {(port: MessagePort) => void} options.onPort
 * @param {(loss: Loss) => void} options.onLost also when one that is not there was to end
 * @param {() => Worker} [options.spawn]
 */
export function superviseTrainer({ onPort, onLost, spawn = spawnTrainer }) {
  /** @type {MessagePort | null} the trainer's end, until it is started */
  let waiting = null;
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    waiting = port2;
    return port1;
  };
  const life = new Life({
    kind: "trainer",
    spawn,
    delays_ms: [],
    onWorker: () => {},
    onSpawn: ({ worker }, lock) => {
      const port = waiting;
      waiting = null;
      worker?.postMessage({ kind: "init", lock, port }, port ? [port] : []);
    },
    onGone: (loss) => {
      onPort(connect());
      onLost(loss);
    },
  });
  return {
    /** A port for a mind that is new: what trained for the one before it ends. */
    connect: () => {
      life.end();
      return connect();
    },
    start: () => {
      if (!life.worker) life.start();
    },
    kill: () => {
      if (life.worker) life.kill();
      else onLost(ABSENT);
    },
    end: () => life.end(),
  };
}
