"""Rows like a row, and rows that say the same: cosines of all pairs, by the kernel.

    async with await Alike.of(vectors, matrices) as alike:
        await alike.like_this(17, 5)          # [(row, cosine), ...]
        await alike.near_duplicates()         # ((3, 9), (4, 11, 12))

Rows are compared as int8 (cosines within 0.01). Knows nothing of texts.
"""

from collections.abc import Callable, Sequence
from typing import Final, Self

from hearthside.embedding.vectors import Vectors
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.ports import Matrices
from hearthside.wire import Code

# From this cosine on two texts say the same, in other words at most: of CLINC150's 1,500 questions
# 234 are in 95 such groups, by 256 numbers of EmbeddingGemma for classification, and one group
# holds two intents, by a wrong label (tests/quality/embedding/test_alike.py).
NEAR_DUPLICATE: Final = 0.97
# Neighbours asked for at first; where all of them are near, more are asked for.
_FIRST_ASKED: Final = 8
_TIMES_MORE: Final = 8
_MOST_ASKED: Final = 512
_QUERIES: Final = 256
_LOST: Final = (Code.MATRIX_UNKNOWN, Code.ENGINE_LOST)

Pairs = list[list[tuple[int, float]]]


class Alike:
    """Rows where they can be compared. Close it: it holds a matrix of the engine."""

    def __init__(self, vectors: Vectors, matrices: Matrices) -> None:
        self._vectors: Final = vectors
        self._matrices: Final = matrices
        self._matrix: int | None = None

    @classmethod
    async def of(cls, vectors: Vectors, matrices: Matrices) -> Self:
        """Ready to be asked. Raises what `Matrices` raises."""
        alike = cls(vectors, matrices)
        await alike._filled()
        return alike

    async def like_this(self, row: int, k: int) -> list[tuple[int, float]]:
        """The `k` rows most like `row`, with their cosines, the likest first, itself left out.

        Raises InvalidInput (call.invalid) where there is no such row.
        """
        if not 0 <= row < len(self._vectors):
            raise InvalidInput(Code.CALL_INVALID, f"There is no row {row} to compare with.")
        if k < 1 or len(self._vectors) < 2:
            return []
        [found] = await self._nearest([row], min(k + 1, len(self._vectors)))
        return [pair for pair in found if pair[0] != row][:k]

    async def near_duplicates(
        self,
        at: float = NEAR_DUPLICATE,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> tuple[tuple[int, ...], ...]:
        """Groups of two rows and more that say the same, ascending; most rows are in none.

        Two rows are in one group when their cosine is `at` or more, or when others between them
        join them so. Each row is looked at with the 512 nearest to it at most: more that are as
        near are joined through one another, since of equals the first rows are everybody's nearest.
        """
        groups = _Groups(len(self._vectors))
        asked, done, unsure = list(range(len(self._vectors))), 0, list[int]()
        k = min(_FIRST_ASKED, len(asked))
        while asked:
            part, asked = asked[:_QUERIES], asked[_QUERIES:]
            for row, found in zip(part, await self._nearest(part, k), strict=True):
                near = [other for other, cosine in found if cosine >= at]
                for other in near:
                    groups.join(row, other)
                # All of them are near: there may be more that nothing else joins.
                unsure += [row] if len(near) == k < len(self._vectors) else []
            done += len(part)
            if on_progress is not None:
                on_progress(min(done, len(self._vectors)), len(self._vectors))
            if not asked and k < _MOST_ASKED:
                asked, unsure = unsure, []
                k = min(k * _TIMES_MORE, _MOST_ASKED, len(self._vectors))
        return groups.several()

    async def close(self) -> None:
        """Give the matrix back."""
        matrix, self._matrix = self._matrix, None
        if matrix is not None:
            await self._matrices.close_matrix(matrix)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _nearest(self, rows: Sequence[int], k: int) -> Pairs:
        """Asked once more where the rows were lost with the engine."""
        asked = b"".join([self._vectors[row].tobytes() for row in rows])
        try:
            return await self._matrices.nearest(await self._filled(), asked, k)
        except HearthsideError as error:
            if error.code not in _LOST:
                raise
            self._matrix = None
        return await self._matrices.nearest(await self._filled(), asked, k)

    async def _filled(self) -> int:
        if self._matrix is None:
            matrix = await self._matrices.open_matrix(self._vectors.dimensions)
            try:
                kept = self._vectors.to_int8()
                if len(kept):
                    await self._matrices.add_rows(matrix, kept.rows, kept.scales)
            except BaseException:
                await self._matrices.close_matrix(matrix)
                raise
            self._matrix = matrix
        return self._matrix


class _Groups:
    """Who is in one group with whom (union-find; the lowest row leads)."""

    def __init__(self, rows: int) -> None:
        self._leaders = list(range(rows))

    def leader(self, row: int) -> int:
        leaders = self._leaders
        while leaders[row] != row:
            leaders[row] = leaders[leaders[row]]
            row = leaders[row]
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.leader(one), self.leader(other)))
        self._leaders[high] = low

    def several(self) -> tuple[tuple[int, ...], ...]:
        found: dict[int, list[int]] = {}
        for row in range(len(self._leaders)):
            found.setdefault(self.leader(row), []).append(row)
        return tuple([tuple(rows) for rows in found.values() if len(rows) > 1])
