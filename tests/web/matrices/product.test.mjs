// The product of two float32 matrices, by both kernels, against plain loops in float64.
import assert from "node:assert/strict";
import { test } from "node:test";
import { generator, House, KERNELS, madeFloats } from "./world.mjs";

function plainly(a, b, inner) {
  const [n, m] = [a.length / inner, b.length / inner];
  return Array.from({ length: n * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    let sum = 0;
    let size = 0;
    for (let c = 0; c < inner; c += 1) {
      const term = a[i * inner + c] * b[j * inner + c];
      sum += term;
      size += Math.abs(term);
    }
    return { sum, size };
  });
}

const SHAPES = [
  [1, 1, 1],
  [2, 3, 5],
  [5, 4, 8],
  [7, 130, 3],
  [131, 129, 17],
  [85, 77, 768],
  [3, 70, 1025],
  [6, 5, 3000],
];

for (const kind of Object.keys(KERNELS)) {
  test(`${kind}: products of all shapes, whole tiles and rests`, async () => {
    const random = generator(1);
    const house = new House(kind);
    for (const [n, m, inner] of SHAPES) {
      const [a, b] = [madeFloats(n * inner, random), madeFloats(m * inner, random)];
      const { product } = await house.call("matrix.product", { a, b, inner });
      const wanted = plainly(a, b, inner);
      assert.equal(product.length, wanted.length);
      // Float32: each of the roundings of a lane is at most 2^-24 of what is summed.
      const roundings = Math.min(inner, 1024) / 4 + 8;
      for (const [at, { sum, size }] of wanted.entries()) {
        const off = Math.abs(product[at] - sum);
        assert.ok(off <= roundings * 2 ** -24 * size, `${[n, m, inner]} at ${at}: ${off}`);
      }
    }
  });

  test(`${kind}: nothing times something is nothing`, async () => {
    const args = { a: new Float32Array(0), b: Float32Array.of(1, 2), inner: 2 };
    const { product } = await new House(kind).call("matrix.product", args);
    assert.deepEqual(product, new Float32Array(0));
  });
}

test("both kernels give the same bits", async () => {
  const random = generator(2);
  for (const [n, m, inner] of SHAPES) {
    const [a, b] = [madeFloats(n * inner, random), madeFloats(m * inner, random)];
    const answers = Object.keys(KERNELS).map((kind) =>
      new House(kind).call("matrix.product", { a, b, inner }),
    );
    const [simd, plain] = await Promise.all(answers);
    assert.deepEqual(simd, plain);
  }
});

test("two products at once do not disturb each other", async () => {
  const random = generator(3);
  const house = new House("plain"); // slow enough to rest in between
  const [a, b, c] = [600, 90, 90].map((rows) => madeFloats(rows * 1100, random));
  const alone = await house.call("matrix.product", { a, b, inner: 1100 });
  const other = await house.call("matrix.product", { a, b: c, inner: 1100 });
  const both = await Promise.all(
    [b, c].map((right) => house.call("matrix.product", { a, b: right, inner: 1100 })),
  );
  assert.deepEqual(both, [alone, other]);
});
