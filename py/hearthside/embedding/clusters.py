"""What goes together among many texts: spherical k-means on their vectors.

    found = await clusters(vectors, matrices)              # the number is chosen
    found[0].rows, found[0].central                        # the largest first

The number is the one whose clusters stand apart most clearly (the mean simplified silhouette), of
about a dozen between two and a limit by the number of rows. Where no number does clearly better
than one heap, there is one cluster. The same vectors give the same clusters. Knows nothing of
texts.

Sources: Dhillon & Modha, Machine Learning 42 (2001), spherical k-means; Arthur & Vassilvitskii,
SODA 2007, for the start; Hruschka et al. 2004 for the simplified silhouette.
"""

import math
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from random import Random
from typing import Final

from hearthside.embedding.vectors import Vectors
from hearthside.errors import InvalidInput
from hearthside.ports import Matrices
from hearthside.wire import Code

MOST_CLUSTERS: Final = 100
# Numbers that are tried; more rows may have more clusters, about this many rows in each at least.
_TRIED: Final = (2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38, 50, 65, 85, 100)
_ROWS_EACH: Final = 6
# More rows than these are only put to what these have shown.
MOST_LEARNED_FROM: Final = 2000
_TURNS: Final = 8
# After so many numbers in a row that part less clearly no more are tried.
_WORSE: Final = 5
# A silhouette under this is a heap cut in pieces.
_LEAST_CLEAR: Final = 0.03
_CENTRAL: Final = 5
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """`rows` ascending; `central` up to five of them, the most typical first, no two alike.

    `tightness` is the mean cosine of the rows with the cluster's centre `centre` (length 1).
    """

    rows: tuple[int, ...]
    central: tuple[int, ...]
    tightness: float
    centre: "array[float]"


@dataclass(slots=True)
class _Parting:
    """Centres (flat float32 [k, dimensions]) and where each row belongs, with its cosine."""

    centres: "array[float]"
    of: list[int]
    cosines: list[float]
    clearness: float


async def clusters(
    vectors: Vectors,
    matrices: Matrices,
    count: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[Cluster, ...]:
    """The clusters, the largest first; `count` of them, or as many as stand apart most clearly.

    Fewer come back where some would be empty. Raises InvalidInput (call.invalid) for a `count` that
    is not 1 to MOST_CLUSTERS, and what `Matrices.product` raises.
    """
    n = len(vectors)
    if count is not None and not 1 <= count <= MOST_CLUSTERS:
        raise InvalidInput(Code.CALL_INVALID, f"There can be 1 to {MOST_CLUSTERS} clusters.")
    if not n:
        return ()
    few = [at * n // min(n, MOST_LEARNED_FROM) for at in range(min(n, MOST_LEARNED_FROM))]
    sample = _Sample(
        Vectors.joined([_one(vectors, at) for at in few], vectors.dimensions), matrices
    )
    tried = [k for k in _TRIED if k <= n // _ROWS_EACH] if count is None else [min(count, len(few))]
    best, draw = await sample.heap(), Random(_SEED)
    now, worse = best, 0
    for done, k in enumerate(tried, start=1):
        now = await sample.parted(await sample.grown(now, k, draw))
        better = count is not None or now.clearness > max(best.clearness, _LEAST_CLEAR)
        best, worse = (now, 0) if better else (best, worse + 1)
        if on_progress is not None:
            on_progress(len(tried) if worse == _WORSE else done, len(tried))
        if worse == _WORSE:
            break
    whole = _Sample(vectors, matrices)
    return _described(vectors, await whole.placed(best.centres))


class _Sample:
    """Rows that are parted; the products are computed elsewhere."""

    def __init__(self, vectors: Vectors, matrices: Matrices) -> None:
        self._rows: Final = vectors.to_bytes()
        self._n: Final = len(vectors)
        self._wide: Final = vectors.dimensions
        self._matrices: Final = matrices
        values = vectors.values
        turned = array("f")
        for column in range(self._wide):
            turned += values[column :: self._wide]
        self._turned: Final = turned.tobytes()

    async def heap(self) -> _Parting:
        """All rows about one centre."""
        return await self.placed(await self._means([0] * self._n, 1))

    async def grown(self, now: _Parting, k: int, draw: Random) -> "array[float]":
        """More centres, up to `k`: each the one of a few rows drawn that leaves the rest nearest.

        Rows and centres move once for each: a centre that lay between two clouds would draw the
        next seed into the one that it has to itself now.
        """
        wide, tries = self._wide, 2 + int(math.log(k))
        rows = memoryview(self._rows).cast("f")
        for _ in range(k - len(now.centres) // wide):
            drawn = seeds(now.cosines, tries, draw)
            if not drawn:
                break
            own = array("f", [one for at in drawn for one in rows[at * wide : (at + 1) * wide]])
            cosines = await self._product(own.tobytes(), self._rows, wide)
            parts = [cosines[at * self._n : (at + 1) * self._n] for at in range(tries)]
            gains = [math.fsum(map(max, now.cosines, part)) for part in parts]
            nearer = map(float.__gt__, parts[gains.index(max(gains))], now.cosines)
            fresh = len(now.centres) // wide
            of = [fresh if one else old for one, old in zip(nearer, now.of, strict=True)]
            now = await self.placed(await self._means(of, fresh + 1))
        return now.centres

    async def parted(self, centres: "array[float]") -> _Parting:
        """Rows and centres moved towards each other until no row changes sides."""
        now = await self.placed(centres)
        for _ in range(_TURNS):
            k = len(now.centres) // self._wide
            later = await self.placed(await self._means(now.of, k))
            same = later.of == now.of
            now = later
            if same:
                break
        return now

    async def placed(self, centres: "array[float]") -> _Parting:
        """Each row at the centre it is nearest to."""
        k = len(centres) // self._wide
        flat = await self._product(self._rows, centres.tobytes(), self._wide)
        of, cosines, clear = [], [], 0.0
        for start in range(0, len(flat), k):
            row = flat[start : start + k]
            best = max(row)
            of.append(row.index(best))
            cosines.append(best)
            row[of[-1]] = -1.0
            second = max(row)
            clear += (best - second) / max(1.0 - second, 1e-6)
        return _Parting(centres, of, cosines, clear / len(of) if k > 1 else 0.0)

    async def _means(self, of: Sequence[int], k: int) -> "array[float]":
        """The centres, of length 1, of those clusters that have rows."""
        held = array("f", bytes(4 * k * self._n))
        for row, cluster in enumerate(of):
            held[cluster * self._n + row] = 1.0
        sums = await self._product(held.tobytes(), self._turned, self._n)
        means = array("f")
        for start in range(0, len(sums), self._wide):
            own = sums[start : start + self._wide]
            length = math.hypot(*own)
            if length > 1e-9:
                means.extend([one / length for one in own])
        return means

    async def _product(self, a: bytes, b: bytes, inner: int) -> "array[float]":
        found = array("f")
        found.frombytes(await self._matrices.product(a, b, inner))
        return found


def seeds(nearest: Sequence[float], count: int, draw: Random) -> list[int]:
    """Rows to be centres, drawn by the square of their distance to the centre they are nearest to.

    `nearest` are their cosines with it; none is drawn where every row is a centre already.
    """
    # Of vectors of length 1 the distance squared is twice what the cosine lacks.
    sums = list(accumulate([max(0.0, 1.0 - one) for one in nearest]))
    if sums[-1] < 1e-4:  # what float32 makes of nothing, row by row
        return []
    return [bisect_right(sums, draw.random() * sums[-1]) for _ in range(count)]


def _one(vectors: Vectors, at: int) -> Vectors:
    return Vectors(vectors[at], vectors.dimensions)


def _described(vectors: Vectors, parting: _Parting) -> tuple[Cluster, ...]:
    wide, found = vectors.dimensions, dict[int, list[int]]()
    for row, cluster in enumerate(parting.of):
        found.setdefault(cluster, []).append(row)
    made = []
    for cluster, rows in found.items():
        ranked = sorted([(-parting.cosines[row], row) for row in rows])
        centre = parting.centres[cluster * wide : (cluster + 1) * wide]
        tightness = -math.fsum(map(itemgetter(0), ranked)) / len(rows)
        central = _different(vectors, [row for _, row in ranked])
        made.append(Cluster(tuple(rows), central, tightness, centre))
    return tuple(sorted(made, key=lambda one: (-len(one.rows), one.rows[0])))


def _different(vectors: Vectors, ranked: Sequence[int]) -> tuple[int, ...]:
    """The first few rows that are not equal to one before."""
    seen: dict[bytes, int] = {}
    for row in ranked:
        seen.setdefault(vectors[row].tobytes(), row)
        if len(seen) == _CENTRAL:
            break
    return tuple(seen.values())
