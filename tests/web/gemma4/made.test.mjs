// Pixels and samples become what Hugging Face's processors make of them (tests/unit/adapters/media/make_golden.py).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { logMels } from "../../../web/engine/media/audio.js";
import { patchesOf } from "../../../web/engine/media/image.js";
import { readModel } from "./graphs.mjs";

const place = new URL("../../unit/adapters/media/golden.json", import.meta.url);
const golden = JSON.parse(await readFile(place, "utf8"));
const { image, audio } = (await readModel()).manifest.media;

/** As rules.py draws them. */
const pixel = (at) => (at * 31 + Math.floor(at / 256) * 17 + Math.floor(at / 65536) * 5) % 256;
const sample = (at) => (((at * at * 3 + at * 577) % 16384) - 8192) / 16384;
const rgba = (width, height) =>
  Uint8Array.from({ length: 4 * width * height }, (_, at) => pixel(at));
const sound = (count) => Float32Array.from({ length: count }, (_, at) => sample(at));

test("pixels become their patches", () => {
  for (const { width, height, patches, soft_tokens, kept } of golden.pictures) {
    const made = patchesOf(rgba(width, height), width, height, image);
    assert.deepEqual([made.patches, made.tokens], [patches, soft_tokens]);
    for (const { patch, place, bytes } of kept) {
      assert.deepEqual([...made.places.subarray(2 * patch, 2 * patch + 2)].map(Number), place);
      const numbers = made.numbers.subarray(768 * patch, 768 * (patch + 1));
      assert.deepEqual(
        numbers,
        Float32Array.from(bytes, (byte) => byte / 255),
      );
    }
  }
});

test("another picture than said, and one that does not fit, is refused", () => {
  const whole = rgba(96, 48);
  const refused = (data, width, height, message, facts = image) =>
    assert.throws(() => patchesOf(data, width, height, facts), { code: "call.invalid", message });
  refused(whole.subarray(1), 96, 48, /is not 96 by 48/);
  refused(whole, 48, 48, /is not/);
  refused(whole, -96, -48, /is not/);
  refused(whole, undefined, 48, /is not/);
  refused(new Uint8Array(0), 0, 48, /is not/);
  refused(rgba(64, 48), 64, 48, /multiples of 48/);
  refused(whole, 96, 48, /too many/, { ...image, budgets: [1] });
});

test("samples become their mels", () => {
  for (const { samples, frames, heard, mean, kept } of golden.sounds) {
    const made = logMels(sound(samples), audio);
    assert.deepEqual([made.frames, made.heard.reduce((a, b) => a + b)], [frames, heard]);
    const { mels } = made;
    const sum = mels.subarray(0, heard * 128).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum / (heard * 128) - mean) < 1e-4, `${samples}: mean ${sum / heard / 128}`);
    assert.ok(mels.subarray(heard * 128).every((number) => number === 0));
    for (const { frame, mels: wanted } of kept)
      for (const [at, number] of wanted.entries()) {
        const found = mels[frame * 128 + at];
        assert.ok(
          Math.abs(found - number) < 1e-4,
          `${samples} ${frame} ${at}: ${found}, ${number}`,
        );
      }
  }
});

test("a sound without a whole frame is refused", () => {
  for (const count of [0, 1, 160])
    assert.throws(() => logMels(sound(count), audio), {
      code: "call.invalid",
      message: /too short/,
    });
});
