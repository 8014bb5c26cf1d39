// KV caches: shared, cut and let go, never too early and never twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Caches, State } from "../../web/engine/decoder/caches.js";

/** A tensor that counts its ends; a cut one is a view, whose end must not be asked for. */
class FakeTensor {
  disposed = 0;
  constructor(length, view = false) {
    this.length = length;
    this.view = view;
  }
  dispose() {
    assert.equal(this.view, false, "a view is not disposed of");
    this.disposed += 1;
    assert.equal(this.disposed, 1, "disposed of twice");
  }
}

function house() {
  const caches = new Caches(
    () => new State({ key: new FakeTensor(0) }, 0),
    (_tensor, length) => new FakeTensor(length, true),
  );
  const feed = (id, ids) => {
    const length = caches.get(id).state.length + ids.length;
    const tensor = new FakeTensor(length);
    caches.advance(id, new State({ key: tensor }, length), ids);
    return tensor;
  };
  return { caches, feed };
}

test("a step lets go of the tensors before it", () => {
  const { caches, feed } = house();
  const id = caches.open();
  const first = feed(id, [1, 2]);
  const second = feed(id, [3]);
  assert.equal(first.disposed, 1);
  assert.equal(second.disposed, 0);
  assert.deepEqual(caches.get(id).ids, [1, 2, 3]);
  assert.equal(caches.get(id).state.length, 3);
});

test("forks share their tensors until the last holder is gone", () => {
  const { caches, feed } = house();
  const a = caches.open();
  const shared = feed(a, [1, 2]);
  const b = caches.fork(a);
  feed(a, [3]);
  assert.equal(shared.disposed, 0);
  assert.deepEqual(caches.get(b).ids, [1, 2]);
  const c = caches.fork(b);
  caches.close(b);
  assert.equal(shared.disposed, 0);
  caches.close(c);
  assert.equal(shared.disposed, 1);
});

test("a cut is a view: its source lives as long as it, and no longer", () => {
  const { caches, feed } = house();
  const id = caches.open();
  const whole = feed(id, [1, 2, 3, 4]);
  caches.cut(id, 2);
  assert.equal(caches.get(id).state.tensors.key.length, 2);
  assert.deepEqual(caches.get(id).ids, [1, 2]);
  assert.equal(whole.disposed, 0);
  caches.cut(id, 1);
  assert.equal(whole.disposed, 0);
  feed(id, [9]);
  assert.equal(whole.disposed, 1);
  assert.deepEqual(caches.get(id).ids, [1, 9]);
});

test("cutting a fork leaves the other whole", () => {
  const { caches, feed } = house();
  const a = caches.open();
  const whole = feed(a, [1, 2, 3]);
  const b = caches.fork(a);
  caches.cut(b, 1);
  caches.close(b);
  assert.equal(whole.disposed, 0);
  assert.equal(caches.get(a).state.length, 3);
});

test("a cut to nothing is empty, a cut to all is no cut", () => {
  const { caches, feed } = house();
  const id = caches.open();
  const whole = feed(id, [1, 2]);
  caches.cut(id, 2);
  assert.equal(whole.disposed, 0);
  caches.cut(id, 0);
  assert.equal(whole.disposed, 1);
  assert.equal(caches.get(id).state.length, 0);
});

test("what is not there, or cannot be cut so, is refused by its code", () => {
  const { caches, feed } = house();
  const id = caches.open();
  feed(id, [1]);
  assert.throws(() => caches.get(99), { code: "cache.unknown" });
  assert.throws(() => caches.close("x"), { code: "cache.unknown" });
  for (const length of [2, -1, 0.5, "1", undefined]) {
    assert.throws(() => caches.cut(id, length), { code: "call.invalid" });
  }
  caches.close(id);
  assert.throws(() => caches.fork(id), { code: "cache.unknown" });
});

test("closeAll lets go of everything once, shared or not", () => {
  const { caches, feed } = house();
  const a = caches.open();
  const tensor = feed(a, [1, 2]);
  caches.cut(caches.fork(a), 1);
  caches.fork(a);
  caches.closeAll();
  assert.equal(tensor.disposed, 1);
  assert.equal(caches.count, 0);
});

test("an id of caches that are gone names none of the new ones", () => {
  const old = Array.from({ length: 50 }, () => house().caches.open());
  const { caches } = house();
  caches.open();
  for (const id of old) assert.throws(() => caches.get(id), { code: "cache.unknown" });
});
