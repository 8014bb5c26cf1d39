// Samples at a model's rate: as they would be, whatever pieces they come in, without what is above.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Gathered } from "../../../app/page/media/recording.js";
import { Resampler } from "../../../app/page/media/samples.worklet.js";

const TO_HZ = 16_000;
const EDGE = 40; // samples; at its begin and end silence is among those around

const tone = (rate_hz, hz, seconds = 0.25) =>
  Float32Array.from({ length: rate_hz * seconds }, (_, at) =>
    Math.sin((2 * Math.PI * hz * at) / rate_hz),
  );

/** The samples made of all, which come in pieces of such lengths, over and over. */
function resampled(samples, from_hz, lengths) {
  const resampler = new Resampler(from_hz, TO_HZ);
  const made = [];
  for (let at = 0, turn = 0; at < samples.length; turn++) {
    const end = at + lengths[turn % lengths.length];
    made.push(...resampler.feed(samples.subarray(at, end)));
    at = end;
  }
  return made;
}

const loudest = (samples) => Math.max(...samples.slice(EDGE, -EDGE).map(Math.abs));

for (const from_hz of [48_000, 44_100, 96_000, 16_000, 8_000, 11_025])
  test(`a tone of ${from_hz} Hz is the same tone of 16 kHz, in its place`, () => {
    const made = resampled(tone(from_hz, 1000), from_hz, [2048]);
    assert.ok(Math.abs(made.length - TO_HZ / 4) < EDGE, `${made.length} samples`);
    const wanted = tone(TO_HZ, 1000);
    assert.ok(loudest(made.map((one, at) => one - wanted[at])) < 0.002);
  });

test("the pieces in which it comes make no difference", () => {
  const samples = tone(44_100, 700);
  const whole = resampled(samples, 44_100, [samples.length]);
  assert.deepEqual(resampled(samples, 44_100, [1, 127, 0, 640, 3, 128]), whole);
});

test("what 16 kHz cannot carry is left out, and does not come back as another tone", () => {
  for (const from_hz of [48_000, 44_100])
    assert.ok(loudest(resampled(tone(from_hz, 10_000), from_hz, [2048])) < 0.01);
});

test("silence stays silence, and nothing is nothing", () => {
  assert.deepEqual([...new Resampler(48_000, TO_HZ).feed(new Float32Array(0))], []);
  assert.equal(loudest(resampled(new Float32Array(4800), 48_000, [128])), 0);
});

test("small pieces are told as larger ones, and the rest when it is over", () => {
  const told = [];
  const gathered = new Gathered(5, (samples) => told.push([...samples]));
  for (const one of [1, 2, 3]) gathered.add(Float32Array.of(one, one));
  gathered.add(Float32Array.of(4));
  gathered.rest();
  gathered.rest();
  assert.deepEqual(told, [[1, 1, 2, 2, 3, 3], [4]]);
});
