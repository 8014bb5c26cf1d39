// Model files: fetched, checked, resumed, shared, given back; on each kind of vault.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheVault, memoryVault, opfsVault } from "../../web/store/vaults.js";
import { Store } from "../../web/store.js";
import {
  BASE,
  content,
  FakeCache,
  FakeFolder,
  lockManager,
  manifestOf,
  Site,
  sha256,
} from "./world.mjs";

const signal = new AbortController().signal;
const body = content(3500, 2);
const FILES = { "config.json": content(120, 1), "body.bin": body, "empty.txt": new Uint8Array(0) };

const DISKS = {
  opfs: () => {
    const disk = new FakeFolder();
    return { disk, vault: () => opfsVault(disk) };
  },
  cache: () => {
    const disk = new FakeCache();
    return { disk, vault: () => cacheVault(disk) };
  },
  memory: () => {
    const vault = memoryVault();
    return { disk: {}, vault: () => vault };
  },
};

/** A site with model "m", a disk, and stores (tabs) on it. */
function world(kind = "opfs", estimate = async () => ({ quota: 1e9, usage: 0 })) {
  const site = new Site({ m: { manifest: manifestOf("m", FILES), files: FILES } });
  const { disk, vault } = DISKS[kind]();
  const locks = lockManager();
  const tab = () =>
    new Store({
      vault: vault(),
      fetch: site.fetch,
      estimate,
      ...locks,
      sha256: async (bytes) => sha256(bytes),
    });
  return { site, disk, tab, store: tab() };
}

/** Loads model "m" as the engine does. */
async function fetchModel(
  store,
  { id = "m", form = "wasm", stop = signal, onProgress = () => {} } = {},
) {
  const manifest = await store.manifest(id, BASE);
  const files = await store.fetchAll(manifest, BASE, form, { signal: stop, onProgress });
  const read = await Promise.all(
    [...files].map(async ([name, blob]) => [name, new Uint8Array(await blob.arrayBuffer())]),
  );
  return Object.fromEntries(read);
}

const asked = (site) => site.requests.filter((request) => request.includes("body.bin"));

for (const kind of Object.keys(DISKS)) {
  test(`${kind}: files arrive whole, and the second time from here`, async () => {
    const { site, store } = world(kind);
    assert.deepEqual(await fetchModel(store), FILES);
    const before = site.requests.length;
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(site.requests.slice(before), ["m/manifest.json"]);
  });

  test(`${kind}: a connection that breaks goes on where it stopped`, async () => {
    const { site, store } = world(kind);
    site.faults = ["ok", "break", "short", "ok"];
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(asked(site), [
      "m/body.bin",
      "m/body.bin bytes=1000-",
      "m/body.bin bytes=2000-",
    ]);
  });

  test(`${kind}: a later visit goes on where the last one stopped`, async () => {
    const { site, store, tab } = world(kind);
    site.faults = ["ok", "break", "offline"];
    await assert.rejects(fetchModel(store), { code: "download.offline" });
    site.requests = [];
    assert.deepEqual(await fetchModel(tab()), FILES);
    assert.deepEqual(asked(site), ["m/body.bin bytes=1000-"]);
  });

  test(`${kind}: a wrong chunk is fetched once more`, async () => {
    const { site, store } = world(kind);
    site.faults = ["ok", "flip", "ok"];
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(asked(site), ["m/body.bin", "m/body.bin bytes=1000-"]);
  });

  test(`${kind}: a chunk that is wrong twice is model.corrupt, and the good ones stay`, async () => {
    const { site, store, tab } = world(kind);
    const served = body.slice();
    served[2500] ^= 1;
    site.models.m.files = { ...FILES, "body.bin": served };
    await assert.rejects(fetchModel(store), { code: "model.corrupt" });
    const [kept] = await tab().kept();
    assert.deepEqual(kept, { id: "m", bytes: 120 + 2000, complete: false });
  });

  test(`${kind}: kept models load without the site`, async () => {
    const { site, store, tab } = world(kind);
    await fetchModel(store);
    site.offline = true;
    assert.deepEqual(await fetchModel(tab()), FILES);
    assert.deepEqual(await tab().kept(), [{ id: "m", bytes: 3620, complete: true }]);
  });

  test(`${kind}: forgetting removes all but what another model shares`, async () => {
    const { site, store } = world(kind);
    const files = { "config.json": content(50, 9), "../m/body.bin": body };
    site.models.n = { manifest: manifestOf("n", files), files };
    await fetchModel(store);
    site.requests = [];
    assert.deepEqual(await fetchModel(store, { id: "n" }), {
      "config.json": files["config.json"],
      "body.bin": body,
    });
    assert.deepEqual(asked(site), []);
    await store.forget("m");
    assert.deepEqual(await store.kept(), [{ id: "n", bytes: 3550, complete: true }]);
    await store.forget("n");
    assert.deepEqual(await store.kept(), []);
    assert.deepEqual(await store.ports.vault.list(), []);
  });
}

for (const kind of ["opfs", "cache"]) {
  test(`${kind}: a disk that fills up is storage.full, and the unfinished file is gone`, async () => {
    const { disk, store } = world(kind);
    disk.room_bytes = 2500;
    await assert.rejects(fetchModel(store), (error) => {
      assert.equal(error.code, "storage.full");
      assert.match(error.message, /are needed and .* are free/);
      return true;
    });
    const names = (await store.ports.vault.list()).map(({ name }) => name);
    assert.ok(!names.includes(sha256(body)));
  });

  test(`${kind}: one flipped bit is found, and its chunk alone is fetched`, async () => {
    const { site, disk, store } = world(kind);
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
    const { site, disk, store } = world(kind);
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
    const { site, disk, store } = world(kind);
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
  const { disk, store } = world();
  await fetchModel(store);
  disk.files.delete(sha256(body));
  disk.folders.add(sha256(body));
  disk.folders.add(`${sha256(body)}.part`);
  assert.deepEqual(await fetchModel(store), FILES);
  assert.equal(disk.folders.size, 0);
});

for (const kind of ["opfs", "cache"]) {
  test(`${kind}: a model that another tab fetches is not deleted under its hands`, async () => {
    const { tab } = world(kind);
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
    assert.deepEqual(await one.kept(), []);
  });
}

test("a record that another tab deletes meanwhile does not cost the files", async () => {
  const { disk, store } = world();
  const onProgress = () => disk.files.delete("manifest-m");
  assert.deepEqual(await fetchModel(store, { onProgress }), FILES);
  assert.equal((await store.kept())[0].complete, true);
});

test("a file cut short on disk is fetched again", async () => {
  const { disk, store } = world();
  await fetchModel(store);
  disk.files.set(sha256(body), body.slice(0, 1700));
  assert.deepEqual(await fetchModel(store), FILES);
});

test("a torn last write is cut back to whole chunks", async () => {
  const { site, disk, store } = world();
  disk.files.set(`${sha256(body)}.part`, content(1234, 2));
  assert.deepEqual(await fetchModel(store), FILES);
  assert.deepEqual(asked(site), ["m/body.bin bytes=1000-"]);
});

test("a server without ranges costs bytes, not correctness", async () => {
  const { site, store } = world();
  site.faults = ["ok", "break", "whole"];
  assert.deepEqual(await fetchModel(store), FILES);
});

test("a connection that never brings a chunk is given up", async () => {
  const { site, store } = world();
  site.faults = ["ok", "break", "break", "break", "break", "break", "break", "break"];
  await assert.rejects(fetchModel(store), { code: "download.failed" });
  assert.ok(asked(site).length < 8);
});

test("an error status is download.failed", async () => {
  const { site, store } = world();
  site.faults = ["ok", 503];
  await assert.rejects(fetchModel(store), { code: "download.failed" });
});

test("too little room is said before a byte is fetched, with what is needed and free", async () => {
  const { site, store } = world("opfs", async () => ({ quota: 5_000_000, usage: 4_999_000 }));
  await assert.rejects(fetchModel(store), {
    code: "storage.full",
    message: /1 MB are needed and 1 MB are free/,
  });
  assert.deepEqual(site.requests, ["m/manifest.json"]);
});

test("two tabs at once fetch each file once", async () => {
  const { site, tab } = world();
  const both = await Promise.all([fetchModel(tab()), fetchModel(tab())]);
  assert.deepEqual(both, [FILES, FILES]);
  assert.deepEqual(asked(site), ["m/body.bin"]);
});

test("a stop ends the download and keeps what is here", async () => {
  const { store, tab } = world();
  const stop = new AbortController();
  const onProgress = (loaded) => {
    if (loaded > 1500) stop.abort();
  };
  await assert.rejects(fetchModel(store, { stop: stop.signal, onProgress }), {
    name: "AbortError",
  });
  assert.equal((await tab().kept())[0].complete, false);
  assert.deepEqual(await fetchModel(tab()), FILES);
});

test("progress ends at the total, never beyond it, and never counts bytes twice", async () => {
  const { site, store } = world();
  site.faults = ["ok", "flip", "break", "whole"];
  const seen = [];
  await fetchModel(store, { onProgress: (loaded, total) => seen.push([loaded, total]) });
  assert.deepEqual(seen.at(-1), [3620, 3620]);
  assert.ok(seen.every(([loaded, total]) => loaded >= 0 && loaded <= total));
});

test("only the files of the form that is loaded are fetched", async () => {
  const { site, store } = world();
  const files = { ...FILES, "graph.webgpu.onnx": content(10, 5) };
  site.models.m = { manifest: manifestOf("m", files, { "graph.webgpu.onnx": ["webgpu"] }), files };
  assert.deepEqual(await fetchModel(store), FILES);
  assert.deepEqual(await fetchModel(store, { form: "webgpu" }), files);
});

test("a new version of a model brings its new files and drops the old", async () => {
  const { site, store } = world();
  await fetchModel(store);
  const files = { ...FILES, "config.json": content(99, 4) };
  site.models.m = { manifest: manifestOf("m", files), files };
  assert.deepEqual(await fetchModel(store), files);
  const names = (await store.ports.vault.list()).map(({ name }) => name);
  assert.ok(!names.includes(sha256(FILES["config.json"])));
});

test("a model nobody knows, an evil name, and a description of another kind are refused", async () => {
  const { site, store } = world();
  await assert.rejects(store.manifest("nobody", BASE), { code: "model.unknown" });
  for (const id of ["../m", "", "a/b", "m?x", ".hidden"]) {
    await assert.rejects(store.manifest(id, BASE), { code: "model.unknown" });
  }
  site.models.m.manifest = { format: 2 };
  await assert.rejects(store.manifest("m", BASE), { code: "model.corrupt" });
  site.offline = true;
  await assert.rejects(store.manifest("m", BASE), { code: "download.offline" });
});
