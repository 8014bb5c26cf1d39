// What earlier versions kept on a device is read as before: the names and shapes of their files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { COLLECTIONS, MODELS } from "../../../web/storage/bytes.js";
import { cacheStore } from "../../../web/storage/cache.js";
import { memoryStore } from "../../../web/storage/memory.js";
import { opfsStore } from "../../../web/storage/opfs.js";
import { FakeCache, FakeFolder } from "../world.mjs";

const BYTES = Uint8Array.of(1, 2, 3);
const textOf = async (blob) => blob && new Uint8Array(await blob.arrayBuffer()).join();

/** Caches as versions before 2026-11-29 filled them. */
async function earlierCaches() {
  const [models, collection] = [new FakeCache(), new FakeCache()];
  const index = (sizes, complete) => new Response(JSON.stringify({ sizes, complete }));
  await models.put("/.hearthside/whole", index([3, 3], true));
  await models.put("/.hearthside/whole/0", new Response(BYTES));
  await models.put("/.hearthside/whole/1", new Response(BYTES));
  await models.put("/.hearthside/begun", index([3], false));
  await models.put("/.hearthside/begun/0", new Response(BYTES));
  await collection.put("/.hearthside/chest/k00", new Response(BYTES));
  const caches = { "hearthside-files": models, "hearthside-chest-abc": collection };
  return { open: async (name) => caches[name] };
}

test("model files of earlier versions in the Cache API are read, and go on where they stopped", async () => {
  const bucket = await cacheStore(await earlierCaches()).bucket(MODELS);
  assert.equal(await textOf(await bucket.read("whole")), "1,2,3,1,2,3");
  assert.equal(await bucket.read("begun"), null);
  assert.deepEqual(await bucket.list(), [
    { name: "whole", bytes: 6, complete: true },
    { name: "begun", bytes: 3, complete: false },
  ]);
  const part = await bucket.part("begun");
  assert.equal(part.size_bytes, 3);
  await part.append(BYTES);
  await part.commit();
  assert.equal((await bucket.read("begun")).size, 6);
});

test("collections of earlier versions in the Cache API are read", async () => {
  const bucket = await cacheStore(await earlierCaches()).bucket(COLLECTIONS, "abc");
  assert.deepEqual(await bucket.names(), ["k00"]);
  assert.equal(await textOf(await bucket.read("k00")), "1,2,3");
});

test("files of earlier versions in the origin's own file system are read", async () => {
  const [files, collection] = [new FakeFolder(), new FakeFolder()];
  files.files.set("whole", BYTES).set("begun.part", BYTES);
  collection.files.set("k00", BYTES);
  const folders = { "hearthside-files": files, "hearthside-chest": { abc: collection } };
  const folder = (inside) => ({ getDirectoryHandle: async (name) => inside[name] });
  folders["hearthside-chest"] = folder(folders["hearthside-chest"]);
  const store = opfsStore(async () => folder(folders));
  const models = await store.bucket(MODELS);
  assert.equal(await textOf(await models.read("whole")), "1,2,3");
  assert.equal((await models.part("begun")).size_bytes, 3);
  const kept = await store.bucket(COLLECTIONS, "abc");
  assert.equal(await textOf(await kept.read("k00")), "1,2,3");
});

const KINDS = {
  opfs: () => {
    const folder = new FakeFolder();
    return opfsStore(async () => ({ getDirectoryHandle: async () => folder }));
  },
  cache: () => {
    const cache = new FakeCache();
    return cacheStore({ open: async () => cache });
  },
  memory: memoryStore,
};

for (const [kind, store] of Object.entries(KINDS)) {
  test(`${kind}: a whole write takes the place of what came in pieces`, async () => {
    const bucket = await store().bucket(MODELS);
    const part = await bucket.part("one");
    await part.append(BYTES);
    await part.append(BYTES);
    await part.commit();
    await bucket.write("one", Uint8Array.of(9));
    assert.equal(await textOf(await bucket.read("one")), "9");
    assert.deepEqual(await bucket.names(), ["one"]);
    assert.deepEqual(await bucket.list(), [{ name: "one", bytes: 1, complete: true }]);
    await bucket.delete("one");
    assert.deepEqual(await bucket.names(), []);
    assert.equal(await bucket.read("one"), null);
  });
}
