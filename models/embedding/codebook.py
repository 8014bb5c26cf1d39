"""Packs an embedding table into 8 bits for two or three numbers: a row of one small codebook.

Vector quantisation by Lloyd's algorithm (1982) on numbers that were freed of their column's mean
and spread and of their row's size. A table is read a row at a time, so nothing but the rows of a
text is ever unpacked. Sums are taken in float64 and rounded once: machines add up in different
orders, and the bytes must not hang on that. Knows nothing of ONNX.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.weights.shape import Floats

CODES = 256
SAMPLE = 100_000
SAMPLE_ROWS = 8_192
ROUNDS = 20
SEED = 1
CELLS = {2: 512, 3: 64}
"""The nearest code is looked up by a cell of a grid, so many to a side: a hundred times faster."""
EDGE = 4.0
LEAST = np.float32(1e-12)
ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Codebook:
    """A packed table: number nc + i of row r is centre + spread * scales[r] * book[codes[r, c], i].

    codes [rows, columns / n], book [256, n], scales [rows], centre and spread [columns].
    """

    codes: NDArray[np.uint8]
    book: Floats
    scales: NDArray[np.float16]
    centre: Floats
    spread: Floats

    @classmethod
    def read(cls, name: str, stored: Callable[[str], NDArray[Any]]) -> "Codebook":
        """The codebook `name`, whose arrays `stored` gives as `arrays` names them."""
        return cls(*(stored(f"{name}.{part}") for part in cls.__slots__))

    def arrays(self, name: str) -> list[tuple[str, NDArray[Any]]]:
        """All arrays under the names they are stored by."""
        return [(f"{name}.{part}", getattr(self, part)) for part in self.__slots__]

    def rows(self, chosen: slice | NDArray[np.int64]) -> Floats:
        """What the codes of some rows stand for, [n, columns]."""
        codes = self.codes[chosen]
        shapes = self.book[codes].reshape(len(codes), -1)
        scales = self.scales[chosen].astype(np.float32)[:, None]
        wide: Floats = shapes * scales * self.spread + self.centre
        return wide


def pack(table: Floats, numbers: int) -> Codebook:
    """The packed form of a table [rows, columns]: a code for each 2 or 3 of a row's numbers.

    Columns are a multiple of `numbers`. Three cost 2.7 bits each and give 14 dB, two 4 and 20.
    """
    centre = table.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = table.std(axis=0, dtype=np.float64).astype(np.float32) + LEAST
    book = _book((table[_sample(len(table))] - centre) / spread, numbers)
    grid = _nearest(book, _cell_centres(numbers)).astype(np.uint8)
    parts = [
        _pack((table[start : start + ROWS_AT_ONCE] - centre) / spread, book, grid)
        for start in range(0, len(table), ROWS_AT_ONCE)
    ]
    codes, scales = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Codebook(codes, book, scales, centre, spread)


def _pack(
    rows: Floats, book: Floats, grid: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    numbers, sizes = book.shape[1], _sizes(rows)
    side = CELLS[numbers]
    cells = np.clip((rows / sizes + EDGE) * (side / (2 * EDGE)), 0, side - 1).astype(np.int32)
    steps = side ** np.arange(numbers - 1, -1, -1, dtype=np.int32)
    places = cells.reshape(len(rows), -1, numbers) @ steps
    codes = grid[places]
    shapes = book[codes].reshape(rows.shape)
    # The size that makes the error smallest for these codes.
    alike = np.multiply(rows, shapes, dtype=np.float64).sum(axis=1)
    fitted = alike / (np.square(shapes, dtype=np.float64).sum(axis=1) + LEAST)
    return codes, fitted.astype(np.float16)


def _sizes(rows: Floats) -> Floats:
    squares = np.square(rows, dtype=np.float64)
    sizes: Floats = np.sqrt(squares.mean(axis=1, keepdims=True)).astype(np.float32) + LEAST
    return sizes


def _sample(count: int) -> NDArray[np.int64]:
    draw = np.random.default_rng(SEED)
    return np.sort(draw.choice(count, min(count, SAMPLE_ROWS), replace=False))


def _book(rows: Floats, numbers: int) -> Floats:
    """Codes by Lloyd's algorithm: each the mean of the points that are nearest to it."""
    draw = np.random.default_rng(SEED)
    points = (rows / _sizes(rows)).reshape(-1, numbers)
    points = points[draw.choice(len(points), min(len(points), SAMPLE), replace=False)]
    book = points[draw.choice(len(points), CODES, replace=len(points) < CODES)]
    for _ in range(ROUNDS):
        nearest = _nearest(book, points)
        counts = np.bincount(nearest, minlength=CODES)
        sums = [np.bincount(nearest, points[:, i], CODES) for i in range(numbers)]
        means = np.stack(sums, axis=1) / np.maximum(counts, 1)[:, None]
        book = np.where(counts[:, None] > 0, means, book).astype(np.float32)
    return book


def _nearest(book: Floats, points: Floats) -> NDArray[np.int64]:
    wide = book.astype(np.float64)
    halves = (wide * wide).sum(axis=1) / 2
    parts = [
        np.argmin(halves - points[start : start + ROWS_AT_ONCE].astype(np.float64) @ wide.T, axis=1)
        for start in range(0, len(points), ROWS_AT_ONCE)
    ]
    return np.concatenate(parts)


def _cell_centres(numbers: int) -> Floats:
    side = CELLS[numbers]
    steps = ((np.arange(side) + 0.5) * (2 * EDGE / side) - EDGE).astype(np.float32)
    grid = np.meshgrid(*[steps] * numbers, indexing="ij")
    return np.stack(grid, axis=-1).reshape(-1, numbers)
