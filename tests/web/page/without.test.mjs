/**
 * @file A browser that lacks what the newest have: each module does it another way, or says so.
 *
 * The measure is Safari 16.4 and WebKitGTK 2.50. Everything below is taken away before anything of the
 * site is read; where a test gives a piece back, it is about a browser that has that piece alone.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FakeCache } from "../world.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const GONE = ["BroadcastChannel", "OffscreenCanvas", "requestIdleCallback", "structuredClone"];
for (const name of [...GONE, "speechSynthesis", "showSaveFilePicker", "caches", "indexedDB"])
  delete globalThis[name];
const MEMBERS = [
  [Array, "fromAsync"],
  [Promise, "withResolvers"],
  [Promise, "try"],
  [Map, "groupBy"],
  [Object, "groupBy"],
  [AbortSignal, "any"],
  [Response, "json"],
  [URL, "parse"],
  [Object.getPrototypeOf(Object.getPrototypeOf([].values())), "map"],
];
for (const [owner, name] of MEMBERS) delete owner[name];

/** The browser's navigator for one test. @param {object} value */
const browser = (value) =>
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
browser({});

const { probe, webgpuReport } = await import("../../../web/engine/capabilities.js");
const { awaitGone, holdLifeline } = await import("../../../web/wire/lifeline.js");
const { Peer } = await import("../../../web/wire/rpc.js");
const { answerEncryptedStore } = await import("../../../web/storage/encrypted.js");
const { answerDocuments } = await import("../../../web/storage/documents.js");
const { MODELS, openByteStore, storageKind } = await import("../../../web/storage/bytes.js");
const { supervise } = await import("../../../web/page/supervisor.js");
const { settleVisit } = await import("../../../web/page/visit.js");
const { copyText } = await import("../../../app/page/files.js");
const { droppedFiles } = await import("../../../app/page/folders.js");
const { Reader } = await import("../../../app/page/speech.js");
const { watchTabs } = await import("../../../app/page/tabs.js");

test("a browser that tells nothing of itself is looked at in full, each lack with a reason", async () => {
  const { webgpu, storage, memory_gb, wasm } = await probe();
  assert.deepEqual([webgpu.available, webgpu.reason], [false, "this browser offers no WebGPU"]);
  assert.deepEqual(storage, { kind: "memory", quota_bytes: 0, used_bytes: 0, persisted: false });
  assert.deepEqual([memory_gb, wasm.cores], [0, 1]);
});

const refuse = async () => Promise.reject(new DOMException("no", "SecurityError"));
const HALVES = {
  "no methods": {},
  "all refused": { estimate: refuse, persisted: refuse, getDirectory: refuse },
  "a directory without handles that append": { getDirectory: async () => ({}) },
};
for (const [name, storage] of Object.entries(HALVES)) {
  test(`storage with ${name} is no file system`, async () => {
    browser({ storage });
    assert.deepEqual((await probe()).storage.kind, "memory");
    globalThis.caches = { has: async () => false };
    assert.equal(await storageKind(), "cache");
    globalThis.caches = { has: refuse };
    assert.equal(await storageKind(), "memory");
    delete globalThis.caches;
    browser({});
  });
}

test("a graphics device that cannot be asked is passed over with the reason", async () => {
  const cases = [{}, { requestAdapter: refuse }, { requestAdapter: async () => null }];
  for (const gpu of cases) {
    browser({ gpu });
    const { available, reason } = await webgpuReport();
    assert.equal(available, false);
    assert.match(reason, /WebGPU/);
  }
  browser({});
});

test("without locks a worker starts, and nobody waits for its end", async () => {
  await holdLifeline("lock");
  awaitGone("lock", () => assert.fail("it is not gone"), new AbortController().signal);
});

test("without locks workers are started, and one that says so is replaced", async () => {
  const workers = [];
  class FakeWorker extends EventTarget {
    postMessage() {}
    terminate() {}
  }
  globalThis.Worker = class extends FakeWorker {
    constructor() {
      super();
      workers.push(this);
    }
  };
  const states = [];
  const keeper = supervise({
    mind: { entry: "app.main", baseUrl: "https://site.test/", boot: "auto" },
    onMind: () => {},
    onWorker: (kind, state) => states.push(`${kind} ${state}`),
  });
  workers[0].dispatchEvent(Object.assign(new Event("error"), { message: "gone" }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  keeper.end?.();
  assert.equal(workers.length, 3);
  assert.ok(states.some((state) => state.endsWith("lost")));
  delete globalThis.Worker;
});

test("without a service worker the visit settles at once", async () => {
  await settleVisit({ mayReload: () => assert.fail("there is no reason to reload") });
});

test("without channels and locks a tab is alone, and tells nobody", () => {
  const heard = [];
  globalThis.document = new EventTarget();
  globalThis.addEventListener = () => {};
  const tabs = watchTabs(
    () => heard.push("others"),
    () => heard.push("shelf"),
  );
  tabs.shelfChanged();
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(heard, []);
  delete globalThis.document;
});

/** Two ends of a wire, one of which answers. @param {(peer: InstanceType<typeof Peer>) => void} answer */
function wired(answer, t) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  answer(new Peer(port2));
  return new Peer(port1);
}

test("without files, channels and locks the encrypted store lasts for this visit", async (t) => {
  const peer = wired(answerEncryptedStore, t);
  const at = { collection: "room", name: "room", key: "k" };
  const bytes = new Uint8Array([1, 2, 3]);
  await peer.call("chest.write", { ...at, bytes });
  assert.deepEqual((await peer.call("chest.read", at)).bytes, new Uint8Array([1, 2, 3]));
});

test("without a database the shelf says that nothing can be kept", async (t) => {
  const peer = wired(answerDocuments, t);
  const asked = peer.call("shelf.put", { collection: "stories", key: "k", text: "t" });
  await assert.rejects(asked, { code: "storage.none" });
});

for (const kind of ["cache", "memory"]) {
  test(`without files a model is held in the ${kind}`, async () => {
    const cache = new FakeCache();
    if (kind === "cache") globalThis.caches = { has: async () => true, open: async () => cache };
    const store = await openByteStore();
    assert.equal(store.kind, kind);
    const bucket = await store.bucket(MODELS);
    const part = await bucket.part("name");
    await part.append(new Uint8Array([1, 2]));
    await part.commit();
    assert.equal((await bucket.read("name")).size, 2);
    delete globalThis.caches;
  });
}

test("without a clipboard the text is shown, selected", async () => {
  const area = { value: "", select: () => selected.push(area.value) };
  const selected = [];
  const dialog = { querySelector: () => area, showModal: () => {} };
  globalThis.document = { getElementById: () => dialog };
  assert.equal(await copyText("a story"), false);
  assert.deepEqual(selected, ["a story"]);
  delete globalThis.document;
});

test("without a voice the page stays quiet, and every button may be pressed", () => {
  const stages = [];
  const reader = new Reader(
    (stage) => stages.push(stage),
    () => assert.fail("there is no voice"),
  );
  reader.speak("Good night.", "", "en");
  reader.stop();
  assert.equal(stages.at(-1), "quiet");
});

test("where folders cannot be walked, dropped files are taken one by one", async () => {
  const file = new File(["text"], "a.txt");
  const { given } = await droppedFiles(/** @type {any} */ ({ items: [{ getAsFile: () => file }] }));
  assert.deepEqual(
    given.map(({ path }) => path),
    ["a.txt"],
  );
});

/** What has come to browsers later than Safari 16.4, and has no other way written beside it. */
const LATER =
  /Array\.fromAsync|Promise\.(try|withResolvers)|\b(Map|Object)\.groupBy|AbortSignal\.any|URL\.(parse|canParse)|RegExp\.escape|Response\.json|Iterator\.|\.(values|keys|entries)\(\)\s*\.(map|filter|find|some|every|toArray|take|drop|reduce|forEach)|\.(union|intersection|difference|isSubsetOf)\(|\.(toHex|toBase64)\(|from(Hex|Base64)\(|requestIdleCallback|createWritable|\.bytes\(\)|new Float16Array|new OffscreenCanvas|showSaveFilePicker|\bawait using\b|Symbol\.(asyncD|d)ispose/;

test("no module of the site calls what Safari 16.4 lacks", () => {
  const sources = ["web", "app"].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true })
      .filter((path) => /\.js$/.test(path) && !String(path).startsWith("site/"))
      .map((path) => join(room, String(path))),
  );
  assert.ok(sources.length > 40);
  const calls = sources.flatMap((path) =>
    readFileSync(join(ROOT, path), "utf-8")
      .split("\n")
      .filter((line) => LATER.test(line) && !/^\s*(\*|\/\/|\/\*\*)/.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  assert.deepEqual(calls, []);
});
