// Rows of a head, from bytes in blocks with a float16 scale each; read once, kept within a bound.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dot, Table } from "../../web/engine/decoder/table.js";
import { float16, rounded, widened } from "../../web/engine/float16.js";

const ROWS = 1500;
const BEFORE = 7;

/** Two blocks of two columns a row; scales 1.5 and 2^-24, the smallest there is. */
function file() {
  const bytes = new Uint8Array(BEFORE + ROWS * 8);
  for (let at = 0; at < ROWS * 4; at += 1) bytes[BEFORE + at] = at % 256;
  const scales = new DataView(bytes.buffer, BEFORE + ROWS * 4);
  for (let row = 0; row < ROWS; row += 1) {
    scales.setUint16(row * 4, 0x3e00, true);
    scales.setUint16(row * 4 + 2, 0x0001, true);
  }
  return bytes;
}

/** A blob that counts how often it is read. */
class CountingBlob extends Blob {
  reads = 0;
  slice(...range) {
    this.reads += 1;
    return super.slice(...range);
  }
}

function table(bytes = file()) {
  const facts = {
    file: "table.bin",
    columns: 4,
    block: 2,
    zero_point: 128,
    bytes_offset: BEFORE,
    scales_offset: BEFORE + ROWS * 4,
  };
  return new Table(facts, new CountingBlob([bytes]));
}

const row = (id) => {
  const byte = (column) => ((id * 4 + column) % 256) - 128;
  return [byte(0) * 1.5, byte(1) * 1.5, byte(2) * 2 ** -24, byte(3) * 2 ** -24];
};

test("rows come out as the formula in the manifest says, in the order asked for", async () => {
  const rows = await table().rows([3, 0, 1499, 3]);
  assert.deepEqual(
    rows.map((one) => [...one]),
    [3, 0, 1499, 3].map(row),
  );
  assert.deepEqual(await table().rows([]), []);
});

test("a row is read once, and no more rows are kept than are worth keeping", async () => {
  const kept = table();
  await kept.rows([1, 2]);
  const reads = kept.file.reads;
  await kept.rows([2, 1]);
  assert.equal(kept.file.reads, reads);
  await kept.rows(Array.from({ length: 1023 }, (_, at) => at + 100));
  await kept.rows([1]);
  assert.equal(kept.file.reads, reads + 1023 * 2, "the one used last is still there");
  await kept.rows([2]);
  assert.equal(kept.file.reads, reads + 1024 * 2, "the other had to go");
  assert.deepEqual([kept.serves(1024), kept.serves(1025)], [true, false]);
});

test("a file that was cut short or went away is an engine that failed", async () => {
  await assert.rejects(table(file().slice(0, 100)).rows([1400]), { code: "engine.failed" });
  const gone = table();
  gone.file.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) });
  await assert.rejects(gone.rows([1]), { code: "engine.failed", detail: /NotReadable/ });
});

test("sixteen bits mean what IEEE 754 says", () => {
  const known = [
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x03ff, 1023 * 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ];
  for (const [bits, number] of known) assert.equal(float16(bits), number);
  assert.ok(Number.isNaN(float16(0x7e00)));
  const finite = known.filter(([, number]) => Number.isFinite(number));
  const bits = Uint16Array.from(finite, ([one]) => one);
  assert.deepEqual(
    [...widened(bits)],
    finite.map(([, number]) => number),
  );
});

test("a number goes to the next one of sixteen bits, to the even one of two", () => {
  const known = [
    [2049, 2048],
    [2051, 2052],
    [-2051, -2052],
    [2049.001, 2050],
    [1.5 * 2 ** -24, 2 ** -23],
    [2.5 * 2 ** -24, 2 ** -23],
    [0.1, float16(0x2e66)],
    [0, 0],
  ];
  for (const [number, next] of known) assert.equal(rounded(number), next);
});

test("the inner product is summed in float64", () => {
  const ones = new Float32Array(3).fill(1);
  assert.equal(dot(ones, Float32Array.of(2 ** 24, 1, 1)), 2 ** 24 + 2);
});
