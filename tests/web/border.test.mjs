/**
 * @file The border to Python: bytes lie beside the text, and a message comes back as it went.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { read, write } from "../../web/mind/border.js";

const file = Uint8Array.from({ length: 256 }, (_, i) => i);

test("plain messages are plain JSON with nothing beside it", () => {
  const message = { kind: "call", id: 1, op: "step", args: { ids: [1, 2], none: null, text: "é" } };
  const { text, buffers } = write(message);
  assert.equal(text, JSON.stringify(message));
  assert.deepEqual(buffers, []);
  assert.deepEqual(read(text, buffers), message);
});

test("bytes stand beside the text, in order, and come back in their places", () => {
  const message = { data: { name: "a.xlsx", content: file }, more: [new Uint8Array(0), null] };
  const { text, buffers } = write(message);
  assert.ok(text.length < 100, text);
  assert.deepEqual(buffers, [file, new Uint8Array(0)]);
  assert.deepEqual(read(text, buffers), message);
});

test("a view gives its own part of its buffer, and floats give their bytes", () => {
  const { buffers } = write([file.subarray(2, 4), new Float32Array([1])]);
  assert.deepEqual([...buffers[0]], [2, 3]);
  assert.deepEqual([...buffers[1]], [0, 0, 128, 63]);
});

test("what only looks like a mark is plain data where there are no bytes", () => {
  const message = { kept: { $bytes: 0 } };
  const { text, buffers } = write(message);
  assert.deepEqual(read(text, buffers), message);
});
