// A sealed collection: what lies on the disk tells nothing, and what was changed there is noticed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, device, KINDS, textOf } from "./world.mjs";

const SECRET = "the treasure lies under the third oak";
const LONG_KEY = `letters/${"very/".repeat(40)}long.txt`;

/** A tab with two secrets in a sealed room. */
async function sealedRoom(kind = "opfs") {
  const world = device(kind);
  const tab = world.tab();
  await tab.open("room", "open sesame");
  await tab.write("room", "letters/oak.txt", bytesOf(SECRET));
  await tab.write("room", LONG_KEY, bytesOf(SECRET));
  return { ...world, tab, another: world.tab };
}

const latin1 = (bytes) => Buffer.from(bytes).toString("latin1");
const hexOf = (text) => Buffer.from(text).toString("hex");

for (const kind of KINDS.filter((kind) => kind !== "memory")) {
  test(`${kind}: neither texts nor keys nor the passphrase can be read on the disk`, async () => {
    const { files } = await sealedRoom(kind);
    const disk = files().flatMap(([name, bytes]) => [name, latin1(bytes)]);
    assert.equal(disk.length, 6);
    for (const word of ["oak", "letters", "sesame", "room", "very/"]) {
      for (const written of [word, hexOf(word)]) {
        assert.ok(!disk.some((text) => text.includes(written)), `${written} is on the disk`);
      }
    }
  });
}

test("another tab, or a new visit, needs the passphrase", async () => {
  const { another } = await sealedRoom();
  const tab = another();
  assert.deepEqual(await tab.state("room"), { sealed: true, open: false });
  await assert.rejects(tab.read("room", "letters/oak.txt"), { code: "passphrase.needed" });
  await assert.rejects(tab.open("room", "open Sesame"), { code: "passphrase.wrong" });
  assert.deepEqual(await tab.state("room"), { sealed: true, open: false });
  await tab.open("room", "open sesame");
  assert.equal(textOf(await tab.read("room", LONG_KEY)), SECRET);
  assert.deepEqual((await tab.keys("room")).sort(), ["letters/oak.txt", LONG_KEY].sort());
});

test("a wrong passphrase changes nothing on the disk", async () => {
  const { another, files } = await sealedRoom();
  const before = files();
  await assert.rejects(another().open("room", "wrong"), { code: "passphrase.wrong" });
  assert.deepEqual(files(), before);
});

test("the same letters typed in another way are the same passphrase", async () => {
  const world = device();
  await world.tab().open("room", "caf\u00e9");
  const tab = world.tab();
  await tab.open("room", "cafe\u0301");
  assert.deepEqual(await tab.state("room"), { sealed: true, open: true });
});

test("the same bytes twice are different files, under the same name", async () => {
  const { tab, files } = await sealedRoom();
  const before = files();
  await tab.write("room", "letters/oak.txt", bytesOf(SECRET));
  const changed = files().filter(
    ([name, bytes]) => latin1(bytes) !== latin1(new Map(before).get(name)),
  );
  assert.equal(files().length, before.length);
  assert.equal(changed.length, 1);
});

test("two rooms with one passphrase share no name", async () => {
  const world = device();
  const tab = world.tab();
  for (const room of ["a", "b"]) {
    await tab.open(room, "open sesame");
    await tab.write(room, "key", bytesOf(SECRET));
  }
  const names = world.files().map(([name]) => name);
  assert.equal(new Set(names.filter((name) => name !== "seal")).size, 2);
});

test("a file that was changed, cut or put in another's place is refused", async () => {
  const { tab, disk } = await sealedRoom();
  const { files } = [...disk.folders.values()][0];
  const [short, long] = ["k", "d"].map((first) =>
    [...files.keys()].find((name) => name.startsWith(first)),
  );
  const good = files.get(short);
  const flipped = good.slice();
  flipped[20] ^= 1;
  for (const bad of [flipped, good.slice(0, -1), new Uint8Array(3), files.get(long)]) {
    files.set(short, bad);
    await assert.rejects(tab.read("room", "letters/oak.txt"), { code: "file.invalid" });
    assert.equal(textOf(await tab.read("room", LONG_KEY)), SECRET);
  }
  files.set(long, flipped);
  assert.deepEqual(await tab.keys("room"), ["letters/oak.txt"]);
});

test("a seal that is damaged is said, and clearing is the way on", async () => {
  const { disk, another } = await sealedRoom();
  const { files } = [...disk.folders.values()][0];
  for (const bad of ["", "{}", '{"salt":"00","iterations":0,"check":""}', '{"salt":5}']) {
    files.set("seal", bytesOf(bad));
    await assert.rejects(another().open("room", "open sesame"), { code: "file.invalid" });
  }
  const tab = another();
  await tab.clear("room");
  assert.deepEqual(await tab.state("room"), { sealed: false, open: true });
  assert.equal([...disk.folders.values()][0].files.size, 0);
});

test("a room that another tab cleared and sealed anew is locked here", async () => {
  const { tab, another } = await sealedRoom();
  const other = another();
  await other.clear("room");
  await other.open("room", "something else");
  await assert.rejects(tab.write("room", "key", bytesOf("x")), { code: "passphrase.needed" });
  assert.deepEqual(await tab.state("room"), { sealed: true, open: false });
  assert.deepEqual(await other.keys("room"), []);
});

test("a clearing that breaks off leaves the room sealed", async (t) => {
  const { tab, disk } = await sealedRoom();
  const folder = [...disk.folders.values()][0];
  const { removeEntry } = folder;
  let left = 1;
  const removing = t.mock.method(folder, "removeEntry", async (...args) => {
    if (left === 0) throw new DOMException("in use", "NoModificationAllowedError");
    left -= 1;
    return removeEntry.apply(folder, args);
  });
  await assert.rejects(tab.clear("room"), { code: "storage.none" });
  assert.deepEqual(await tab.state("room"), { sealed: true, open: true });
  assert.equal((await tab.keys("room")).length, 1);
  removing.mock.restore();
  await tab.clear("room");
  assert.deepEqual(await tab.keys("room"), []);
});
