"""Matrices in plain Python: the same answers as the kernel's, for some thousands of rows.

    matrices = FakeMatrices()
    matrices.fail_next(Op.MATRIX_NEAREST, Code.ENGINE_LOST)
    matrices.lose()                  # as when the worker ended: none is open any more

Sums are exact up to float64, where the kernel rounds the query to 16 bits. Knows nothing of what
the rows stand for.
"""

import heapq
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import Final

from hearthside.adapters.fake.faults import Faults
from hearthside.adapters.matrix_calls import (
    MAX_COLUMNS,
    MAX_K,
    Span,
    check_rows,
    check_spans,
    check_whole,
    read_matrix,
    unknown_matrix,
    write_floats,
)
from hearthside.wire import Code, Op

_MAX_INNER: Final = 2**26


@dataclass
class _Rows:
    columns: int
    numbers: "array[int]" = field(default_factory=lambda: array("b"))
    scales: "array[float]" = field(default_factory=lambda: array("f"))

    def score(self, row: int, query: Sequence[float]) -> float:
        start = row * self.columns
        numbers = self.numbers[start : start + self.columns]
        return float(sum(map(mul, numbers, query)) * self.scales[row])


class FakeMatrices:
    """`Matrices` for tests and for where nothing faster is at hand."""

    def __init__(self) -> None:
        self._open: dict[int, _Rows] = {}
        self._last = 0
        self._faults = Faults()

    @property
    def open_matrices(self) -> int:
        """How many matrices nobody has closed yet."""
        return len(self._open)

    def fail_next(self, op: Op, code: Code, message: str = "told to fail") -> None:
        """Make the next call of `op` fail with `code`."""
        self._faults.add(op, code, message)

    def lose(self) -> None:
        """Forget all matrices: those who filled them find them unknown."""
        self._open.clear()

    async def open_matrix(self, columns: int) -> int:
        self._enter(Op.MATRIX_OPEN)
        check_whole("columns", columns, 1, MAX_COLUMNS)
        self._last += 1
        self._open[self._last] = _Rows(columns)
        return self._last

    async def add_rows(self, matrix: int, rows: bytes, scales: bytes) -> int:
        self._enter(Op.MATRIX_ADD)
        held = self._rows(matrix)
        numbers = check_rows(rows, scales, held.columns)
        held.numbers.frombytes(rows)
        held.scales.extend(numbers)
        return len(held.scales)

    async def nearest(
        self,
        matrix: int,
        queries: bytes,
        k: int,
        spans: Sequence[Span] | None = None,
    ) -> list[list[tuple[int, float]]]:
        self._enter(Op.MATRIX_NEAREST)
        held = self._rows(matrix)
        check_whole("k", k, 1, MAX_K)
        asked = read_matrix("queries", queries, held.columns)
        looked_at = check_spans(spans, len(held.scales))
        rows = [row for first, end in looked_at for row in range(first, end)]
        return [_best(rows, (held.score(row, query) for row in rows), k) for query in asked]

    async def close_matrix(self, matrix: int) -> None:
        self._enter(Op.MATRIX_CLOSE)
        self._rows(matrix)
        del self._open[matrix]

    async def product(self, a: bytes, b: bytes, inner: int) -> bytes:
        self._enter(Op.MATRIX_PRODUCT)
        check_whole("inner", inner, 1, _MAX_INNER)
        left, right = read_matrix("a", a, inner), read_matrix("b", b, inner)
        return write_floats(array("f", (sum(map(mul, x, y)) for x in left for y in right)))

    def _enter(self, op: Op) -> None:
        self._faults.meet(op)

    def _rows(self, matrix: int) -> _Rows:
        if matrix not in self._open:
            raise unknown_matrix()
        return self._open[matrix]


def _best(rows: Sequence[int], scores: Iterable[float], k: int) -> list[tuple[int, float]]:
    """The k highest, as float32 has them; of equals the lower row first."""
    found = zip(rows, array("f", scores), strict=True)
    return heapq.nsmallest(k, found, key=lambda pair: (-pair[1], pair[0]))
