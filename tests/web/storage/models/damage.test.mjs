// Kept files that a disk has changed, and other tabs at the same files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, sha256 } from "../../world.mjs";
import { asked, body, FILES, fetchModel, signal, world } from "./tabs.mjs";

for (const kind of ["opfs", "cache"]) {
  test(`${kind}: one flipped bit is found, and its chunk alone is fetched`, async () => {
    const { site, disk, store } = await world(kind);
    await fetchModel(store);
    const all = disk.files ?? disk.entries;
    const [key] = [...all].find(([, bytes]) => bytes.length === 3500 || bytes.length === 1000);
    all.set(
      key,
      all.get(key).map((byte, at) => (at === 7 ? byte ^ 4 : byte)),
    );
    const manifest = await store.manifest("m", BASE);
    site.requests = [];
    assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), ["body.bin"]);
    assert.deepEqual(site.requests, ["m/body.bin bytes=0-999"]);
    assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), []);
    assert.deepEqual(await fetchModel(store), FILES);
    assert.equal(asked(site).length, 1);
  });

  test(`${kind}: the last chunk, of a server that knows no ranges, is mended too`, async () => {
    const { site, disk, store } = await world(kind);
    await fetchModel(store);
    const all = disk.files ?? disk.entries;
    const [key] = [...all].findLast(([, { length }]) => length === 3500 || length === 500);
    all.set(
      key,
      all.get(key).map((byte, at, { length }) => (at === length - 1 ? byte ^ 1 : byte)),
    );
    site.faults = ["whole"];
    const manifest = await store.manifest("m", BASE);
    assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), ["body.bin"]);
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), []);
  });

  test(`${kind}: what cannot be mended now is removed, so that nothing wrong is computed`, async () => {
    const { site, disk, store } = await world(kind);
    await fetchModel(store);
    const all = disk.files ?? disk.entries;
    const [key] = [...all].find(([, { length }]) => length === 3500 || length === 1000);
    all.set(
      key,
      all.get(key).map((byte, at) => (at === 7 ? byte ^ 4 : byte)),
    );
    const manifest = await store.manifest("m", BASE);
    site.offline = true;
    assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), ["body.bin"]);
    await assert.rejects(fetchModel(store), { code: "download.offline" });
    site.offline = false;
    assert.deepEqual(await fetchModel(store), FILES);
  });
}

test("a folder in a file's place makes way", async () => {
  const { disk, store } = await world();
  await fetchModel(store);
  disk.files.delete(sha256(body));
  disk.folders.add(sha256(body));
  disk.folders.add(`${sha256(body)}.part`);
  assert.deepEqual(await fetchModel(store), FILES);
  assert.equal(disk.folders.size, 0);
});

for (const kind of ["opfs", "cache"]) {
  test(`${kind}: a model that another tab fetches is not deleted under its hands`, async () => {
    const { tab } = await world(kind);
    const [one, other] = [tab(), tab()];
    let refused = null;
    const onProgress = (loaded_bytes) => {
      if (loaded_bytes > 1500) refused ??= other.forget("m").catch((error) => error);
    };
    assert.deepEqual(await fetchModel(one, { onProgress }), FILES);
    const { code, message } = await refused;
    assert.equal(code, "call.invalid");
    assert.match(message, /Another tab is fetching this model now/);
    await other.forget("m");
    assert.deepEqual(await one.stored(), []);
  });
}

test("a record that another tab deletes meanwhile does not cost the files", async () => {
  const { disk, store } = await world();
  const onProgress = () => disk.files.delete("manifest-m");
  assert.deepEqual(await fetchModel(store, { onProgress }), FILES);
  assert.equal((await store.stored())[0].complete, true);
});
