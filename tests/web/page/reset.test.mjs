// A start that fails twice shows a way out; taken, it deletes what is ours and nothing else.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { deleteAll } from "../../../app/page/start/reset.js";

/** A storage of pairs, as browsers have it. */
function pairs(given) {
  const kept = new Map(Object.entries(given));
  return {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at],
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    keys: () => [...kept.keys()],
  };
}

/** A browser in which another site of the same origin keeps things too; `busy` holds a folder open. */
function browser({ busy = "" } = {}) {
  const folders = new Set(["hearthside-files", "hearthside-chest", "theirs"]);
  const kept = new Set(["hearthside-site-1", "hearthside-files", "theirs"]);
  const bases = new Set(["hearthside-shelf", "theirs"]);
  let registered = true;
  const root = {
    keys: () => folders.values(),
    async removeEntry(name) {
      if (name === busy) throw new DOMException(`${name} is in use`, "NoModificationAllowedError");
      folders.delete(name);
    },
  };
  const unregister = async () => {
    registered = false;
  };
  return {
    navigator: {
      storage: { getDirectory: async () => root },
      serviceWorker: { getRegistration: async () => ({ unregister }) },
    },
    caches: { keys: async () => [...kept], delete: async (name) => kept.delete(name) },
    indexedDB: {
      databases: async () => [...bases].map((name) => ({ name })),
      deleteDatabase(name) {
        const request = {};
        bases.delete(name);
        setTimeout(() => request.onsuccess());
        return request;
      },
    },
    localStorage: pairs({
      "hearthside.kept.look": "1",
      "hearthside-failed-starts": "2",
      theirs: "1",
    }),
    sessionStorage: pairs({ "hearthside-reloaded": "1" }),
    left: () => [[...folders], [...kept], [...bases], registered],
  };
}

test("all that is ours goes, and what is another's stays", async () => {
  const here = browser();
  assert.deepEqual(await deleteAll(here), []);
  assert.deepEqual(here.left(), [["theirs"], ["theirs"], ["theirs"], false]);
  assert.deepEqual(here.localStorage.keys(), ["theirs"]);
  assert.deepEqual(here.sessionStorage.keys(), []);
});

test("what another tab holds is told, and the rest goes all the same", async () => {
  const here = browser({ busy: "hearthside-chest" });
  const [left, ...more] = await deleteAll(here);
  assert.match(left, /hearthside-chest is in use/);
  assert.deepEqual(more, []);
  assert.deepEqual(here.left(), [["hearthside-chest", "theirs"], ["theirs"], ["theirs"], false]);
});

test("a browser that has none of it has nothing to delete", async () => {
  assert.deepEqual(await deleteAll({ navigator: {} }), []);
});

test("a folder that cannot be opened, and a list that is refused, keep nothing else from going", async () => {
  const here = browser();
  const refuse = () => Promise.reject(new DOMException("private window", "SecurityError"));
  here.navigator.storage.getDirectory = refuse;
  here.caches.keys = refuse;
  assert.deepEqual(await deleteAll(here), []);
  assert.deepEqual(here.left()[2], ["theirs"]);
});

// The counting script runs as a page's: it finds the document and the storage where browsers have them.
let opened = 0;
let way;
beforeEach(() => {
  globalThis.localStorage = pairs({});
});

/** The page is opened once more; what it is told goes through the document. */
async function open() {
  way = { hidden: true };
  globalThis.document = Object.assign(new EventTarget(), {
    getElementById: (id) => (id === "obstacle-reset" ? way : null),
  });
  await import(`../../../app/page/start/failing.js?${++opened}`);
  return {
    fails: () => document.dispatchEvent(new Event("hearthside.obstacle")),
    starts: () =>
      document.dispatchEvent(new CustomEvent("hearthside.start", { detail: { ready: true } })),
  };
}

test("the way out is shown from the second failed start in a row", async () => {
  const first = await open();
  first.fails();
  first.fails();
  assert.ok(way.hidden, "one start that fails is one");
  (await open()).fails();
  assert.ok(!way.hidden);
  const well = await open();
  well.starts();
  (await open()).fails();
  assert.ok(way.hidden, "a start that went well ends the row");
});

test("a slow start that is told of and goes well counts as none", async () => {
  for (let at = 0; at < 3; at += 1) {
    const slow = await open();
    slow.fails();
    slow.starts();
  }
  (await open()).fails();
  assert.ok(way.hidden);
});

test("a browser that keeps nothing shows none", async () => {
  globalThis.localStorage = {
    getItem: () => {
      throw new DOMException("refused", "SecurityError");
    },
  };
  (await open()).fails();
  assert.ok(way.hidden);
});
