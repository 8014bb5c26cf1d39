/** Boots the mind's worker with the probe as its entry; `ask` calls its encrypted store. See probe/__init__.py. */

import { Peer } from "./web/wire/rpc.js";
import { Op, Topic } from "./web/wire/wire.gen.js";

const worker = new Worker("./web/mind/mind.worker.js", { type: "module" });
const peer = new Peer(worker);
const init = { kind: "init", entry: "probe", baseUrl: new URL("./", location.href).href };
for (const topic of [Topic.READY, Topic.LOST]) {
  peer.onNote(topic, (data) => {
    globalThis.ready = data;
  });
}
worker.postMessage({ ...init, lock: `probe ${Math.random()}`, boot: "ordinary" });

/** Bytes cross to the test as {length, text}: their beginning in Latin-1. */
function plain(value) {
  if (!(value instanceof Uint8Array)) return value;
  return { length: value.length, text: String.fromCharCode(...value.subarray(0, 100)) };
}

/**
 * An argument {text, times} is the bytes of a text, so many times.
 * @param {[call: string, arguments: any[]]} asked
 */
globalThis.ask = async ([call, given]) => {
  const encoder = new TextEncoder();
  const parts = given.map((one) =>
    typeof one === "string" ? one : encoder.encode(one.text.repeat(one.times)),
  );
  const answer = await peer.call(Op.APP_EVENT, { data: { call, arguments: parts } });
  return "value" in answer ? { value: plain(answer.value) } : answer;
};

/** Every file of the origin's own file system, as [path, bytes in Latin-1]. */
globalThis.disk = async (folder, path = "") => {
  const found = [];
  const here = folder ?? (await navigator.storage.getDirectory());
  for await (const [name, handle] of here.entries()) {
    if (handle.kind === "directory") {
      found.push(...(await globalThis.disk(handle, `${path}${name}/`)));
    } else {
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      const text = bytes.reduce((all, byte) => all + String.fromCharCode(byte), "");
      found.push([`${path}${name}`, text]);
    }
  }
  return found;
};
