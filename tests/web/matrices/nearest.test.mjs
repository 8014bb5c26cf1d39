// The search over int8 rows, by both kernels, against plain loops in float64.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exact, generator, House, KERNELS, madeFloats, madeRows } from "./world.mjs";

/** The most a score may be off: the query's rounding, times the sum of the row's numbers. */
function tolerance({ rows, scales }, query) {
  const step = Math.max(...query.map(Math.abs)) / 32_767;
  return [...scales].map((scale, row) => {
    const numbers = rows.subarray(row * query.length, (row + 1) * query.length);
    const sum = numbers.reduce((total, number) => total + Math.abs(number), 0);
    return 0.5 * step * sum * scale + 1e-6 * Math.abs(sum * scale);
  });
}

for (const kind of Object.keys(KERNELS)) {
  test(`${kind}: every score is the exact product up to the query's rounding`, async () => {
    const random = generator(1);
    for (const columns of [1, 3, 31, 32, 33, 64, 128, 256, 768]) {
      const made = madeRows(57, columns, random);
      const house = new House(kind);
      const matrix = await house.open(columns, made);
      const query = madeFloats(columns, random);
      const [found] = await house.nearest(matrix, query, 57);
      assert.equal(new Set(found.map(([row]) => row)).size, 57);
      const [wanted, most] = [exact(made, query), tolerance(made, query)];
      for (const [row, score] of found) {
        const off = Math.abs(score - wanted[row]);
        assert.ok(off <= most[row], `${columns} columns, row ${row}: ${off} > ${most[row]}`);
      }
    }
  });

  test(`${kind}: the k highest, of several queries, over the borders of chunks`, async () => {
    const random = generator(2);
    const made = madeRows(3000, 256, random);
    const house = new House(kind);
    // Uneven batches: a chunk holds 1,004 rows of 256.
    const batches = [1, 6, 1500, 1493].map((count, at, all) => {
      const first = all.slice(0, at).reduce((sum, size) => sum + size, 0);
      return {
        rows: made.rows.subarray(first * 256, (first + count) * 256),
        scales: made.scales.subarray(first, first + count),
      };
    });
    const matrix = await house.open(256, ...batches);
    const queries = madeFloats(3 * 256, random);
    const answers = await house.nearest(matrix, queries, 10);
    for (const [at, found] of answers.entries()) {
      const products = exact(made, queries.subarray(at * 256, (at + 1) * 256));
      const order = [...products.keys()].sort((a, b) => products[b] - products[a]);
      assert.deepEqual(
        found.map(([row]) => row),
        order.slice(0, 10),
      );
    }
  });

  test(`${kind}: of equals the lower row comes first, however many there are`, async () => {
    const house = new House(kind);
    const rows = new Int8Array(5000 * 4).fill(3);
    const scales = new Float32Array(5000).fill(0.5);
    scales[4321] = 0.75;
    const matrix = await house.open(4, { rows, scales });
    const [found] = await house.nearest(matrix, Float32Array.of(1, 1, 1, 1), 5);
    assert.deepEqual(
      found.map(([row]) => row),
      [4321, 0, 1, 2, 3],
    );
    const [none] = await house.nearest(matrix, new Float32Array(4), 3);
    assert.deepEqual(none, [
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });

  test(`${kind}: rising scores, where each row is better than all before`, async () => {
    const house = new House(kind);
    const rows = new Int8Array(3000).fill(1);
    const scales = Float32Array.from({ length: 3000 }, (_, at) => at);
    const matrix = await house.open(1, { rows, scales });
    const [found] = await house.nearest(matrix, Float32Array.of(2), 3);
    assert.deepEqual(
      found.map(([row]) => row),
      [2999, 2998, 2997],
    );
    assert.ok(Math.abs(found[0][1] - 5998) < 0.001);
  });

  test(`${kind}: only the rows of the spans are looked at`, async () => {
    const random = generator(3);
    const made = madeRows(2500, 256, random);
    const house = new House(kind);
    const matrix = await house.open(256, made);
    const query = madeFloats(256, random);
    const spans = [
      [0, 1],
      [7, 7],
      [990, 1010],
      [1010, 1013],
      [2499, 2500],
    ];
    const [found] = await house.nearest(matrix, query, 2500, spans);
    const rows = spans.flatMap(([first, end]) =>
      Array.from({ length: end - first }, (_, at) => first + at),
    );
    assert.deepEqual(
      found.map(([row]) => row).sort((a, b) => a - b),
      rows,
    );
    const [all] = await house.nearest(matrix, query, 2500);
    assert.deepEqual(
      found,
      all.filter(([row]) => rows.includes(row)),
    );
    assert.deepEqual(await house.nearest(matrix, query, 5, []), [[]]);
  });

  test(`${kind}: the largest numbers do not overflow, and an empty matrix has nothing`, async () => {
    const house = new House(kind);
    const columns = 8192;
    const rows = new Int8Array(2 * columns).fill(-128, 0, columns).fill(127, columns);
    const matrix = await house.open(columns, { rows, scales: Float32Array.of(1, 1) });
    const query = new Float32Array(columns).fill(-3e20);
    const [[first, second]] = await house.nearest(matrix, query, 2);
    assert.ok(Math.abs(first[1] / (128 * 8192 * 3e20) - 1) < 1e-3);
    assert.ok(Math.abs(second[1] / (-127 * 8192 * 3e20) - 1) < 1e-3);
    const empty = await house.open(columns);
    assert.deepEqual(await house.nearest(empty, query, 2), [[]]);
    assert.deepEqual(await house.nearest(matrix, new Float32Array(0), 2), []);
  });
}

test("both kernels give the same bits", async () => {
  const random = generator(4);
  for (const columns of [5, 100, 256, 700]) {
    const made = madeRows(1100, columns, random);
    const queries = madeFloats(columns * 4, random);
    const answers = [];
    for (const kind of Object.keys(KERNELS)) {
      const house = new House(kind);
      answers.push(await house.nearest(await house.open(columns, made), queries, 50));
    }
    assert.deepEqual(answers[0], answers[1]);
  }
});

test("bytes may begin anywhere in their buffer, as those from Python do", async () => {
  const random = generator(5);
  const made = madeRows(9, 8, random);
  const query = madeFloats(8, random);
  const shifted = (view) => {
    const bytes = new Uint8Array(view.buffer);
    const wide = new Uint8Array(bytes.length + 1);
    wide.set(bytes, 1);
    return wide.subarray(1);
  };
  const house = new House("simd");
  const plainly = await house.open(8, made);
  const matrix = await house.open(8, {
    rows: shifted(made.rows),
    scales: shifted(made.scales),
  });
  assert.deepEqual(
    await house.nearest(matrix, shifted(query), 4),
    await house.nearest(plainly, query, 4),
  );
});
