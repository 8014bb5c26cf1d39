// Answers matrix calls over stdin and stdout, a message a line, as the engine's worker does over a port.
import { createInterface } from "node:readline";
import { read, write } from "../../../web/mind/border.js";
import { Peer } from "../../../web/rpc.js";
import { House } from "../../web/matrices/world.mjs";

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
const house = new House(process.argv[2]);
for (const [op, handler] of Object.entries(house.matrices.operations)) peer.handle(op, handler);
for await (const line of createInterface({ input: process.stdin })) {
  const [text, packed] = JSON.parse(line);
  const data = read(
    text,
    packed.map((bytes) => new Uint8Array(Buffer.from(bytes, "base64"))),
  );
  for (const listener of listeners) listener({ data });
}
