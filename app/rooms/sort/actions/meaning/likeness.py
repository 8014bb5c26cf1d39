"""Rows that are alike: rows like one, near-duplicates, and labels proposed from groups of rows.

Knows which vectors are at hand; how likeness is found is the library's. Knows nothing of the page.
"""

from array import array
from typing import Final

from app.rooms.sort.actions.session import Bench
from app.rooms.sort.events import AlikeFound, LabelsProposed
from app.rooms.sort.setup import labels_of
from app.rooms.sort.state import SortState
from app.shell.actions.source import Sources
from hearthside.embedding.vectors import Vectors
from hearthside.errors import InvalidInput
from hearthside.find.groups import Alike, clusters, named
from hearthside.text.escape import safe_line
from hearthside.wire import Code

# As many as a person may want to go through.
MOST_ALIKE: Final = 50
# So many rows show what a table is about, and are read in a minute or two.
MOST_GROUPED: Final = 400
LEAST_GROUPED: Final = 8
_DESCRIPTION_CHARACTERS: Final = 60


async def alike(sort: SortState, bench: Bench | None, at: int, sources: Sources) -> AlikeFound:
    """The rows most like row `at`, itself first. Raises InvalidInput (call.invalid)."""
    rows, vectors = _vectors(_with_vectors(sort, bench))
    if at not in rows:
        raise InvalidInput(Code.CALL_INVALID, "That row is not read yet, or has no text.")
    async with await Alike.of(vectors, sources.matrices) as compared:
        found = await compared.like_this(rows.index(at), MOST_ALIKE)
    near = (at, *[rows[place] for place, _ in found])
    return AlikeFound(sort.key, near, f"Like row {at + 1:,}")


async def twins(sort: SortState, bench: Bench | None, sources: Sources) -> AlikeFound:
    """The rows that say nearly the same as another, group by group; none is an answer too."""
    rows, vectors = _vectors(_with_vectors(sort, bench))
    async with await Alike.of(vectors, sources.matrices) as compared:
        groups = await compared.near_duplicates()
    near = tuple([rows[place] for group in groups for place in group])
    if not near:
        raise InvalidInput(Code.CALL_INVALID, "No two rows say nearly the same.")
    return AlikeFound(sort.key, near, "Near-duplicates")


async def proposed(sort: SortState, written: str, sources: Sources) -> LabelsProposed:
    """Labels for the groups that the rows of the column fall into, the largest group first, after
    the lines `written` before; a name that stands there already is not said again.

    Named by the language model if it is awake, else by the words that tell them apart.
    """
    embedder = sources.embedder()
    if sort.table is None or embedder is None:
        raise InvalidInput(
            Code.CALL_INVALID, "Download the embedding model first, and open a table."
        )
    different = dict.fromkeys(row[sort.column].strip() for row in sort.table.rows)
    texts = [text for text in different if text]
    if len(texts) < LEAST_GROUPED:
        words = f"{len(texts)} different rows are too few to be grouped: write the labels yourself."
        raise InvalidInput(Code.CALL_INVALID, words)
    size = min(MOST_GROUPED, len(texts))
    sample = [texts[number * len(texts) // size] for number in range(size)]
    vectors = await embedder.encode(sample, task="clustering")
    found = await clusters(vectors, sources.matrices)
    central = [[sample[row] for row in group.central] for group in found]
    names = await named(central, sources.models.model)
    kept = [line for line in written.splitlines() if line.strip()]
    taken = {label.name.casefold() for label in labels_of(written)}
    lines = [
        f"{name.replace(':', ' ')}: {safe_line(rows[0], _DESCRIPTION_CHARACTERS)}"
        for name, rows in zip(names, central, strict=True)
        if name.casefold() not in taken
    ]
    words = f"{len(found)} groups were found in {size:,} rows. Change their names as you like."
    return LabelsProposed(sort.key, (*kept, *lines), words)


def _with_vectors(sort: SortState, bench: Bench | None) -> Bench:
    if bench is None or bench.key != sort.key or not bench.by_vectors:
        words = "Rows are compared by the embedding model: let it decide first (Change the labels)."
        raise InvalidInput(Code.CALL_INVALID, words)
    return bench


def _vectors(bench: Bench) -> tuple[list[int], Vectors]:
    """The rows that have a vector, and the vectors."""
    rows = [at for at, reading in sorted(bench.readings.items()) if len(reading.hidden)]
    if not rows:
        raise InvalidInput(Code.CALL_INVALID, "No row is read yet.")
    numbers = array("f")
    for at in rows:
        numbers.extend(bench.readings[at].hidden)
    return rows, Vectors(numbers, len(bench.readings[rows[0]].hidden))
