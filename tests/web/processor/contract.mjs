// The contract of a decoder, over all that compute one model: the first is what the others are held to. Holds no test.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Adapters } from "../../../web/engine/decoder/adapters.js";
import { Caches } from "../../../web/engine/decoder/caches.js";
import { score, step } from "../../../web/engine/decoder/inference.js";
import { difference } from "../../../web/engine/selftest.js";
import { adapterFor } from "./adapter.mjs";

const never = new AbortController().signal;
export const IDS = Array.from({ length: 100 }, (_, at) => (at * 37) % 700);
const RANKS = [8, 6];

/** What inference.js asks of a model, over one decoder. */
async function house(manifest, open) {
  const decoder = await open();
  const caches = new Caches(
    (adapter) => decoder.empty(adapter),
    (tensors, length) => decoder.cut(tensors, length),
  );
  const adapters = new Adapters(decoder);
  const run = (past, ids, question) => decoder.run(past, ids, question);
  const asked = { manifest, plan: decoder.plan, table: null, run };
  return {
    decoder,
    caches,
    adapters,
    step: (args, signal = never) => step(asked, caches, args, signal),
    score: (args) => score(asked, caches, args, never),
    withAdapter: (rank) => adapters.get(adapters.load(adapterFor(manifest, rank))),
  };
}

export function assertClose(found, wanted, tolerance) {
  assert.equal(found.length, wanted.length);
  for (const [at, value] of found.entries())
    assert.ok(Math.abs(value - wanted[at]) <= tolerance, `${at}: ${value}, not ${wanted[at]}`);
}

/** Every answer of the contract, so that decoders can be held against each other. */
async function answers({ decoder, caches, step, score }, adapter = null) {
  const cache = caches.open(adapter);
  const want_hidden = decoder.hidden !== false;
  const whole = await step({
    cache,
    ids: IDS,
    top_k: 8,
    ask_ids: [1, 2],
    want_log_z: true,
    want_hidden,
  });
  const scores = await score({ cache, continuations: [[5], [5, 6, 7], IDS.slice(0, 45)] });
  return { whole, ...scores };
}

/**
 * @param {object} model its `manifest`
 * @param {Record<string, () => Promise<any>>} decoders by name @param {number} tolerance of logits between them
 */
export async function holdAll({ manifest }, decoders, tolerance) {
  const first = await house(manifest, Object.values(decoders)[0]);
  const ranks = manifest.adapters ? RANKS : [];
  const wanted = {
    plain: await answers(first),
    adapted: await Promise.all(ranks.map((rank) => answers(first, first.withAdapter(rank)))),
  };
  for (const [name, open] of Object.entries(decoders)) {
    const it = (what, body) =>
      test(`${name}: ${what}`, async () => {
        const home = await house(manifest, open);
        try {
          await body(home);
        } finally {
          await home.decoder.release();
        }
      });
    holdPlain(it, manifest, wanted, tolerance);
    holdCaches(it);
    holdProposed(it, tolerance);
    if (ranks.length > 0) holdAdapters(it, manifest, wanted, tolerance);
  }
}

/** All that two decoders say is the same. */
function assertSame(found, wanted, tolerance) {
  assert.deepEqual(found.whole.top_ids, wanted.whole.top_ids);
  for (const key of ["top_logits", "asked_logits", "hidden"])
    assertClose(found.whole[key], wanted.whole[key], tolerance);
  assertClose([found.whole.log_z], [wanted.whole.log_z], tolerance);
  for (const [at, row] of found.log_probs.entries())
    assertClose(row, wanted.log_probs[at], tolerance);
}

function holdPlain(it, manifest, wanted, tolerance) {
  it("meets the golden values of its makers", async ({ decoder }) => {
    const { selftest } = manifest;
    const first = await decoder.run(decoder.empty(), selftest.ids.slice(0, -1), { rows: 0 });
    const last = await decoder.run(first.state, selftest.ids.slice(-1), { rows: 1 });
    assert.equal(first.logits.length, 0);
    assert.equal(first.hidden.length, 0);
    assert.equal(difference(last.logits, selftest, tolerance), "");
  });

  it("says what the other says, past the window and in several chunks", async (home) => {
    assertSame(await answers(home), wanted.plain, tolerance);
  });

  it("reads on from a cut and from a fork as from the whole", async ({ caches, step }) => {
    const cache = caches.open();
    await step({ cache, ids: IDS.slice(0, 50) });
    const fork = caches.fork(cache);
    await step({ cache, ids: [9, 8, 7] });
    caches.cut(cache, 41);
    const ask = { top_k: 8 };
    const cut = await step({ cache, ids: IDS.slice(41), ...ask });
    const forked = await step({ cache: fork, ids: IDS.slice(50), ...ask });
    const fresh = caches.open();
    const whole = await step({ cache: fresh, ids: IDS, ...ask });
    for (const found of [cut, forked]) {
      assert.equal(found.length, IDS.length);
      assert.deepEqual(found.top_ids, whole.top_ids);
      assertClose(found.top_logits, whole.top_logits, tolerance);
    }
  });
}

function holdCaches(it) {
  it("leaves a cache as it was when it is stopped in the middle of a step", async (home) => {
    const { decoder, caches, step } = home;
    const cache = caches.open();
    await step({ cache, ids: [9, 8, 7] });
    const ask = { cache, ids: IDS, top_k: 8, advance: false };
    const before = await step(ask);
    const memory = decoder.memory_bytes;
    for (let times = 0; times < 20; times += 1) {
      const stop = new AbortController();
      const asked = step(ask, stop.signal);
      setImmediate(() => stop.abort());
      await assert.rejects(asked, { code: "call.stopped" });
    }
    const after = await step(ask);
    assert.deepEqual(after, { ...before, engine_ms: after.engine_ms });
    assert.equal(decoder.memory_bytes, memory, "pages of stopped steps are free again");
  });

  it("leaves what was before a run as it was", async ({ decoder }) => {
    const start = await decoder.run(decoder.empty(), IDS.slice(0, 40), { rows: 0 });
    const next = (state, ids) => decoder.run(state, ids, { rows: 1 });
    const before = await next(start.state, [11]);
    const other = await next(start.state, [300, 301, 302]);
    const more = await next(before.state, [12]);
    const again = await next(start.state, [11]);
    const moreAgain = await next(again.state, [12]);
    assertClose([...again.logits], [...before.logits], 1e-6);
    assertClose([...moreAgain.logits], [...more.logits], 1e-6);
    const apart = other.logits.some((value, at) => Math.abs(value - again.logits[at]) > 0.1);
    assert.ok(apart, "other tokens give other logits");
  });
}

function holdProposed(it, tolerance) {
  it("ranks what may follow proposed tokens as steps of their own do", async (home) => {
    const { decoder, caches, step } = home;
    const cache = caches.open();
    await step({ cache, ids: IDS.slice(0, 50) });
    const fork = caches.fork(cache);
    const [id, ...proposed] = IDS.slice(50, 66);
    const { top_ids, top_logits, ahead, length } = await step({
      ...{ cache, ids: [id], top_k: 8, proposed },
    });
    assert.equal(length, 66);
    const found = [{ ids: top_ids, values: top_logits }, ...ahead];
    for (const [at, one] of [id, ...proposed].entries()) {
      const alone = await step({ cache: fork, ids: [one], top_k: 8 });
      assert.deepEqual(found[at].ids, alone.top_ids);
      assertClose(found[at].values, alone.top_logits, decoder.batchInvariant ? 0 : tolerance);
    }
    const next = async (one) => {
      caches.cut(one, 53);
      return (await step({ cache: one, ids: [9], top_k: 8 })).top_logits;
    };
    assertClose(await next(cache), await next(fork), decoder.batchInvariant ? 0 : tolerance);
  });
}

function holdAdapters(it, manifest, wanted, tolerance) {
  it("computes with adapters of any rank, in turn, and without as before", async (home) => {
    const placed = RANKS.map((rank) => home.withAdapter(rank));
    for (const [at, adapter] of placed.entries())
      assertSame(await answers(home, adapter), wanted.adapted[at], tolerance);
    assertSame(await answers(home), wanted.plain, tolerance);
    assertSame(await answers(home, placed[0]), wanted.adapted[0], tolerance);
    assert.notDeepEqual(wanted.adapted[0].whole.top_logits, wanted.plain.whole.top_logits);
  });

  it("keeps an adapter in forks and cuts; its caches end with it", async (home) => {
    const { caches, adapters, step } = home;
    const number = adapters.load(adapterFor(manifest, 8));
    const cache = caches.open(adapters.get(number));
    await step({ cache, ids: IDS.slice(0, 50) });
    const fork = caches.fork(cache);
    caches.cut(cache, 0);
    for (const [id, ids] of [
      [cache, IDS],
      [fork, IDS.slice(50)],
    ])
      assertClose(
        (await step({ cache: id, ids, top_k: 8 })).top_logits,
        wanted.adapted[0].whole.top_logits,
        tolerance,
      );
    const base = caches.open();
    caches.closeOf(adapters.unload(number));
    assert.equal(caches.count, 1);
    assert.throws(() => adapters.get(number), { code: "call.invalid" });
    await step({ cache: base, ids: IDS });
  });
}

/** The processor gives the same bits with any number of threads, alone and in chunks. @param {(threads: number) => Promise<any>} open */
export async function assertSameBits({ manifest }, open) {
  const bits = [];
  for (const threads of [1, 2, 4]) {
    const decoder = await open(threads);
    const whole = await decoder.run(decoder.empty(), IDS, { rows: IDS.length, hidden: true });
    const singles = [];
    let { state } = { state: decoder.empty() };
    for (const id of IDS) {
      const one = await decoder.run(state, [id], { rows: 1, hidden: true });
      singles.push(...one.logits);
      state = one.state;
      if (singles.length === whole.logits.length) assert.deepEqual(one.hidden, whole.hidden);
    }
    assert.deepEqual(Float32Array.from(singles), whole.logits);
    bits.push(whole.logits);
    const adapter = manifest.adapters ? decoder.place(adapterFor(manifest, 8)) : null;
    const other = await decoder.run(decoder.empty(adapter), IDS, { rows: 1, hidden: false });
    bits.at(-1).set(other.logits);
    await decoder.release();
  }
  assert.deepEqual(bits[1], bits[0]);
  assert.deepEqual(bits[2], bits[0]);
}
