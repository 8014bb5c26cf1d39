// A model of gigabytes is one tab's at a time; small ones are everybody's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isLarge, Ownership } from "../../web/engine/ownership.js";

const large = { title: "Big", needs: { webgpu: { memory_bytes: 2e9 } } };
const small = {
  title: "Small",
  needs: { wasm: { memory_bytes: 2e9 }, webgpu: { memory_bytes: 5e8 } },
};

/** The locks of one browser, for all of its tabs. */
function browser() {
  const held = new Set();
  return {
    held,
    async request(name, { ifAvailable }, task) {
      assert.ok(ifAvailable);
      if (held.has(name)) return task(null);
      held.add(name);
      try {
        return await task({ name });
      } finally {
        held.delete(name);
      }
    },
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

test("what is large is so in each of its forms", () => {
  assert.ok(isLarge(large));
  for (const manifest of [small, {}, { needs: {} }]) assert.ok(!isLarge(manifest));
});

test("a second tab is told where the model is, and may have it afterwards", async () => {
  const locks = browser();
  const [one, other] = [new Ownership(locks), new Ownership(locks)];
  await one.take(large);
  await one.take(large);
  await assert.rejects(other.take(large), {
    code: "model.unfit",
    message: /Another tab.*Use Big there/,
  });
  await other.take(small);
  one.letGo();
  one.letGo();
  await turn();
  await other.take(large);
  await assert.rejects(one.take(large), { code: "model.unfit" });
});

test("a small model takes nothing, and a browser without locks refuses nobody", async () => {
  const locks = browser();
  await new Ownership(locks).take(small);
  assert.equal(locks.held.size, 0);
  const none = new Ownership(undefined);
  await none.take(large);
  none.letGo();
});

test("a browser that refuses locks says so", async () => {
  const refusing = { request: () => Promise.reject(new DOMException("no", "SecurityError")) };
  await assert.rejects(new Ownership(refusing).take(large), { name: "SecurityError" });
});
