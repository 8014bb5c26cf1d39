// Pictures and sounds in the page, as far as they need no browser: channels, levels, refusals.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MediaHands } from "../../../app/page/media/hands.js";
import { Hush } from "../../../app/page/media/hush.js";
import { levelOf } from "../../../app/page/media/recording.js";
import { from, mono } from "../../../app/page/media/sounds.js";

test("several channels become their mean", () => {
  const channels = [Float32Array.of(1, 0, -1), Float32Array.of(0, 0, -0.5)];
  const decoded = { numberOfChannels: 2, length: 3, getChannelData: (at) => channels[at] };
  assert.deepEqual([...mono(decoded)], [0.5, 0, -0.75]);
});

test("a level runs from silence to full, and no further", () => {
  assert.equal(levelOf(new Float32Array(100)), 0);
  assert.equal(levelOf(new Float32Array(100).fill(0.125)), 50);
  assert.equal(levelOf(new Float32Array(100).fill(1)), 100);
});

/** Until when a recording goes on, of levels that come ten times a second; Infinity where it ends by hand. */
function overAt(levels, facts) {
  const hush = new Hush({ level: 10, after_s: 1, before_s: 0.3, ...facts });
  const at = levels.findIndex((level, place) => hush.hears(level, place / 10));
  return { over_s: at < 0 ? Number.POSITIVE_INFINITY : at / 10, from_s: hush.from_s };
}

const quiet = (count) => Array(count).fill(2);
const loud = (count) => Array(count).fill(40);

test("a recording ends when nobody speaks any more, and begins a little before they did", () => {
  const spoken = [...quiet(20), ...loud(15), ...quiet(8), ...loud(2), ...quiet(30)];
  assert.deepEqual(overAt(spoken), { over_s: 5.4, from_s: 1.7 });
  assert.deepEqual(overAt(spoken, { before_s: 5 }), { over_s: 5.4, from_s: 0 });
  assert.equal(overAt(spoken, { after_s: 0.5 }).over_s, 3.9);
});

test("it waits for the first word, and goes on where it is to end by hand, with all of it", () => {
  const ever = Number.POSITIVE_INFINITY;
  assert.deepEqual(overAt(quiet(600)), { over_s: ever, from_s: 0 });
  assert.deepEqual(overAt([...quiet(20), ...loud(5), ...quiet(90)], { after_s: 0 }), {
    over_s: ever,
    from_s: 0,
  });
  assert.equal(overAt([...loud(5), ...quiet(90)], { level: 50 }).over_s, ever);
});

test("what comes before is cut off", () => {
  const sound = { samples: Float32Array.from({ length: 32_000 }, (_, at) => at), seconds: 2 };
  const cut = from(sound, 0.5);
  assert.deepEqual([cut.seconds, cut.samples[0], sound.samples.length], [1.5, 8000, 32_000]);
  assert.equal(from(sound, 9).samples.length, 0);
});

/** Hands, and all that they told. */
function hands() {
  const told = [];
  return {
    told,
    hands: new MediaHands(
      (name, data) => told.push([name, data]),
      () => {},
    ),
  };
}

test("an empty file is refused by name, and nothing is held", async () => {
  const { told, hands: media } = hands();
  await media.take("look.given", new Blob([]), "none.png");
  assert.deepEqual(told[0], ["look.given", { id: "1", filename: "none.png", opening: "yes" }]);
  assert.equal(told[1][1].refused, "empty");
  media.announceAgain();
  assert.equal(told.length, 2);
});

test("what was put away before it was opened is told no more, and the next one is", async () => {
  const { told, hands: media } = hands();
  const all = ["one", "two", "three"].map((name) => media.take("look.given", new Blob([]), name));
  media.forget({ ids: ["1", "2", "9"] });
  await Promise.all(all);
  const ends = told.filter(([, data]) => data.refused);
  assert.deepEqual(
    ends.map(([, data]) => data.filename),
    ["three"],
  );
});

test("what is not held is answered without bytes", () => {
  const { told, hands: media } = hands();
  media.pixels({ id: "7", width: 48, height: 96 });
  media.samples({ id: "7" });
  assert.deepEqual(told, [
    ["media.pixels", { id: "7", width: "48", height: "96" }],
    ["media.samples", { id: "7" }],
  ]);
});

test("without a microphone a recording is refused, and it is told that none runs", async () => {
  const { told, hands: media } = hands();
  await media.record({
    event: "look.given",
    target: "look-level",
    hush: { level: 5, after_s: 3, before_s: 0.5 },
  });
  assert.deepEqual(told[0], ["media.recording", { on: "" }]);
  assert.equal(told[1][1].refused, "microphone-none");
});
