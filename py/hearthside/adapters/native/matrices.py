"""Matrices on CPython, by numpy.

Sums are float32, where the browser's kernel rounds the query to 16 bits and is exact otherwise: the
two agree to some millionths of the largest score. Knows nothing of what the rows stand for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hearthside.adapters.matrix_calls import (
    MAX_COLUMNS,
    MAX_K,
    Span,
    check_spans,
    check_whole,
    invalid,
    unknown_matrix,
)

_Floats = npt.NDArray[np.float32]

_MAX_INNER: Final = 2**26
# Rows that are widened to float32 at once: 8 MB where a row has 256 columns.
_PART_ROWS: Final = 8192


@dataclass
class _Rows:
    """`numbers` int8 [room, columns] and `scales` float32 [room]; the first `count` are filled."""

    numbers: npt.NDArray[np.int8]
    scales: _Floats
    count: int = 0

    def add(self, numbers: npt.NDArray[np.int8], scales: _Floats) -> None:
        end = self.count + len(scales)
        if end > len(self.scales):
            room = max(end, 2 * len(self.scales))
            before, columns = self.count, self.numbers.shape[1]
            wider = np.empty((room, columns), np.int8), np.empty(room, np.float32)
            wider[0][:before], wider[1][:before] = self.numbers[:before], self.scales[:before]
            self.numbers, self.scales = wider
        self.numbers[self.count : end] = numbers
        self.scales[self.count : end] = scales
        self.count = end

    def scores(self, queries: _Floats, span: Span) -> _Floats:
        """[queries, rows of the span]."""
        parts = [
            queries @ (self.numbers[at:end].astype(np.float32) * self.scales[at:end, None]).T
            for at in range(span[0], span[1], _PART_ROWS)
            for end in (min(at + _PART_ROWS, span[1]),)
        ]
        empty: _Floats = np.empty((len(queries), 0), np.float32)
        return np.concatenate([empty, *parts], axis=1)


class NativeMatrices:
    """`Matrices` in this process's memory."""

    def __init__(self) -> None:
        self._open: dict[int, _Rows] = {}
        self._last = 0

    async def open_matrix(self, columns: int) -> int:
        check_whole("columns", columns, 1, MAX_COLUMNS)
        self._last += 1
        self._open[self._last] = _Rows(np.empty((0, columns), np.int8), np.empty(0, np.float32))
        return self._last

    async def add_rows(self, matrix: int, rows: bytes, scales: bytes) -> int:
        held = self._rows(matrix)
        numbers = _floats("scales", scales, 1)[:, 0]
        columns = held.numbers.shape[1]
        if len(rows) != len(numbers) * columns:
            raise invalid("rows must fit: a scale for each row.")
        held.add(np.frombuffer(rows, np.int8).reshape(-1, columns), numbers)
        return held.count

    async def nearest(
        self,
        matrix: int,
        queries: bytes,
        k: int,
        spans: Sequence[Span] | None = None,
    ) -> list[list[tuple[int, float]]]:
        held = self._rows(matrix)
        check_whole("k", k, 1, MAX_K)
        asked = _floats("queries", queries, held.numbers.shape[1])
        looked_at = [*check_spans(spans, held.count), (0, 0)]
        rows = np.concatenate([np.arange(first, end) for first, end in looked_at])
        scores = np.concatenate([held.scores(asked, span) for span in looked_at], axis=1)
        return [_best(rows, row, k) for row in scores]

    async def close_matrix(self, matrix: int) -> None:
        self._rows(matrix)
        del self._open[matrix]

    async def product(self, a: bytes, b: bytes, inner: int) -> bytes:
        check_whole("inner", inner, 1, _MAX_INNER)
        answer = _floats("a", a, inner) @ _floats("b", b, inner).T
        return answer.astype("<f4").tobytes()

    def _rows(self, matrix: int) -> _Rows:
        if matrix not in self._open:
            raise unknown_matrix()
        return self._open[matrix]


def _floats(name: str, data: bytes, columns: int) -> _Floats:
    """float32 [n, columns], all finite, or call.invalid."""
    if len(data) % 4:
        raise invalid(f"{name} must be float32.")
    numbers = np.frombuffer(data, "<f4").astype(np.float32)
    if not np.isfinite(numbers).all():
        raise invalid(f"{name} must be finite numbers.")
    if len(numbers) % columns:
        raise invalid(f"{name} must fit: rows of {columns} numbers.")
    return numbers.reshape(-1, columns)


def _best(rows: npt.NDArray[np.int64], scores: _Floats, k: int) -> list[tuple[int, float]]:
    """The k highest; of equals the lower row first, and `rows` ascend."""
    if len(scores) > k:
        least = np.partition(scores, -k)[-k]
        among = scores >= least
        rows, scores = rows[among], scores[among]
    order = np.argsort(-scores, kind="stable")[:k]
    return [(int(rows[at]), float(scores[at])) for at in order]
