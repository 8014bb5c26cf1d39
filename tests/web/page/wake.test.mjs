// The screen stays on while it is wanted, and no longer, however late the browser answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ScreenWake } from "../../../app/page/device/wake.js";

/** A page that can be hidden, and a browser that answers one turn later; `on` counts the locks held. */
function device({ refuses = false } = {}) {
  const page = new EventTarget();
  page.hidden = false;
  const held = new Set();
  const lockable = {
    async request() {
      await turn();
      if (refuses) throw new DOMException("low battery", "NotAllowedError");
      const lock = { released: false, release: async () => end(lock) };
      held.add(lock);
      return lock;
    },
  };
  const end = (lock) => {
    lock.released = true;
    held.delete(lock);
  };
  const see = (hidden) => {
    page.hidden = hidden;
    if (hidden) for (const lock of held) end(lock); // as browsers do
    page.dispatchEvent(new Event("visibilitychange"));
  };
  return { page, lockable, held, see };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
const turns = async () => {
  for (let at = 0; at < 6; at += 1) await turn();
};

test("it is held while it is wanted", async () => {
  const { page, lockable, held } = device();
  const wake = new ScreenWake(lockable, page);
  for (const on of [true, true, false, true, false]) {
    wake.want(on);
    await turns();
    assert.equal(held.size, Number(on));
  }
});

test("what changes while the browser answers holds in the end", async () => {
  const { page, lockable, held } = device();
  const wake = new ScreenWake(lockable, page);
  for (const on of [true, false, true, false]) wake.want(on);
  await turns();
  assert.equal(held.size, 0);
  for (const on of [true, false, true]) wake.want(on);
  await turns();
  assert.equal(held.size, 1);
});

test("a page that is seen again gets it back, but not where it is over", async () => {
  const { page, lockable, held, see } = device();
  const wake = new ScreenWake(lockable, page);
  wake.want(true);
  await turns();
  see(true);
  await turns();
  assert.equal(held.size, 0);
  see(false);
  await turns();
  assert.equal(held.size, 1);
  see(true);
  wake.want(false);
  see(false);
  await turns();
  assert.equal(held.size, 0);
});

test("a browser that cannot, and a device that refuses, are as before", async () => {
  const { page, lockable, held } = device({ refuses: true });
  for (const wake of [new ScreenWake(lockable, page), new ScreenWake(undefined, page)]) {
    wake.want(true);
    await turns();
    wake.want(false);
    await turns();
  }
  assert.equal(held.size, 0);
});
