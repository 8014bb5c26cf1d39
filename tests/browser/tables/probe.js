/** Boots the mind's worker with the probe as its entry; `ask` hands a file over. See probe/__init__.py. */

import { Peer } from "./web/wire/rpc.js";
import { Op, Topic } from "./web/wire/wire.gen.js";

const worker = new Worker("./web/mind/mind.worker.js", { type: "module" });
const peer = new Peer(worker);
const init = { kind: "init", entry: "probe", baseUrl: new URL("./", location.href).href };
const boot = new URLSearchParams(location.search).get("boot");

peer.onNote(Topic.READY, (data) => {
  globalThis.ready = data;
});
peer.onNote(Topic.LOST, (data) => {
  globalThis.ready = data;
});
worker.postMessage({ ...init, lock: "probe", boot });

/** @param {[filename: string, content: string]} file its bytes in base 64 */
globalThis.ask = async ([filename, content]) => {
  const bytes = Uint8Array.from(atob(content), (it) => it.charCodeAt(0));
  const data = { filename, size_bytes: bytes.length, bytes };
  const answer = await peer.call(
    Op.APP_EVENT,
    { name: "read", data },
    { transfer: [bytes.buffer] },
  );
  const binary = Array.from(answer.bytes, (it) => String.fromCharCode(it)).join("");
  const left = bytes.byteLength;
  return { ...answer, left, own: answer.bytes.constructor.name, bytes: btoa(binary) };
};
