// The encrypted store on a device that breaks, fills up and has several tabs. What every one promises is put
// to it in tests/unit/adapters/test_native_chest.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, device, KINDS, textOf } from "./world.mjs";

const OLD = bytesOf("as it was");
const NEW = bytesOf("as it is now");

/** The one folder there is. */
const folderOf = ({ disk }) => [...disk.folders.values()][0];

for (const kind of KINDS) {
  test(`${kind}: what was written is there for another tab too`, async () => {
    const { tab } = device(kind);
    const [one, other] = [tab(), tab()];
    await one.write("room", "key", OLD);
    assert.equal(textOf(await other.read("room", "key")), "as it was");
    assert.deepEqual(await other.keys("room"), ["key"]);
  });

  test(`${kind}: what is returned and what was given are copies`, async () => {
    const tab = device(kind).tab();
    const given = bytesOf("mine");
    await tab.write("room", "key", given);
    given.fill(0);
    (await tab.read("room", "key")).fill(0);
    assert.equal(textOf(await tab.read("room", "key")), "mine");
  });
}

test("a disk that is full says so, keeps what was there, and goes on when there is room", async () => {
  const world = device("opfs");
  const tab = world.tab();
  await tab.write("room", "key", OLD);
  folderOf(world).room_bytes = 10;
  for (const key of ["key", "other"]) {
    await assert.rejects(tab.write("room", key, NEW), { code: "storage.full" });
  }
  assert.deepEqual(await tab.keys("room"), ["key"]);
  assert.equal(textOf(await tab.read("room", "key")), "as it was");
  assert.equal(world.files().length, 1, "what did not fit takes no room");
  folderOf(world).room_bytes = 1000;
  await tab.write("room", "key", NEW);
  assert.equal(textOf(await tab.read("room", "key")), "as it is now");
});

test("a disk that takes only a part of a write is full", async (t) => {
  const world = device("opfs");
  const tab = world.tab();
  await tab.write("room", "key", OLD);
  const folder = folderOf(world);
  const { getFileHandle } = folder;
  t.mock.method(folder, "getFileHandle", async (...args) => {
    const file = await getFileHandle.apply(folder, args);
    const createSyncAccessHandle = async () => {
      const handle = await file.createSyncAccessHandle();
      return { ...handle, write: (bytes, at) => handle.write(bytes.subarray(1), at) };
    };
    return { ...file, createSyncAccessHandle };
  });
  await assert.rejects(tab.write("room", "key", NEW), { code: "storage.full" });
  assert.equal(textOf(await tab.read("room", "key")), "as it was");
});

test("a cache that is full says so too", async () => {
  const world = device("cache");
  const tab = world.tab();
  await tab.write("room", "key", OLD);
  [...world.disk.caches.values()][0].room_bytes = 5;
  await assert.rejects(tab.write("room", "key", NEW), { code: "storage.full" });
  assert.equal(textOf(await tab.read("room", "key")), "as it was");
});

test("a write that breaks off leaves the old bytes, and what it left is swept", async () => {
  const world = device("opfs");
  await world.tab().write("room", "key", OLD);
  const folder = folderOf(world);
  folder.breaks = true;
  await assert.rejects(world.tab().write("room", "key", NEW), { code: "storage.none" });
  folder.breaks = false;
  const part = `${world.files()[0][0]}.part`;
  folder.files.set(part, NEW); // as a tab leaves it that dies in the middle
  const tab = world.tab();
  assert.deepEqual(await tab.keys("room"), ["key"]);
  assert.equal(textOf(await tab.read("room", "key")), "as it was");
  await tab.write("room", "other", NEW);
  assert.ok(!folder.files.has(part));
  assert.deepEqual((await tab.keys("room")).sort(), ["key", "other"]);
});

test("a tab hears what others changed in what it has touched, and not of itself", async () => {
  const world = device("opfs");
  const [tab, other] = [world.tab(), world.tab()];
  await other.write("room", "before", NEW);
  await tab.keys("room");
  await tab.write("room", "own", NEW);
  await other.write("room", "key", NEW);
  await other.write("hall", "key", NEW);
  await other.call("chest.delete", { collection: "room", key: "before" });
  assert.deepEqual(await tab.changed("room"), ["key", "before"]);
  assert.deepEqual(await tab.changed("room"), []);
  assert.deepEqual(await tab.changed("hall"), []);
  assert.deepEqual(await other.changed("room"), ["own"]);
  await other.clear("room");
  await other.write("room", "key", NEW);
  assert.equal(await tab.changed("room"), null);
  assert.deepEqual(await tab.changed("room"), []);
});

test("many writes at once in two tabs end with one of them, whole", async () => {
  const world = device("opfs");
  const tabs = [world.tab(), world.tab()];
  const texts = Array.from({ length: 20 }, (_, at) => `text ${at} `.repeat(at + 1));
  await Promise.all(texts.map((text, at) => tabs[at % 2].write("room", "key", bytesOf(text))));
  assert.ok(texts.includes(textOf(await tabs[0].read("room", "key"))));
  assert.equal(world.files().length, 1);
});

test("names on the disk are safe in any file system, and never too long", async () => {
  const world = device("opfs");
  const tab = world.tab();
  for (const key of ["../up", "A", "a", "x".repeat(5000), "ключ".repeat(30)]) {
    await tab.write("../room", key, OLD);
  }
  const names = [...world.files().map(([name]) => name), ...world.disk.folders.keys()];
  assert.equal(names.length, 6);
  for (const name of names) assert.match(name, /^[0-9a-z]{2,240}$/);
});

test("what is no text or no bytes is refused", async () => {
  const tab = device().tab();
  const wrong = [
    ["chest.keys", {}],
    ["chest.read", { collection: "room" }],
    ["chest.read", { collection: 1, key: "a" }],
    ["chest.write", { collection: "room", key: "a", bytes: "text" }],
    ["chest.write", { collection: "room", key: null, bytes: OLD }],
    ["chest.delete", { collection: "room", key: 5 }],
    ["chest.open", { collection: "room", passphrase: 5 }],
    ["chest.open", { collection: "room", passphrase: "" }],
  ];
  for (const [op, args] of wrong) {
    await assert.rejects(tab.call(op, args), { code: "call.invalid" }, op);
  }
  assert.deepEqual(await tab.keys("room"), []);
});

test("a stop is heard while another tab has the collection", async () => {
  const world = device();
  const stop = new AbortController();
  const first = world.tab().write("room", "a", OLD);
  const args = { collection: "room", key: "b", bytes: NEW };
  const second = world.tab().call("chest.write", args, stop.signal);
  stop.abort();
  await assert.rejects(second, { name: "AbortError" });
  await first;
  assert.deepEqual(await world.tab().keys("room"), ["a"]);
});

test("a browser that keeps nothing says so, and is asked again", async (t) => {
  const world = device();
  const tab = world.tab();
  const refusing = t.mock.method(world.disk, "getDirectoryHandle", async () => {
    throw new DOMException("not allowed", "SecurityError");
  });
  await assert.rejects(tab.keys("room"), { code: "storage.none" });
  refusing.mock.restore();
  assert.deepEqual(await tab.keys("room"), []);
});

test("where the person deleted the folder, one write fails and the next makes it anew", async (t) => {
  const world = device();
  const tab = world.tab();
  await tab.write("room", "a", OLD);
  const gone = folderOf(world);
  world.disk.folders.clear();
  t.mock.method(gone, "getFileHandle", async () => {
    throw new DOMException("not there", "NotFoundError");
  });
  assert.equal(await tab.read("room", "a"), null);
  await assert.rejects(tab.write("room", "a", NEW), { code: "storage.none" });
  await tab.write("room", "a", NEW);
  assert.equal(textOf(await tab.read("room", "a")), "as it is now");
});
