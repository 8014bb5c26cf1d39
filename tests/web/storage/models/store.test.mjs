// Model files: fetched, checked, resumed, shared, given back; on each kind of store.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, content, manifestOf, sha256 } from "../../world.mjs";
import { asked, body, DISKS, FILES, fetchModel, world } from "./tabs.mjs";

for (const kind of Object.keys(DISKS)) {
  test(`${kind}: files arrive whole, and the second time from here`, async () => {
    const { site, store } = await world(kind);
    assert.deepEqual(await fetchModel(store), FILES);
    const before = site.requests.length;
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(site.requests.slice(before), ["m/manifest.json"]);
  });

  test(`${kind}: a connection that breaks goes on where it stopped`, async () => {
    const { site, store } = await world(kind);
    site.faults = ["ok", "break", "short", "ok"];
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(asked(site), [
      "m/body.bin",
      "m/body.bin bytes=1000-",
      "m/body.bin bytes=2000-",
    ]);
  });

  test(`${kind}: a later visit goes on where the last one stopped`, async () => {
    const { site, store, tab } = await world(kind);
    site.faults = ["ok", "break", "offline"];
    await assert.rejects(fetchModel(store), { code: "download.offline" });
    site.requests = [];
    assert.deepEqual(await fetchModel(tab()), FILES);
    assert.deepEqual(asked(site), ["m/body.bin bytes=1000-"]);
  });

  test(`${kind}: a wrong chunk is fetched once more`, async () => {
    const { site, store } = await world(kind);
    site.faults = ["ok", "flip", "ok"];
    assert.deepEqual(await fetchModel(store), FILES);
    assert.deepEqual(asked(site), ["m/body.bin", "m/body.bin bytes=1000-"]);
  });

  test(`${kind}: a chunk that is wrong twice is model.corrupt, and the good ones stay`, async () => {
    const { site, store, tab } = await world(kind);
    const served = body.slice();
    served[2500] ^= 1;
    site.models.m.files = { ...FILES, "body.bin": served };
    await assert.rejects(fetchModel(store), { code: "model.corrupt" });
    const [kept] = await tab().stored();
    assert.deepEqual(kept, { id: "m", bytes: 120 + 2000, complete: false });
  });

  test(`${kind}: kept models load without the site`, async () => {
    const { site, store, tab } = await world(kind);
    await fetchModel(store);
    site.offline = true;
    assert.deepEqual(await fetchModel(tab()), FILES);
    assert.deepEqual(await tab().stored(), [{ id: "m", bytes: 3620, complete: true }]);
  });

  test(`${kind}: forgetting removes all but what another model shares`, async () => {
    const { site, store } = await world(kind);
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
    assert.deepEqual(await store.stored(), [{ id: "n", bytes: 3550, complete: true }]);
    await store.forget("n");
    assert.deepEqual(await store.stored(), []);
    assert.deepEqual(await store.ports.bucket.list(), []);
  });
}

for (const kind of ["opfs", "cache"]) {
  test(`${kind}: a disk that fills up is storage.full, and the unfinished file is gone`, async () => {
    const { disk, store } = await world(kind);
    disk.room_bytes = 2500;
    await assert.rejects(fetchModel(store), (error) => {
      assert.equal(error.code, "storage.full");
      assert.match(error.message, /are needed and .* are free/);
      return true;
    });
    const names = (await store.ports.bucket.list()).map(({ name }) => name);
    assert.ok(!names.includes(sha256(body)));
  });
}

test("a file cut short on disk is fetched again", async () => {
  const { disk, store } = await world();
  await fetchModel(store);
  disk.files.set(sha256(body), body.slice(0, 1700));
  assert.deepEqual(await fetchModel(store), FILES);
});

test("a torn last write is cut back to whole chunks", async () => {
  const { site, disk, store } = await world();
  disk.files.set(`${sha256(body)}.part`, content(1234, 2));
  assert.deepEqual(await fetchModel(store), FILES);
  assert.deepEqual(asked(site), ["m/body.bin bytes=1000-"]);
});

test("a server without ranges costs bytes, not correctness", async () => {
  const { site, store } = await world();
  site.faults = ["ok", "break", "whole"];
  assert.deepEqual(await fetchModel(store), FILES);
});

test("a connection that never brings a chunk is given up", async () => {
  const { site, store } = await world();
  site.faults = ["ok", "break", "break", "break", "break", "break", "break", "break"];
  await assert.rejects(fetchModel(store), { code: "download.failed" });
  assert.ok(asked(site).length < 8);
});

test("an error status is download.failed", async () => {
  const { site, store } = await world();
  site.faults = ["ok", 503];
  await assert.rejects(fetchModel(store), { code: "download.failed" });
});

test("too little room is said before a byte is fetched, with what is needed and free", async () => {
  const { site, store } = await world("opfs", async () => ({ quota: 5_000_000, usage: 4_999_000 }));
  await assert.rejects(fetchModel(store), {
    code: "storage.full",
    message: /1 MB are needed and 1 MB are free/,
  });
  assert.deepEqual(site.requests, ["m/manifest.json"]);
});

for (const method of ["list", "write", "read", "part"]) {
  test(`a disk that is full when the store calls ${method} is storage.full`, async () => {
    const { store } = await world();
    const { bucket } = store.ports;
    const full = async () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    store.ports = { ...store.ports, bucket: { ...bucket, [method]: full } };
    await assert.rejects(fetchModel(store), { code: "storage.full" });
  });
}

test("a file that cannot even be closed on a full disk is storage.full", async () => {
  const { store } = await world();
  const { bucket } = store.ports;
  const full = async () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
  const part = async (name) => ({ ...(await bucket.part(name)), append: full, close: full });
  store.ports = { ...store.ports, bucket: { ...bucket, part } };
  await assert.rejects(fetchModel(store), { code: "storage.full" });
});

test("two tabs at once fetch each file once", async () => {
  const { site, tab } = await world();
  const both = await Promise.all([fetchModel(tab()), fetchModel(tab())]);
  assert.deepEqual(both, [FILES, FILES]);
  assert.deepEqual(asked(site), ["m/body.bin"]);
});

test("a stop ends the download and keeps what is here", async () => {
  const { store, tab } = await world();
  const stop = new AbortController();
  const onProgress = (loaded) => {
    if (loaded > 1500) stop.abort();
  };
  await assert.rejects(fetchModel(store, { stop: stop.signal, onProgress }), {
    name: "AbortError",
  });
  assert.equal((await tab().stored())[0].complete, false);
  assert.deepEqual(await fetchModel(tab()), FILES);
});

test("progress ends at the total, never beyond it, and never counts bytes twice", async () => {
  const { site, store } = await world();
  site.faults = ["ok", "flip", "break", "whole"];
  const seen = [];
  await fetchModel(store, { onProgress: (loaded, total) => seen.push([loaded, total]) });
  assert.deepEqual(seen.at(-1), [3620, 3620]);
  assert.ok(seen.every(([loaded, total]) => loaded >= 0 && loaded <= total));
});

test("only the files of the form that is loaded are fetched", async () => {
  const { site, store } = await world();
  const files = { ...FILES, "graph.webgpu.onnx": content(10, 5) };
  site.models.m = { manifest: manifestOf("m", files, { "graph.webgpu.onnx": ["webgpu"] }), files };
  assert.deepEqual(await fetchModel(store), FILES);
  assert.deepEqual(await fetchModel(store, { form: "webgpu" }), files);
});

test("a new version of a model brings its new files and drops the old", async () => {
  const { site, store } = await world();
  await fetchModel(store);
  const files = { ...FILES, "config.json": content(99, 4) };
  site.models.m = { manifest: manifestOf("m", files), files };
  assert.deepEqual(await fetchModel(store), files);
  const names = (await store.ports.bucket.list()).map(({ name }) => name);
  assert.ok(!names.includes(sha256(FILES["config.json"])));
});

test("a model nobody knows, an evil name, and a description of another kind are refused", async () => {
  const { site, store } = await world();
  await assert.rejects(store.manifest("nobody", BASE), { code: "model.unknown" });
  for (const id of ["../m", "", "a/b", "m?x", ".hidden"]) {
    await assert.rejects(store.manifest(id, BASE), { code: "model.unknown" });
  }
  site.models.m.manifest = { format: 2 };
  await assert.rejects(store.manifest("m", BASE), { code: "model.corrupt" });
  site.offline = true;
  await assert.rejects(store.manifest("m", BASE), { code: "download.offline" });
});
