// What the matrix operations refuse, how memory comes back, and how long work is stopped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchKernel, kernelOf } from "../../../web/engine/matrices/kernel.js";
import { Memory } from "../../../web/engine/matrices/memory.js";
import { plainKernel } from "../../../web/engine/matrices/plain.js";
import { generator, House, KERNELS, madeFloats, madeRows, wasm } from "./world.mjs";

const one = { rows: Int8Array.of(1, 2), scales: Float32Array.of(1) };

/** Each is wrong; `matrix` has two columns and one row. */
const wrongCalls = (matrix) => {
  const floats = Float32Array.of(1, 1);
  const infinite = Float32Array.of(1, Number.POSITIVE_INFINITY);
  const long = new Float32Array(9000);
  const spans = [3, [3], [[0, 2]], [[-1, 0]], [[1, 0]], [[0.5, 1]], Array(2).fill([0, 1])];
  const searches = [
    { queries: Float32Array.of(1) },
    { queries: infinite },
    { queries: null },
    { k: 0 },
    { k: 65_537 },
    { k: undefined },
    { queries: new Float32Array(2 * 1025), k: 65_536 },
    ...spans.map((wrong) => ({ spans: wrong })),
  ];
  return [
    ...[undefined, 0, 8193, 2.5, "2"].map((columns) => ["matrix.open", { columns }]),
    ["matrix.add", { matrix, rows: Int8Array.of(1), scales: one.scales }],
    ["matrix.add", { matrix, rows: one.rows, scales: floats }],
    ["matrix.add", { matrix, rows: one.rows, scales: new Uint8Array(3) }],
    ["matrix.add", { matrix, rows: [1, 2], scales: one.scales }],
    ["matrix.add", { matrix, rows: one.rows, scales: Float32Array.of(Number.NaN) }],
    ...searches.map((wrong) => ["matrix.nearest", { matrix, queries: floats, k: 1, ...wrong }]),
    ["matrix.product", { a: floats, b: floats, inner: 0 }],
    ["matrix.product", { a: floats, b: floats, inner: 3 }],
    ["matrix.product", { a: floats, b: infinite, inner: 2 }],
    ["matrix.product", { a: long, b: long, inner: 1 }],
  ];
};

test("bad arguments are refused in words, and nothing is changed", async () => {
  const house = new House("simd");
  const matrix = await house.open(2, one);
  for (const [op, args] of wrongCalls(matrix)) {
    const failure = await house.call(op, args).catch((error) => error);
    assert.equal(failure.code, "call.invalid", `${op} ${JSON.stringify(args)}`);
    assert.match(failure.message, /must/);
  }
  assert.deepEqual(await house.nearest(matrix, Float32Array.of(1, 1), 3), [[[0, 3]]]);
});

test("a matrix that is closed, lost or never was is unknown", async () => {
  const house = new House("simd");
  const [first, second] = [await house.open(2, one), await house.open(2, one)];
  await house.call("matrix.close", { matrix: first });
  house.matrices.closeAll();
  for (const matrix of [first, second, 99, "1", undefined]) {
    for (const op of ["matrix.add", "matrix.nearest", "matrix.close"]) {
      const code = await house.call(op, { matrix }).catch((error) => error.code);
      assert.equal(code, "matrix.unknown");
    }
  }
  assert.ok((await house.open(2)) > second, "a number is never used twice");
});

test("matrices side by side keep their own rows", async () => {
  const random = generator(1);
  const house = new House("simd");
  const made = [256, 40, 768].map((columns) => madeRows(1500, columns, random));
  const columns = made.map(({ rows }) => rows.length / 1500);
  const open = await Promise.all(columns.map((count) => house.open(count)));
  for (const half of [0, 1]) {
    for (const [at, matrix] of open.entries()) {
      const rows = made[at].rows.subarray(half * 750 * columns[at], (half + 1) * 750 * columns[at]);
      const scales = made[at].scales.subarray(half * 750, (half + 1) * 750);
      await house.call("matrix.add", { matrix, rows, scales });
    }
  }
  for (const [at, matrix] of open.entries()) {
    const query = madeFloats(columns[at], random);
    const alone = new House("simd");
    assert.deepEqual(
      await house.nearest(matrix, query, 20),
      await alone.nearest(await alone.open(columns[at], made[at]), query, 20),
    );
  }
});

test("memory that is given back is used again, and its old rows are not seen", async () => {
  const random = generator(2);
  const memory = new Memory(KERNELS.simd());
  const before = memory.take(20);
  const size_bytes = memory.size_bytes;
  memory.give(before);
  assert.deepEqual(memory.take(20), before);
  assert.equal(memory.size_bytes, size_bytes);

  const house = new House("simd");
  const old = await house.open(40, madeRows(9000, 40, random));
  await house.call("matrix.close", { matrix: old });
  const made = madeRows(50, 33, random);
  const again = await house.open(33, made);
  const fresh = new House("simd");
  const query = madeFloats(33, random);
  assert.deepEqual(
    await house.nearest(again, query, 60),
    await fresh.nearest(await fresh.open(33, made), query, 60),
  );
});

test("where no memory is left the call fails, and what was there stays", async () => {
  const kernel = plainKernel();
  const small = new WebAssembly.Memory({ initial: 0, maximum: 12 + 64 });
  const memory = new Memory({ ...kernel, memory: small });
  const taken = memory.take(10);
  assert.throws(() => memory.take(7), { code: "call.invalid", message: /Search fewer files/ });
  assert.equal(memory.take(6).length, 6);
  assert.equal(taken.length, 10);
});

test("a long search rests for others, hears a stop, and notices that its matrix is gone", async () => {
  const random = generator(3);
  const house = new House("plain");
  const matrix = await house.open(768, madeRows(4000, 768, random));
  const queries = madeFloats(768 * 60, random);
  const stop = new AbortController();
  let rests = 0;
  const timer = setInterval(() => {
    rests += 1;
    if (rests === 2) stop.abort();
  }, 1);
  await assert.rejects(house.nearest(matrix, queries, 3, undefined, stop.signal), {
    code: "call.stopped",
  });
  clearInterval(timer);
  setTimeout(() => house.matrices.closeAll(), 1);
  await assert.rejects(house.nearest(matrix, queries, 3), { code: "matrix.unknown" });
});

test("without SIMD or without the file, plain JavaScript answers", async (t) => {
  t.mock.method(WebAssembly, "validate", () => false);
  assert.equal(await kernelOf(wasm), plainKernel);
  const warned = t.mock.method(console, "warn", () => {});
  t.mock.method(globalThis, "fetch", async () => new Response("", { status: 404 }));
  assert.equal(await fetchKernel("https://site.test/kernel.wasm"), plainKernel);
  assert.match(String(warned.mock.calls[0].arguments), /404/);
});

test("the kernel that is fetched is the SIMD one", async (t) => {
  t.mock.method(globalThis, "fetch", async () => new Response(wasm));
  const make = await fetchKernel("https://site.test/kernel.wasm");
  assert.notEqual(make, plainKernel);
  assert.ok(make().memory instanceof WebAssembly.Memory);
});
