"""What everybody who answers for `Matrices` promises. Holds no test: see CONTRACT."""

from array import array
from collections.abc import Awaitable, Callable
from random import Random
from typing import Final

import pytest

from hearthside.errors import HearthsideError, InvalidInput
from hearthside.ports import Matrices
from hearthside.wire import Code


def floats(*numbers: float) -> bytes:
    return array("f", numbers).tobytes()


def int8(*numbers: int) -> bytes:
    return array("b", numbers).tobytes()


def made(n: int, columns: int, seed: int) -> tuple[bytes, bytes]:
    """Rows over the whole range of int8, and scales."""
    random = Random(seed)
    numbers = [random.randrange(-128, 128) for _ in range(n * columns)]
    return int8(*numbers), floats(*(random.random() / 100 for _ in range(n)))


def products(rows: bytes, scales: bytes, query: bytes) -> list[float]:
    """Each row's product with the query, by plain loops."""
    numbers, weights, asked = array("b", rows), array("f", scales), array("f", query)
    width = len(asked)
    return [
        sum(numbers[at * width + c] * asked[c] for c in range(width)) * weight
        for at, weight in enumerate(weights)
    ]


async def scores_are_the_products(matrices: Matrices) -> None:
    for columns in (1, 31, 64, 100):
        rows, scales = made(40, columns, seed=columns)
        query = floats(*(Random(1).uniform(-1, 1) for _ in range(columns)))
        matrix = await matrices.open_matrix(columns)
        assert await matrices.add_rows(matrix, rows, scales) == 40
        [found] = await matrices.nearest(matrix, query, 40)
        wanted = products(rows, scales, query)
        assert sorted(row for row, _ in found) == list(range(40))
        for row, score in found:
            assert score == pytest.approx(wanted[row], abs=1e-3)
        assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)


async def rows_are_counted_on_over_batches_and_queries(matrices: Matrices) -> None:
    rows, scales = made(700, 16, seed=2)
    matrix = await matrices.open_matrix(16)
    for first, end in ((0, 1), (1, 1), (1, 600), (600, 700)):
        batch = rows[first * 16 : end * 16], scales[first * 4 : end * 4]
        assert await matrices.add_rows(matrix, *batch) == end
    queries = [floats(*(Random(seed).uniform(-1, 1) for _ in range(16))) for seed in (1, 2, 3)]
    answers = await matrices.nearest(matrix, b"".join(queries), 5)
    for query, found in zip(queries, answers, strict=True):
        wanted = products(rows, scales, query)
        best = sorted(range(700), key=lambda row: -wanted[row])[:5]
        assert [row for row, _ in found] == best


async def of_equals_the_lower_row_comes_first(matrices: Matrices) -> None:
    matrix = await matrices.open_matrix(2)
    await matrices.add_rows(matrix, int8(3, 3) * 900, floats(*(0.5 for _ in range(900))))
    await matrices.add_rows(matrix, int8(3, 3), floats(0.75))
    [found] = await matrices.nearest(matrix, floats(1, 1), 4)
    assert [row for row, _ in found] == [900, 0, 1, 2]
    assert [score for _, score in found] == pytest.approx([4.5, 3, 3, 3], rel=1e-3)
    assert await matrices.nearest(matrix, floats(0, 0), 2) == [[(0, 0.0), (1, 0.0)]]


async def spans_limit_the_rows(matrices: Matrices) -> None:
    matrix = await matrices.open_matrix(1)
    await matrices.add_rows(matrix, int8(*range(100)), floats(*(1 for _ in range(100))))
    spans = [(0, 1), (4, 4), (10, 12), (12, 13), (98, 99)]
    [found] = await matrices.nearest(matrix, floats(1), 10, spans)
    assert [row for row, _ in found] == [98, 12, 11, 10, 0]
    assert await matrices.nearest(matrix, floats(1), 10, []) == [[]]


async def little_is_enough(matrices: Matrices) -> None:
    matrix = await matrices.open_matrix(3)
    assert await matrices.nearest(matrix, floats(1, 2, 3), 5) == [[]]
    assert await matrices.add_rows(matrix, b"", b"") == 0
    await matrices.add_rows(matrix, int8(1, 2, 3), floats(1))
    [[(row, score)]] = await matrices.nearest(matrix, floats(1, 2, 3), 5)
    assert (row, score) == (0, pytest.approx(14, rel=1e-3))
    assert await matrices.nearest(matrix, b"", 5) == []
    assert await matrices.product(b"", floats(1, 2, 3), 3) == b""


async def a_product_is_a_times_b_transposed(matrices: Matrices) -> None:
    random = Random(3)
    n, m, inner = 7, 5, 33
    a = [[random.uniform(-1, 1) for _ in range(inner)] for _ in range(n)]
    b = [[random.uniform(-1, 1) for _ in range(inner)] for _ in range(m)]
    left, right = (floats(*(x for row in rows for x in row)) for rows in (a, b))
    answer = array("f", await matrices.product(left, right, inner))
    wanted = [sum(x * y for x, y in zip(row, other, strict=True)) for row in a for other in b]
    assert list(answer) == pytest.approx(wanted, abs=1e-4)


async def what_is_wrong_is_refused_and_changes_nothing(matrices: Matrices) -> None:
    matrix = await matrices.open_matrix(2)
    await matrices.add_rows(matrix, int8(1, 2), floats(1))
    nan, one = floats(float("nan"), 1), floats(1, 1)
    wrong: list[Callable[[], Awaitable[object]]] = [
        lambda: matrices.open_matrix(0),
        lambda: matrices.open_matrix(8193),
        lambda: matrices.add_rows(matrix, int8(1), floats(1)),
        lambda: matrices.add_rows(matrix, int8(1, 2), one),
        lambda: matrices.add_rows(matrix, int8(1, 2), b"abc"),
        lambda: matrices.add_rows(matrix, int8(1, 2), nan[:4]),
        lambda: matrices.nearest(matrix, floats(1), 1),
        lambda: matrices.nearest(matrix, nan, 1),
        lambda: matrices.nearest(matrix, one, 0),
        lambda: matrices.nearest(matrix, one, 65_537),
        lambda: matrices.nearest(matrix, one, 1, [(0, 2)]),
        lambda: matrices.nearest(matrix, one, 1, [(-1, 0)]),
        lambda: matrices.nearest(matrix, one, 1, [(1, 0)]),
        lambda: matrices.nearest(matrix, one, 1, [(0, 1), (0, 1)]),
        lambda: matrices.product(one, one, 0),
        lambda: matrices.product(one, one, 3),
        lambda: matrices.product(one, nan, 2),
    ]
    for number, call in enumerate(wrong):
        with pytest.raises(InvalidInput, match="must") as caught:
            await call()
            pytest.fail(f"call {number} went through")
        assert caught.value.code is Code.CALL_INVALID
    [[(row, score)]] = await matrices.nearest(matrix, one, 3)
    assert (row, score) == (0, pytest.approx(3, rel=1e-3))


async def what_is_closed_is_unknown(matrices: Matrices) -> None:
    matrix, other = await matrices.open_matrix(2), await matrices.open_matrix(2)
    await matrices.close_matrix(matrix)
    for closed in (matrix, 9999):
        for call in (
            matrices.add_rows(closed, b"", b""),
            matrices.nearest(closed, b"", 1),
            matrices.close_matrix(closed),
        ):
            with pytest.raises(HearthsideError) as caught:
                await call
            assert caught.value.code is Code.MATRIX_UNKNOWN
    assert await matrices.open_matrix(2) not in (matrix, other)


CONTRACT: Final = (
    scores_are_the_products,
    rows_are_counted_on_over_batches_and_queries,
    of_equals_the_lower_row_comes_first,
    spans_limit_the_rows,
    little_is_enough,
    a_product_is_a_times_b_transposed,
    what_is_wrong_is_refused_and_changes_nothing,
    what_is_closed_is_unknown,
)
