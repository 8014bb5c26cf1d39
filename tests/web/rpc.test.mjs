// The wire's rules (DESIGN.md section 3), over a real MessageChannel.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Peer, WireError } from "../../web/wire/rpc.js";

const open = [];

/** Two peers on one channel; `raw` is the far end without a peer when `far` is false. */
function pair({ far = true, ...options } = {}) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  return {
    near: new Peer(port1, options),
    far: far ? new Peer(port2) : null,
    raw: port2,
    port: port1,
  };
}

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

const failure = (code) => (error) => error instanceof WireError && error.code === code;

test("a call resolves with its handler's value, after its parts in order", async () => {
  const { near, far } = pair();
  far.handle("count", async ({ to }, { part }) => {
    for (let i = 0; i < to; i += 1) part(i);
    return "counted";
  });
  const parts = [];
  assert.equal(
    await near.call("count", { to: 4 }, { onPart: (data) => parts.push(data) }),
    "counted",
  );
  assert.deepEqual(parts, [0, 1, 2, 3]);
  assert.equal(near.open_calls, 0);
});

test("both ends call at once, with the same ids, and do not mix", async () => {
  const { near, far } = pair();
  near.handle("who", async () => "near");
  far.handle("who", async () => "far");
  assert.deepEqual(await Promise.all([near.call("who"), far.call("who")]), ["far", "near"]);
});

test("an unknown operation fails with op.unknown", async () => {
  const { near } = pair();
  await assert.rejects(near.call("nothing.here"), failure("op.unknown"));
});

test("a handler's WireError keeps its code, message and detail; another error is call.failed", async () => {
  const { near, far } = pair();
  far.handle("full", async () => {
    throw new WireError("storage.full", "No room.", "3 bytes");
  });
  far.handle("bug", async () => {
    throw new TypeError("oops");
  });
  await assert.rejects(near.call("full"), {
    code: "storage.full",
    message: "No room.",
    detail: "3 bytes",
  });
  await assert.rejects(near.call("bug"), { code: "call.failed", message: "oops" });
});

test("an abort sends stop; the handler's signal ends it with call.stopped", async () => {
  const { near, far } = pair();
  far.handle(
    "wait",
    (_args, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  const stop = new AbortController();
  const call = near.call("wait", {}, { signal: stop.signal });
  await sleep(50);
  stop.abort();
  await assert.rejects(call, failure("call.stopped"));
});

test("a signal that is aborted already sends nothing", async () => {
  const { near, raw } = pair({ far: false });
  const seen = [];
  raw.addEventListener("message", (event) => seen.push(event.data));
  raw.start();
  await assert.rejects(
    near.call("x", {}, { signal: AbortSignal.abort() }),
    failure("call.stopped"),
  );
  await sleep(50);
  assert.deepEqual(seen, []);
});

test("no last word within the grace time: the call is stopped, and onStuck hears of it once", async () => {
  const stuck = [];
  const { near, far } = pair({ grace_ms: 20, onStuck: (op) => stuck.push(op) });
  far.handle("deaf", () => new Promise(() => {}));
  const stop = new AbortController();
  const call = near.call("deaf", {}, { signal: stop.signal });
  await sleep(50);
  stop.abort();
  await assert.rejects(call, failure("call.stopped"));
  await sleep(80);
  assert.deepEqual(stuck, ["deaf"]);
});

test("a last word within the grace time counts, and nobody is stuck", async () => {
  const stuck = [];
  const { near, far } = pair({ grace_ms: 400, onStuck: (op) => stuck.push(op) });
  far.handle("slow", () => sleep(15, "done anyway"));
  const stop = new AbortController();
  const call = near.call("slow", {}, { signal: stop.signal });
  await sleep(5);
  stop.abort();
  assert.equal(await call, "done anyway");
  await sleep(450);
  assert.deepEqual(stuck, []);
});

test("lost fails every open call and every later one, and stops what was being answered", async () => {
  const { near, far } = pair();
  far.handle("hang", () => new Promise(() => {}));
  let stopped = false;
  near.handle(
    "work",
    (_args, { signal }) =>
      new Promise(() => {
        signal.addEventListener("abort", () => {
          stopped = true;
        });
      }),
  );
  void far.call("work").catch(() => {});
  const calls = [near.call("hang"), near.call("hang")];
  const outcomes = Promise.allSettled(calls);
  await sleep(50);
  near.lost("engine.lost", "gone");
  for (const { reason } of await outcomes) assert.equal(reason.code, "engine.lost");
  await assert.rejects(near.call("hang"), failure("engine.lost"));
  assert.equal(stopped, true);
});

test("one last word: what comes after it is ignored", async () => {
  const { near, raw } = pair({ far: false });
  const parts = [];
  const call = near.call("x", {}, { onPart: (data) => parts.push(data) });
  raw.postMessage({ kind: "part", id: 1, data: "a" });
  raw.postMessage({ kind: "done", id: 1, value: "first" });
  raw.postMessage({ kind: "part", id: 1, data: "late" });
  raw.postMessage({ kind: "fail", id: 1, code: "call.failed", message: "second" });
  assert.equal(await call, "first");
  await sleep(50);
  assert.deepEqual(parts, ["a"]);
});

test("a handler's part after its last word is not sent", async () => {
  const { near, far } = pair();
  let late;
  far.handle("quick", async (_args, { part }) => {
    late = part;
    return 1;
  });
  const parts = [];
  await near.call("quick", {}, { onPart: (data) => parts.push(data) });
  late("ghost");
  await sleep(50);
  assert.deepEqual(parts, []);
});

test("malformed messages change nothing and throw nothing", async () => {
  const { near, raw } = pair({ far: false });
  const odd = [
    null,
    7,
    "text",
    [],
    {},
    { kind: "call" },
    { kind: "done", id: "no such" },
    { kind: "stop" },
  ];
  for (const message of [...odd, { kind: "note" }, { kind: "huh", id: 1 }])
    raw.postMessage(message);
  const call = near.call("x");
  raw.postMessage({ kind: "fail", id: 1 });
  await assert.rejects(call, failure("call.failed"));
});

test("a part listener that throws ends its call, and stops the other side", async () => {
  const { near, far } = pair();
  let stopped;
  far.handle(
    "stream",
    (_args, { part, signal }) =>
      new Promise((_, reject) => {
        part(1);
        signal.addEventListener("abort", () => {
          stopped = true;
          reject(signal.reason);
        });
      }),
  );
  const call = near.call("stream", {}, { onPart: () => assert.fail("not today") });
  await assert.rejects(call, { message: "not today" });
  await sleep(50);
  assert.equal(stopped, true);
});

test("held messages wait for open, in order", async () => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const far = new Peer(port2);
  const near = new Peer(port1, { held: true });
  const call = far.call("later");
  far.note("topic", 1);
  await sleep(50);
  const heard = [];
  near.handle("later", async () => heard.push("call"));
  near.onNote("topic", (data) => heard.push(data));
  near.open();
  await call;
  assert.deepEqual(heard, ["call", 1]);
});

test("notes reach every listener of their topic until it leaves", async () => {
  const { near, far } = pair();
  const heard = [];
  const leave = near.onNote("a", (data) => heard.push(["one", data]));
  near.onNote("a", (data) => heard.push(["two", data]));
  far.note("a", 1);
  far.note("b", 2);
  await sleep(50);
  leave();
  far.note("a", 3);
  await sleep(50);
  assert.deepEqual(heard, [
    ["one", 1],
    ["two", 1],
    ["two", 3],
  ]);
});

test("what cannot be cloned fails the call, on either side", async () => {
  const { near, far } = pair();
  far.handle("give", async () => () => {});
  await assert.rejects(near.call("give"), failure("call.failed"));
  await assert.rejects(near.call("take", { f: () => {} }), failure("call.invalid"));
});

test("a transferred buffer arrives and is gone here", async () => {
  const { near, far } = pair();
  far.handle("size", async ({ bytes }) => bytes.byteLength);
  const bytes = new ArrayBuffer(8);
  assert.equal(await near.call("size", { bytes }, { transfer: [bytes] }), 8);
  assert.equal(bytes.byteLength, 0);
});
