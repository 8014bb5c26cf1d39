"""The search and the product in the built site's engine: the compiled kernel, under its policy."""

from array import array
from random import Random

import pytest
from playwright.sync_api import Page

from tests.unit.adapters.matrix_contract import products

COLUMNS, ROWS, K = 96, 3000, 20

# `ask` answers with plain arrays; what is asked crosses as typed ones.
SEARCH = """async ([columns, rows, scales, queries, k]) => {
  const { matrix } = await ask("matrix.open", { columns });
  const added = { rows: Int8Array.from(rows), scales: Float32Array.from(scales) };
  await ask("matrix.add", { matrix, ...added });
  return ask("matrix.nearest", { matrix, queries: Float32Array.from(queries), k });
}"""
PRODUCT = """([a, b, inner]) =>
  ask("matrix.product", { a: Float32Array.from(a), b: Float32Array.from(b), inner })"""


def numbers(count: int, seed: int) -> "array[float]":
    random = Random(seed)
    return array("f", (random.uniform(-1, 1) for _ in range(count)))


def test_the_built_kernel_finds_what_plain_loops_find(bench: Page) -> None:
    asked: list[str] = []
    said: list[str] = []
    bench.context.on("request", lambda request: asked.append(request.url))
    bench.on("console", lambda message: said.append(message.text))
    rows = array("b", (Random(1).randrange(-128, 128) for _ in range(ROWS * COLUMNS)))
    scales, queries = numbers(ROWS, seed=2), numbers(2 * COLUMNS, seed=3)
    answer = bench.evaluate(SEARCH, [COLUMNS, *map(list, (rows, scales, queries)), K])

    wanted = []
    for at in range(2):
        query = queries[at * COLUMNS : (at + 1) * COLUMNS].tobytes()
        scores = products(rows.tobytes(), scales.tobytes(), query)
        best = sorted(range(ROWS), key=scores.__getitem__, reverse=True)[:K]
        wanted += [(row, scores[row]) for row in best]
    assert answer["rows"] == [row for row, _ in wanted]
    assert answer["scores"] == pytest.approx([score for _, score in wanted], rel=1e-3)
    # Where the kernel does not come or does not start, plain JavaScript answers and says so.
    assert [url for url in asked if url.endswith("/kernel.wasm")]
    assert said == []


def test_the_built_kernel_multiplies(bench: Page) -> None:
    a, b = numbers(50 * 300, seed=4), numbers(9 * 300, seed=5)
    answer = bench.evaluate(PRODUCT, [list(a), list(b), 300])
    wanted = [
        sum(a[i + c] * b[j + c] for c in range(300))
        for i in range(0, len(a), 300)
        for j in range(0, len(b), 300)
    ]
    assert answer["product"] == pytest.approx(wanted, abs=1e-4)
