// A helper thread under Node, as thread.js is one in a browser.
import { parentPort, workerData } from "node:worker_threads";
import { start } from "../../../web/engine/processor/build.js";

const { serve } = await start(workerData.module, workerData.memory);
parentPort.postMessage("ready");
serve(workerData.thread);
