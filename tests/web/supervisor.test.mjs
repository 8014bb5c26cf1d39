// Workers that die in every way, and what stands there afterwards. The workers are fakes; the ports are real.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { supervise, superviseEngine } from "../../web/page/supervisor.js";
import { Peer } from "../../web/wire/rpc.js";

/** Locks by name: `release` is what the end of the holder does. */
const locks = {
  waiting: new Map(),
  request(name, { signal }, granted) {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      this.waiting.set(name, () => resolve(granted()));
    });
  },
  release(name) {
    this.waiting.get(name)?.();
  },
};
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });

const ends = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A worker that answers "who" on its port with its own number, and says what it is told to say. */
class FakeWorker extends EventTarget {
  terminated = false;
  messages = [];

  constructor(list) {
    super();
    this.number = list.push(this);
  }

  postMessage(message) {
    this.messages.push(message);
    if (message.kind === "init") this.lock = message.lock;
    const port = message.port ?? message.enginePort;
    if (!port) return;
    ends.push(() => port.close());
    this.port = port;
    if (message.kind === "init" || message.kind === "port") {
      this.peer = new Peer(port).handle("who", async () => this.number);
    }
  }

  say(topic, data = {}) {
    this.dispatchEvent(new MessageEvent("message", { data: { kind: "note", topic, data } }));
  }

  terminate() {
    this.terminated = true;
  }
}

function engineHouse(options = {}) {
  const workers = [];
  const ports = [];
  const states = [];
  const keeper = superviseEngine({
    spawn: () => new FakeWorker(workers),
    onPort: (port) => {
      ends.push(() => port.close());
      ports.push(new Peer(port));
    },
    onWorker: (_kind, state) => states.push(state),
    delays_ms: [0, 0],
    ...options,
  });
  ends.push(() => keeper.end());
  return { workers, ports, states, keeper };
}

test("an engine is started and answers on its port", async () => {
  const { workers, ports, states } = engineHouse();
  workers[0].say("worker.boot");
  workers[0].say("worker.ready");
  assert.equal(await ports[0].call("who"), 1);
  assert.deepEqual(states, ["starting", "starting", "ready"]);
});

const DEATHS = {
  "an error event": (worker) =>
    worker.dispatchEvent(Object.assign(new Event("error"), { message: "bang" })),
  "its lifeline": (worker) => {
    worker.say("worker.boot");
    locks.release(worker.lock);
  },
  "its own last note": (worker) => worker.say("worker.lost", { message: "bye" }),
};
for (const [sign, die] of Object.entries(DEATHS)) {
  test(`a death told by ${sign} brings a new engine and a new port`, async () => {
    const { workers, ports } = engineHouse();
    die(workers[0]);
    const waiting = ports[1].call("who");
    assert.equal(await waiting, 2);
    assert.equal(workers[0].terminated, true);
    await sleep(50);
    assert.equal(workers.length, 2);
  });
}

test("each engine after one that lost the graphics card is told so, and none before", async () => {
  const { workers } = engineHouse();
  const told = () => workers.map(({ messages }) => messages[0].cardLost);
  workers[0].say("worker.lost", { message: "bye", cardLost: false });
  await sleep(50);
  workers[1].say("worker.lost", { message: "bye", cardLost: true });
  await sleep(50);
  assert.deepEqual(told(), [false, false, true]);
});

test("an engine that keeps dying is given up; its last port fails at once; restart brings another", async () => {
  const { workers, ports, states, keeper } = engineHouse();
  for (let round = 0; round < 3; round += 1) {
    workers.at(-1).say("worker.lost", { message: "again" });
    await sleep(50);
  }
  assert.equal(states.at(-1), "failed");
  assert.equal(workers.length, 3);
  await assert.rejects(ports.at(-1).call("who"), { code: "engine.lost", message: "again" });
  keeper.restart();
  assert.equal(await ports.at(-1).call("who"), 4);
});

test("a kill is not counted as a death", async () => {
  const { workers, ports, states, keeper } = engineHouse();
  for (let round = 0; round < 6; round += 1) {
    keeper.kill();
    await sleep(50);
  }
  assert.equal(workers.length, 7);
  assert.ok(!states.includes("failed"));
  assert.equal(await ports.at(-1).call("who"), 7);
});

test("what an old worker says after its end changes nothing", async () => {
  const { workers } = engineHouse();
  workers[0].say("worker.lost");
  await sleep(50);
  workers[0].say("worker.lost");
  workers[0].dispatchEvent(Object.assign(new Event("error"), { message: "late" }));
  await sleep(50);
  assert.equal(workers.length, 2);
  assert.equal(workers[1].terminated, false);
});

function fullHouse() {
  const engines = [];
  const minds = [];
  const peers = [];
  const states = [];
  const keeper = supervise({
    mind: { entry: "app.main", baseUrl: "https://site.test/", boot: "auto" },
    spawn: { engine: () => new FakeWorker(engines), mind: () => new FakeWorker(minds) },
    onMind: (peer) => peers.push(peer),
    onWorker: (kind, state) => states.push(`${kind} ${state}`),
    delays_ms: [0, 0],
  });
  ends.push(() => keeper.end());
  return { engines, minds, peers, states, keeper };
}

test("the mind gets its init and a port to the engine", async () => {
  const { minds } = fullHouse();
  const [init] = minds[0].messages;
  assert.equal(init.kind, "init");
  assert.equal(init.entry, "app.main");
  assert.match(init.lock, /^hearthside-mind-/);
  assert.equal(await minds[0].peer.call("who"), 1);
});

test("a lost engine: the mind gets a new port before it is told, so that it never asks the dead", async () => {
  const { engines, minds } = fullHouse();
  engines[0].say("worker.lost", { message: "broken" });
  const [, port, note] = minds[0].messages;
  assert.equal(note.topic, "worker.lost");
  assert.deepEqual(note.data, {
    worker: "engine",
    code: "engine.lost",
    message: "broken",
    detail: "",
    final: false,
  });
  assert.deepEqual([port.kind, port.pipe], ["port", "engine"]);
  assert.equal(await minds[0].peer.call("who"), 2);
});

test("a lost mind: its calls fail with mind.lost, and a new one is linked to the same engine", async () => {
  const { engines, minds, peers } = fullHouse();
  const call = peers[0].call("app.start");
  minds[0].say("worker.lost", { message: "memory" });
  await assert.rejects(call, { code: "mind.lost", message: "memory" });
  await sleep(50);
  assert.equal(engines.length, 1);
  assert.equal(await minds[1].peer.call("who"), 1);
  assert.equal(peers.length, 2);
});

test("the mind may ask for the hard end of an engine that hangs", async () => {
  const { engines, minds } = fullHouse();
  minds[0].say("worker.kill", { worker: "engine" });
  assert.equal(engines[0].terminated, true);
  assert.equal(await minds[0].peer.call("who"), 2);
});
