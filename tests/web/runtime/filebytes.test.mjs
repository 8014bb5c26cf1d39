import assert from "node:assert/strict";
import { test } from "node:test";
import { FileBytes } from "../../../web/engine/runtime/filebytes.js";

const MIB = 2 ** 20;

/** A file of 3 GB that is in no memory, and what was read of it. */
class FarFile {
  /** @type {number[]} bytes of each reading */
  read = [];

  constructor(from = 0, to = 3_000_000_000, read = this.read) {
    Object.assign(this, { from, size: to - from, read });
  }

  slice(from = 0, to = this.size) {
    const end = Math.min(to, this.size);
    return new FarFile(this.from + from, this.from + end, this.read);
  }

  async arrayBuffer() {
    this.read.push(this.size);
    return Uint8Array.from({ length: this.size }, (_, at) => (this.from + at) % 251).buffer;
  }
}

/** As ONNX Runtime's JSPI build reads a tensor (its mjs, "Failed to load external data"). */
async function tensorOf(blob, from, bytes) {
  const stream = blob.slice(from, from + bytes).stream();
  assert.throws(() => stream.getReader({ mode: "byob" }), TypeError);
  const reader = stream.getReader();
  const array = new Uint8Array(bytes);
  for (let at = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return array;
    array.set(value, at);
    at += value.byteLength;
  }
}

test("of a file is read what tensors want, when they want it, and a piece at once", async () => {
  const far = new FarFile();
  const bytes = new FileBytes(far);
  // What transformers.js's ONNX Runtime does with weights, before a build has them.
  assert.ok(bytes instanceof Uint8Array && !(bytes instanceof Blob));
  assert.equal(bytes.file.size, 3_000_000_000);
  assert.deepEqual(far.read, []);
  const places = [
    [2_500_000_000, 2 * MIB + 5],
    [2_999_999_990, 10],
    [7, MIB],
  ];
  for (const [from, length] of places) {
    const tensor = await tensorOf(bytes.file, from, length);
    assert.equal(
      tensor.findIndex((byte, at) => byte !== (from + at) % 251),
      -1,
    );
  }
  assert.deepEqual(far.read, [MIB, MIB, 5, 10, MIB]);
});

test("what a build takes for a Blob is one, and a file that is gone says so", async () => {
  const { file } = new FileBytes(new Blob(["a whole file"]));
  assert.ok(file instanceof Blob);
  assert.equal(new TextDecoder().decode(await tensorOf(file, 2, 5)), "whole");
  const gone = new FarFile();
  FarFile.prototype.arrayBuffer = async () => {
    throw new DOMException("gone", "NotReadableError");
  };
  await assert.rejects(tensorOf(new FileBytes(gone).file, 0, 5), { name: "NotReadableError" });
});
