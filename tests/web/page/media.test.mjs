// Pictures and sounds in the page, as far as they need no browser: channels, levels, refusals.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MediaHands } from "../../../app/page/media/hands.js";
import { levelOf } from "../../../app/page/media/recording.js";
import { mono } from "../../../app/page/media/sounds.js";

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
  await media.record({ event: "look.given", target: "look-level" });
  assert.deepEqual(told[0], ["media.recording", { on: "" }]);
  assert.equal(told[1][1].refused, "microphone-none");
});
