// Images and sounds in a text that the tiny Gemma 4 reads: encoded, placed, split by chunks, refused where they are wrong.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { language } from "../../../web/engine/decoder/operations.js";
import { Media } from "../../../web/engine/media/media.js";
import { softOf } from "../../../web/engine/media/placing.js";
import { Op } from "../../../web/wire/wire.gen.js";
import { house, never, readModel } from "./graphs.mjs";

const model = await readModel();
const { manifest } = model;
const home = await house(model);
const { caches, step, score, encode, media } = home;
after(() => home.whole.release());

const { image, audio } = manifest.media;
const WORDS = Array.from({ length: 40 }, (_, at) => (at * 37) % 700);
const CLOSE = 1e-3;
const CHUNK_TOKENS = 32;

/** A picture of 144 by 192 pixels: 12 soft tokens. */
const picture = (seed = 31) => ({
  kind: "image",
  width: 144,
  height: 192,
  rgba: Uint8Array.from({ length: 4 * 144 * 192 }, (_, at) => (at * seed) % 251),
});
const sound = (count = 16_000) => ({
  kind: "audio",
  rate_hz: 16_000,
  samples: Float32Array.from({ length: count }, (_, at) => Math.sin(at * at * 1e-6)),
});

const placed = ({ begin_id, place_id, end_id }, tokens) => [
  begin_id,
  ...Array(tokens).fill(place_id),
  end_id,
];

/** Words, a picture that a chunk of 32 tokens cuts in two, words, a sound, words. */
async function prompt() {
  const [seen, heard] = [await encode(picture()), await encode(sound())];
  const before = [...WORDS.slice(0, 25), ...placed(image, seen.tokens), ...WORDS.slice(25, 33)];
  const ids = [...before, ...placed(audio, heard.tokens), ...WORDS.slice(33)];
  const all = [
    [seen.media, 0, seen.tokens],
    [heard.media, 0, heard.tokens],
  ];
  assert.ok(26 < CHUNK_TOKENS && CHUNK_TOKENS < 26 + seen.tokens);
  return { ids, media: all, seen, heard };
}

function assertClose(found, wanted, tolerance = CLOSE) {
  assert.deepEqual(found.top_ids, wanted.top_ids);
  for (const [at, value] of found.top_logits.entries())
    assert.ok(Math.abs(value - wanted.top_logits[at]) <= tolerance, `${value}`);
}

const far = (one, other) =>
  one.top_logits.some((value, at) => Math.abs(value - other.top_logits[at]) > 0.01);

test("a picture and a sound become as many soft tokens as they are long", async () => {
  const seen = await encode(picture());
  assert.equal(seen.tokens, 12);
  assert.equal((await encode(sound())).tokens, 25);
  assert.equal((await encode(sound(480_000))).tokens, 750);
  assert.notEqual((await encode(picture())).media, seen.media);
});

test("what is read with media is the same in chunks, in pieces, after a cut and in a fork", async () => {
  const { ids, media: all, seen, heard } = await prompt();
  const whole = await step({ cache: caches.open(), ids, media: all, top_k: 8 });
  const soft = softOf(media, ids, 0, all);
  const once = await home.decoder.run(home.decoder.empty(), ids, { rows: 1 }, soft);
  const top_logits = whole.top_ids.map((id) => once.logits[id]);
  assertClose(whole, { top_ids: whole.top_ids, top_logits });
  const cache = caches.open();
  await step({ cache, ids: ids.slice(0, 30), media: [[seen.media, 0, 4]] });
  await step({ cache, ids: ids.slice(30, 31), media: [[seen.media, 4, 1]] });
  const rest = [
    [seen.media, 5, 7],
    [heard.media, 0, 12],
  ];
  await step({ cache, ids: ids.slice(31, 60), media: rest });
  const fork = caches.fork(cache);
  await step({ cache, ids: WORDS });
  caches.cut(cache, 29);
  const again = [
    [seen.media, 3, 9],
    [heard.media, 0, 25],
  ];
  const ask = { top_k: 8 };
  assertClose(await step({ cache, ids: ids.slice(29), media: again, ...ask }), whole);
  const last = [[heard.media, 12, 13]];
  assertClose(await step({ cache: fork, ids: ids.slice(60), media: last, ...ask }), whole);
});

test("another picture, and another sound, is another text", async () => {
  const { ids, media: all } = await prompt();
  const ask = { ids, top_k: 8 };
  const whole = await step({ cache: caches.open(), media: all, ...ask });
  const other = await encode(picture(77));
  const seen = await step({ cache: caches.open(), media: [[other.media, 0, 12], all[1]], ...ask });
  assert.ok(far(seen, whole));
  const loud = sound();
  const louder = await encode({ ...loud, samples: loud.samples.map((number) => number * 0.1) });
  const heard = await step({
    cache: caches.open(),
    media: [all[0], [louder.media, 0, 25]],
    ...ask,
  });
  assert.ok(far(heard, whole));
});

test("an encoder is fetched and opened when the first of its kind comes, and goes before a text is read", async () => {
  const fresh = await house(model);
  assert.deepEqual([fresh.brought, fresh.runtime.open], [[], ["decoder_model_merged"]]);
  await fresh.encode(picture());
  await fresh.encode(picture(7));
  assert.deepEqual(fresh.brought, ["image"], "one session for both");
  await fresh.encode(sound());
  assert.deepEqual(fresh.runtime.open, ["decoder_model_merged", "audio_encoder"]);
  await fresh.step({ cache: fresh.caches.open(), ids: [1] });
  assert.deepEqual(fresh.runtime.open, ["decoder_model_merged"]);
  await fresh.whole.release();
  assert.deepEqual(fresh.runtime.open, []);
});

test("an encoder's files come beside the queue, and nothing is opened for them", async () => {
  const fresh = await house(model);
  const asked = { signal: never, part: () => {} };
  await fresh.media.fetch({ kind: "audio" }, asked);
  assert.deepEqual([fresh.brought, fresh.runtime.open], [["audio"], ["decoder_model_merged"]]);
  await fresh.encode(sound());
  await fresh.media.fetch({ kind: "audio" }, asked);
  assert.deepEqual(fresh.brought, ["audio", "audio"], "what is open is here");
  await assert.rejects(fresh.media.fetch({ kind: "film" }, asked), { code: "call.invalid" });
  assert.ok(Op.MEDIA_FETCH in language.direct && Op.MEDIA_ENCODE in language.queued);
  await fresh.whole.release();
});

test("an encoder goes with the last that was encoded, where nobody asked about it", async () => {
  const fresh = await house(model);
  const close = (media) => language.queued[Op.MEDIA_CLOSE](fresh.whole, { media });
  const [one, other] = [await fresh.encode(picture()), await fresh.encode(picture(7))];
  await close(one.media);
  assert.deepEqual(fresh.runtime.open, ["decoder_model_merged", "vision_encoder"]);
  await close(other.media);
  assert.deepEqual(fresh.runtime.open, ["decoder_model_merged"]);
  await fresh.whole.release();
});

test("a placeholder without media, and media without a placeholder, are refused before anything runs", async () => {
  const { ids, media: all, seen, heard } = await prompt();
  const cache = caches.open();
  const refused = (media, code = "call.invalid") =>
    assert.rejects(step({ cache, ids, media, top_k: 1 }), { code });
  for (const media of [[], [all[0]], [all[1], all[0]], [...all, all[0]]]) await refused(media);
  for (const [first, count] of [
    [0, 11],
    [0, 13],
    [1, 12],
    [-1, 12],
    [0, 0],
    [0.5, 12],
    ["0", 12],
  ])
    await refused([[seen.media, first, count], all[1]]);
  for (const media of [null, 5, [5], [seen.media]]) await refused(media);
  await refused([[1, 0, 12], all[1]], "media.unknown");
  await assert.rejects(step({ cache, ids: [1, image.place_id] }), { code: "call.invalid" });
  await assert.rejects(step({ cache, ids: [1, 2], media: [[heard.media, 0, 1]] }), {
    code: "call.invalid",
  });
  assert.equal(caches.get(cache).state.length, 0);
  await step({ cache, ids: ids.slice(0, 30), media: [[seen.media, 0, 4]] });
  await assert.rejects(score({ cache, continuations: [[1]] }), { code: "call.invalid" });
  const rest = [[seen.media, 4, 8], all[1]];
  await step({ cache, ids: ids.slice(30), media: rest });
  const places = { cache, continuations: [[1, audio.place_id]] };
  await assert.rejects(score(places), { code: "call.invalid" });
  assert.equal((await score({ cache, continuations: [[1]] })).log_probs.length, 1);
});

test("what is no picture and no sound is refused", async () => {
  const refused = (args, message) =>
    assert.rejects(encode(args), { code: "call.invalid", message });
  await refused({ kind: "film" }, /image or a sound/);
  await refused({ ...picture(), width: 145 }, /is not 145 by 192/);
  await refused({ ...picture(), rgba: "red" }, /bytes/);
  await refused({ ...sound(), rate_hz: 44_100 }, /16000 samples a second/);
  await refused({ ...sound(), samples: Float32Array.of(Number.NaN) }, /finite/);
  await refused(sound(100), /too short/);
});

test("what was closed is gone, and a new mind has nothing open", async () => {
  const [seen, other] = [await encode(picture()), await encode(picture())];
  media.close(seen.media);
  for (const id of [seen.media, undefined, "x"])
    assert.throws(() => media.close(id), { code: "media.unknown" });
  home.whole.reset();
  assert.throws(() => media.close(other.media), { code: "media.unknown" });
});

test("a stop before the encoder runs leaves nothing behind", async () => {
  const stop = new AbortController();
  const asked = encode(picture(), stop.signal);
  stop.abort();
  await assert.rejects(asked, { code: "call.stopped" });
});

test("features that are none are the engine's fault", async () => {
  const given = (features) => new Media(manifest, { run: async () => features, release() {} });
  const failed = { code: "engine.failed" };
  for (const features of [new Float32Array(64 * 11), new Float32Array(64 * 12).fill(Number.NaN)])
    await assert.rejects(given(features).encode(picture(), { signal: never }), failed);
});
