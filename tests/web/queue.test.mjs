// Tasks one after another, and a stop that arrives while a task waits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "../../web/engine/queue.js";
import { Peer, WireError } from "../../web/wire/rpc.js";

const never = new AbortController().signal;

/** Blocks the thread, as a run on the CPU does. */
function block(ms) {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test("tasks never overlap, and keep their order", async () => {
  const queue = new Queue();
  const seen = [];
  const task = (name) => async () => {
    seen.push(`${name} begins`);
    await sleep(3);
    seen.push(`${name} ends`);
    return name;
  };
  const results = await Promise.all(["a", "b"].map((name) => queue.run(task(name), never)));
  assert.deepEqual(results, ["a", "b"]);
  assert.deepEqual(seen, ["a begins", "a ends", "b begins", "b ends"]);
});

test("a task that failed does not spoil the next", async () => {
  const queue = new Queue();
  const bad = queue.run(async () => assert.fail(queue.busy ? "bad" : "at rest"), never);
  const good = queue.run(async () => "good", never);
  await assert.rejects(bad, { message: "bad" });
  assert.equal(await good, "good");
  assert.equal(queue.busy, true, "a moment ago");
  assert.equal(new Queue().busy, false);
});

test("a queue is at rest a second after its last task", async (context) => {
  let now_ms = 5;
  context.mock.method(performance, "now", () => now_ms);
  const queue = new Queue();
  await queue.run(async () => {
    now_ms += 3000;
    assert.equal(queue.busy, true);
  }, never);
  now_ms += 999;
  assert.equal(queue.busy, true);
  now_ms += 1;
  assert.equal(queue.busy, false);
});

test("a queued call whose stop arrives while the thread is busy is never run", async (context) => {
  const { port1, port2 } = new MessageChannel();
  context.after(() => port1.close());
  const near = new Peer(port1);
  const far = new Peer(port2);
  const queue = new Queue();
  const ran = [];
  far.handle("work", ({ name }, { signal }) =>
    queue.run(async () => {
      ran.push(name);
      block(30);
      return name;
    }, signal),
  );
  const stop = new AbortController();
  const first = near.call("work", { name: "first" });
  const second = near.call("work", { name: "second" }, { signal: stop.signal });
  stop.abort();
  const third = near.call("work", { name: "third" });
  await assert.rejects(second, { code: "call.stopped" });
  assert.deepEqual([await first, await third], ["first", "third"]);
  assert.deepEqual(ran, ["first", "third"]);
});

test("after close, what has not begun fails", async () => {
  const queue = new Queue();
  let begun;
  const beginning = new Promise((resolve) => {
    begun = resolve;
  });
  const first = queue.run(async () => {
    begun();
    return sleep(5, "first");
  }, never);
  const second = queue.run(async () => "second", never);
  await beginning;
  queue.close(new WireError("engine.lost", "gone"));
  assert.equal(await first, "first");
  await assert.rejects(second, { code: "engine.lost" });
});
