"""Rows that are alike, by the vectors that decided them: rows like one, near-duplicates, groups.

Knows nothing of the page, or of how likeness is computed.
"""

from array import array
from typing import Final

from app.sort.bench import Bench
from app.sort.events import AlikeFound
from app.sort.meaning.source import Sources
from app.sort.state import SortState
from hearthside.errors import InvalidInput
from hearthside.find.vectors import Vectors
from hearthside.wire import Code

# As many as a person may want to go through.
MOST_ALIKE: Final = 50


async def alike(sort: SortState, bench: Bench | None, at: int, sources: Sources) -> AlikeFound:
    """The rows most like row `at`, itself first. Raises InvalidInput (call.invalid)."""
    bench = _with_vectors(sort, bench)
    rows, vectors = _vectors(bench)
    if at not in bench.readings or not bench.readings[at].hidden:
        raise InvalidInput(Code.CALL_INVALID, "That row has no text to go by.")
    packed = vectors.to_int8()
    matrix = await sources.matrices.open_matrix(vectors.dimensions)
    try:
        await sources.matrices.add_rows(matrix, packed.rows, packed.scales)
        query = array("f", bench.readings[at].hidden).tobytes()
        [found] = await sources.matrices.nearest(matrix, query, MOST_ALIKE + 1)
    finally:
        await sources.matrices.close_matrix(matrix)
    near = [rows[place] for place, _ in found if rows[place] != at]
    return AlikeFound(sort.key, (at, *near[:MOST_ALIKE]), f"Like row {at + 1:,}")


def _with_vectors(sort: SortState, bench: Bench | None) -> Bench:
    if bench is None or bench.key != sort.key or not bench.by_vectors:
        words = "Rows are compared by the embedding model: let it decide first (Change the labels)."
        raise InvalidInput(Code.CALL_INVALID, words)
    return bench


def _vectors(bench: Bench) -> tuple[list[int], Vectors]:
    """The rows that have a vector, and the vectors."""
    rows = [at for at, reading in sorted(bench.readings.items()) if reading.hidden]
    if not rows:
        raise InvalidInput(Code.CALL_INVALID, "No row is read yet.")
    numbers = array("f")
    for at in rows:
        numbers.extend(bench.readings[at].hidden)
    return rows, Vectors(numbers, len(bench.readings[rows[0]].hidden))
