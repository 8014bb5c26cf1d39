// Answers calls over stdin and stdout, a message a line, as a worker does over a port:
//   node far_node.mjs matrices simd | matrices plain | chest opfs | chest cache | chest memory
import { createInterface } from "node:readline";
import { read, write } from "../../../web/mind/border.js";
import { Peer } from "../../../web/wire/rpc.js";
import { House } from "../../web/matrices/world.mjs";
import { device } from "../../web/storage/encrypted/world.mjs";

const [what, kind] = process.argv.slice(2);
const ANSWERS = {
  matrices: () => new House(kind).matrices.operations,
  chest: () => device(kind).tab().store.operations,
};

const listeners = new Set();
const port = {
  addEventListener: (_, listener) => listeners.add(listener),
  removeEventListener: (_, listener) => listeners.delete(listener),
  postMessage(message) {
    const { text, buffers } = write(message);
    const packed = buffers.map((bytes) => Buffer.from(bytes).toString("base64"));
    console.log(JSON.stringify([text, packed]));
  },
};
const peer = new Peer(port);
for (const [op, handler] of Object.entries(ANSWERS[what]())) peer.handle(op, handler);
for await (const line of createInterface({ input: process.stdin })) {
  const [text, packed] = JSON.parse(line);
  const buffers = packed.map((bytes) => new Uint8Array(Buffer.from(bytes, "base64")));
  for (const listener of listeners) listener({ data: read(text, buffers) });
}
