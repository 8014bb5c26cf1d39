// Tabs that come and go, by Web Locks alone: how many others each of them counts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { watchTabs } from "../../../app/page/tabs.js";

/** Locks as navigator.locks has them: one holder a name, who waits gets it next. */
class Locks {
  /** @type {Map<string, {task: () => unknown, answer: (value: unknown) => void}[]>} */
  queues = new Map();

  request(name, ...rest) {
    const task = rest.at(-1);
    return new Promise((answer) => {
      const queue = this.queues.get(name) ?? [];
      queue.push({ task, answer });
      this.queues.set(name, queue);
      if (queue.length === 1) this.#grant(name);
    });
  }

  async #grant(name) {
    const [first] = this.queues.get(name) ?? [];
    if (!first) return;
    first.answer(await first.task());
    this.free(name);
  }

  /** The holder is gone, at once. */
  free(name) {
    this.queues.get(name)?.shift();
    if (this.queues.get(name)?.length) void this.#grant(name);
    else this.queues.delete(name);
  }

  query = async () => ({ held: [...this.queues.keys()].map((name) => ({ name })) });
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A device: tabs are opened on it, and go without a word. */
class Device {
  locks = new Locks();
  /** @type {Set<(message: {data: string}) => void>} */
  listeners = new Set();

  /** @returns {Promise<{counted: number[], lock: string, shown: () => Promise<unknown>}>} */
  async opens() {
    const { listeners } = this;
    globalThis.BroadcastChannel = class {
      heard = () => {};
      addEventListener(_type, heard) {
        this.heard = heard;
        listeners.add(heard);
      }
      postMessage(data) {
        for (const heard of listeners) if (heard !== this.heard) heard({ data });
      }
    };
    Object.defineProperty(globalThis, "navigator", {
      value: { locks: this.locks },
      configurable: true,
    });
    const page = new EventTarget();
    globalThis.document = page;
    const before = new Set(this.locks.queues.keys());
    const counted = [];
    watchTabs(
      (others) => counted.push(others),
      () => {},
    );
    const [lock] = [...this.locks.queues.keys()].filter((name) => !before.has(name));
    await settled();
    const shown = () => {
      page.dispatchEvent(new Event("visibilitychange"));
      return settled();
    };
    return { counted, lock, shown };
  }

  /** @param {{lock: string}} tab closed, crashed or killed */
  async loses({ lock }) {
    this.locks.free(lock);
    await settled();
  }
}

test("each tab counts the others, and no longer those that are gone", async () => {
  const device = new Device();
  const [first, second, third] = [await device.opens(), await device.opens(), await device.opens()];
  assert.deepEqual([first.counted, second.counted, third.counted], [[1, 2], [1, 2], [2]]);
  await device.loses(first);
  assert.deepEqual([second.counted.at(-1), third.counted.at(-1)], [1, 1]);
  await device.loses(third);
  assert.equal(second.counted.at(-1), 0);
});

test("a tab that closes while another opens is not counted for ever", async () => {
  const device = new Device();
  const closing = await device.opens();
  device.listeners.clear(); // it can hear and say nothing any more, and holds its lock still
  const opened = await device.opens();
  assert.deepEqual(opened.counted, [1]);
  await device.loses(closing);
  assert.deepEqual(opened.counted, [1, 0]);
});

test("a tab that is looked at again counts nobody twice", async () => {
  const device = new Device();
  const [first, second] = [await device.opens(), await device.opens()];
  await first.shown();
  await first.shown();
  assert.deepEqual(first.counted, [1]);
  await device.loses(second);
  await first.shown();
  assert.deepEqual(first.counted, [1, 0]);
});
