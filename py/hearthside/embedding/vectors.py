"""Vectors as bytes: float32 rows, cut short (Matryoshka) and made long as 1 again, and int8 rows.

An int8 row keeps a vector in a quarter of the bytes: number = level * scale. Its largest number
is level 127 or -127; the one float32 scale of a row gives it the vector's own length, so that a
product with it is a cosine. Knows nothing of models and texts.
"""

import math
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.errors import EngineError, InvalidInput
from hearthside.wire import Code

_LEVELS: Final = 127
# 1.5 * 2^23: a small number added to it stands in the low bits of a float32, rounded half to even.
_ROUNDER: Final = 12582912.0
_FLOAT_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Int8Rows:
    """int8 [n, dimensions] in `rows`, float32 [n] in `scales`, both little-endian bytes."""

    rows: bytes
    scales: bytes
    dimensions: int

    def __len__(self) -> int:
        return len(self.scales) // _FLOAT_BYTES

    def part(self, first: int, end: int) -> "Int8Rows":
        """The rows `first` to `end`, the end excluded."""
        width = self.dimensions
        return Int8Rows(
            self.rows[first * width : end * width],
            self.scales[first * _FLOAT_BYTES : end * _FLOAT_BYTES],
            width,
        )

    def cut(self, dimensions: int) -> "Int8Rows":
        """The first `dimensions` numbers of each row, of length 1 again by the scales alone."""
        if dimensions == self.dimensions:
            return self
        rows = b"".join(
            [self.rows[at : at + dimensions] for at in range(0, len(self.rows), self.dimensions)]
        )
        levels = memoryview(rows).cast("b")
        lengths = [
            math.hypot(*levels[at : at + dimensions]) for at in range(0, len(rows), dimensions)
        ]
        scales = array("f", [1.0 / length if length else 0.0 for length in lengths])
        return Int8Rows(rows, _little(scales).tobytes(), dimensions)

    def to_vectors(self) -> "Vectors":
        """The float32 vectors that the rows stand for; of length 1 up to the rounding."""
        width = self.dimensions
        levels = memoryview(self.rows).cast("b")
        values = array("f")
        for row, scale in enumerate(_floats(self.scales)):
            values.extend([scale * level for level in levels[row * width : (row + 1) * width]])
        return Vectors(values, width)


NO_ROWS: Final = Int8Rows(b"", b"", 1)


@dataclass(frozen=True, slots=True)
class Vectors:
    """float32 vectors of `dimensions` numbers, one after another in `values` (array "f").

    `long_texts` are the numbers of those texts whose end the model left out.
    """

    values: "array[float]"
    dimensions: int
    long_texts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.dimensions < 1 or len(self.values) % self.dimensions:
            raise InvalidInput(
                Code.CALL_INVALID,
                f"{len(self.values)} numbers are no whole vectors of {self.dimensions}.",
            )

    @classmethod
    def from_bytes(
        cls, data: bytes, dimensions: int, long_texts: tuple[int, ...] = ()
    ) -> "Vectors":
        """From float32 little-endian [n, dimensions]. Raises InvalidInput (call.invalid)."""
        if len(data) % _FLOAT_BYTES:
            raise InvalidInput(Code.CALL_INVALID, f"{len(data)} bytes are no float32 numbers.")
        return cls(_floats(data), dimensions, long_texts)

    @classmethod
    def joined(cls, parts: Sequence["Vectors"], dimensions: int) -> "Vectors":
        """All vectors of `parts`, in order; `dimensions` says what none of them have."""
        values = array("f")
        long_texts: list[int] = []
        for part in parts:
            long_texts += [len(values) // dimensions + at for at in part.long_texts]
            values += part.values
        return cls(values, dimensions, tuple(long_texts))

    def __len__(self) -> int:
        return len(self.values) // self.dimensions

    def __getitem__(self, at: int) -> "array[float]":
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        first = at % len(self) * self.dimensions
        return self.values[first : first + self.dimensions]

    def __iter__(self) -> Iterator["array[float]"]:
        return (self[at] for at in range(len(self)))

    def to_bytes(self) -> bytes:
        """float32 little-endian [n, dimensions]."""
        return _little(self.values).tobytes()

    def cut(self, dimensions: int) -> "Vectors":
        """The first `dimensions` numbers of each vector, of length 1 again (Kusupati et al. 2022).

        Raises InvalidInput (call.invalid) for more than there are, EngineError (engine.failed)
        where a vector has no length or is no number.
        """
        if not 1 <= dimensions <= self.dimensions:
            raise InvalidInput(
                Code.CALL_INVALID, f"{self.dimensions} numbers cannot be cut to {dimensions}."
            )
        values = array("f")
        for at in range(0, len(self.values), self.dimensions):
            row = self.values[at : at + dimensions]
            inverse = 1.0 / _length(row)
            values.extend([number * inverse for number in row])
        return Vectors(values, dimensions, self.long_texts)

    def to_int8(self) -> Int8Rows:
        """Each vector as 8-bit levels and a scale. Raises EngineError as `cut` does."""
        rows: list[bytes] = []
        scales = array("f")
        low_byte = 0 if sys.byteorder == "little" else _FLOAT_BYTES - 1
        for at in range(0, len(self.values), self.dimensions):
            row = self.values[at : at + self.dimensions]
            length = _length(row)
            inverse = _LEVELS / max(max(row), -min(row))
            # Two's complement in the low byte of each float32: no call for each number.
            shifted = array("f", [number * inverse + _ROUNDER for number in row])
            levels = shifted.tobytes()[low_byte::_FLOAT_BYTES]
            rows.append(levels)
            scales.append(length / math.hypot(*memoryview(levels).cast("b")))
        return Int8Rows(b"".join(rows), _little(scales).tobytes(), self.dimensions)


def cosines(a: Vectors, b: Vectors) -> list[list[float]]:
    """The cosine of each vector of `a` with each of `b`: [len(a)][len(b)].

    Both must be of length 1, as an embedder gives them. For some thousands of pairs; for more
    there is `Matrices.product`. Raises InvalidInput (call.invalid) where the dimensions differ.
    """
    if a.dimensions != b.dimensions:
        raise InvalidInput(
            Code.CALL_INVALID,
            f"Vectors of {a.dimensions} and of {b.dimensions} numbers cannot be compared.",
        )
    others = [list(row) for row in b]
    return [[math.fsum(map(float.__mul__, row, other)) for other in others] for row in map(list, a)]


def _length(row: "array[float]") -> float:
    length = math.hypot(*row)
    if not 0.0 < length < math.inf:
        raise EngineError(
            Code.ENGINE_FAILED,
            "The model gave a vector that has no direction. Load the model again.",
        )
    return length


def _floats(data: bytes) -> "array[float]":
    values = array("f")
    values.frombytes(data)
    return _little(values)


def _little(values: "array[float]") -> "array[float]":
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
