// Files that are packed for their way: each chunk is fetched, checked, gone on at and mended by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, packedFile } from "../../world.mjs";
import { asked, DISKS, FILES, fetchModel, signal, world } from "./tabs.mjs";

// Something that packs to about a third: 3,500 bytes of eight values, in no order that repeats.
let state = 7;
const body = Uint8Array.from({ length: 3500 }, () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state >>> 29;
});

/** The world of the other tests, with a packed body beside the plain one. */
async function packedWorld(kind) {
  const { site, ...rest } = await world(kind);
  const { entry, served } = packedFile("body.bin", body);
  const { manifest } = site.models.m;
  manifest.files = manifest.files.map((file) => (file.path === "body.bin" ? entry : file));
  site.models.m.files = { ...FILES, "body.bin": body, "body.bin.packed": served };
  return { site, ends: entry.packed.ends, served, ...rest };
}

const WANTED = { ...FILES, "body.bin": body };

for (const kind of Object.keys(DISKS)) {
  test(`${kind}: a packed file arrives whole, and is kept as it is`, async () => {
    const { site, store, served } = await packedWorld(kind);
    const seen = [];
    const onProgress = (loaded, total) => seen.push([loaded, total]);
    assert.deepEqual(await fetchModel(store, { onProgress }), WANTED);
    assert.deepEqual(asked(site), ["m/body.bin.packed"]);
    assert.deepEqual(seen.at(-1), [served.length + 120, served.length + 120]);
    assert.ok(served.length < 2500);
    site.requests = [];
    assert.deepEqual(await fetchModel(store), WANTED);
    assert.deepEqual(asked(site), []);
  });

  test(`${kind}: a packed file goes on where the connection broke`, async () => {
    const { site, store, ends } = await packedWorld(kind);
    site.faults = ["ok", "break", "ok"];
    assert.deepEqual(await fetchModel(store), WANTED);
    assert.deepEqual(asked(site), ["m/body.bin.packed", `m/body.bin.packed bytes=${ends[0]}-`]);
  });

  test(`${kind}: a packed chunk that is wrong is fetched once more, and no oftener`, async () => {
    const { site, store, served } = await packedWorld(kind);
    site.faults = ["ok", "flip", "ok"];
    assert.deepEqual(await fetchModel(store), WANTED);
    const other = await packedWorld(kind);
    const wrong = served.slice();
    wrong[served.length - 40] ^= 1;
    other.site.models.m.files["body.bin.packed"] = wrong;
    await assert.rejects(fetchModel(other.store), { code: "model.corrupt" });
    other.site.models.m.files["body.bin.packed"] = served;
    assert.deepEqual(await fetchModel(other.tab()), WANTED);
  });
}

test("what was fetched as it is by an earlier version goes on packed", async () => {
  const { site, store, tab, ends } = await packedWorld("opfs");
  const { manifest } = site.models.m;
  const plain = manifest.files.map(({ packed: _, ...file }) => file);
  site.models.m.manifest = { ...manifest, files: plain };
  site.faults = ["ok", "break", "offline"];
  await assert.rejects(fetchModel(store), { code: "download.offline" });
  site.models.m.manifest = manifest;
  site.requests = [];
  assert.deepEqual(await fetchModel(tab()), WANTED);
  assert.deepEqual(asked(site), [`m/body.bin.packed bytes=${ends[0]}-`]);
});

test("one flipped bit is mended by its packed chunk alone", async () => {
  const { site, disk, store, ends } = await packedWorld("opfs");
  await fetchModel(store);
  const [name] = [...disk.files].find(([, { length }]) => length === body.length);
  disk.files.set(
    name,
    body.map((byte, at) => (at === 1234 ? byte ^ 4 : byte)),
  );
  const manifest = await store.manifest("m", BASE);
  site.requests = [];
  assert.deepEqual(await store.mend(manifest, BASE, "wasm", signal), ["body.bin"]);
  assert.deepEqual(site.requests, [`m/body.bin.packed bytes=${ends[0]}-${ends[1] - 1}`]);
  assert.deepEqual(await fetchModel(store), WANTED);
});

test("a server that knows no ranges sends the packed file from its begin", async () => {
  const { site, store } = await packedWorld("opfs");
  site.faults = ["ok", "break", "whole"];
  assert.deepEqual(await fetchModel(store), WANTED);
});

test("a browser that cannot unpack fetches the file as it is", async (context) => {
  const kept = globalThis.DecompressionStream;
  delete globalThis.DecompressionStream;
  context.after(() => {
    globalThis.DecompressionStream = kept;
  });
  const { site, store } = await packedWorld("opfs");
  assert.deepEqual(await fetchModel(store), WANTED);
  assert.deepEqual(asked(site), ["m/body.bin"]);
});

test("a disk that is too small is told by what the files take there, not by what is fetched", async () => {
  const { store } = await world("opfs", async () => ({ quota: 3000, usage: 0 }));
  const { entry } = packedFile("body.bin", body);
  const manifest = await store.manifest("m", BASE);
  const files = [entry];
  const tight = { ...manifest, files };
  await assert.rejects(store.fetchAll(tight, BASE, "wasm", { signal, onProgress: () => {} }), {
    code: "storage.full",
  });
});
