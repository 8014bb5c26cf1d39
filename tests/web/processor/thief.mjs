// A helper thread that takes a slab and dies with it. The ticket's place and form are those of assembly/deal.ts.
import { parentPort, workerData } from "node:worker_threads";

const TICKET = 2048 / 4;
const tickets = new Int32Array(workerData.memory.buffer);
const isDealt = (ticket) => (ticket & 1023) >= ((ticket >>> 10) & 1023);

parentPort.postMessage("ready");
while (isDealt(Atomics.load(tickets, TICKET)) || isDealt(Atomics.add(tickets, TICKET, 1)));
