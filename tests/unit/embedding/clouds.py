"""Made vectors: unit vectors, and clouds of them about points that stand apart."""

import math
from array import array
from collections.abc import Sequence
from random import Random

from hearthside.embedding.vectors import Vectors


def unit(numbers: Sequence[float]) -> list[float]:
    length = math.hypot(*numbers)
    return [one / length for one in numbers]


def vectors(rows: Sequence[Sequence[float]], wide: int | None = None) -> Vectors:
    return Vectors(array("f", [one for row in rows for one in row]), wide or len(rows[0]))


def clouds(counts: Sequence[int], spread: float, wide: int = 16, seed: int = 2) -> Vectors:
    """So many rows about each of some points, one cloud after another."""
    draw = Random(seed)
    rows = []
    for count in counts:
        point = unit([draw.gauss(0, 1) for _ in range(wide)])
        rows += [
            unit([one + spread * draw.gauss(0, 1) / wide**0.5 for one in point])
            for _ in range(count)
        ]
    return vectors(rows)
