"""Rows that are alike: rows like one, near-duplicates, and labels proposed from groups of rows.

Knows which vectors are at hand; how likeness is found is `embedding`'s business.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify import Embeddings, Label
from hearthside.embedding.alike import Alike
from hearthside.embedding.clusters import clusters
from hearthside.embedding.embedder import Embedder
from hearthside.embedding.vectors import Vectors
from hearthside.errors import InvalidInput
from hearthside.generation.model import Model
from hearthside.ports import Matrices
from hearthside.sort.naming import named
from hearthside.sort.sorting import Sorting
from hearthside.text.escape import safe_line
from hearthside.wire import Code

# As many as a person may want to go through.
MOST_ALIKE: Final = 50
# So many texts show what a table is about, and are read in a minute or two.
MOST_GROUPED: Final = 400
LEAST_GROUPED: Final = 8
_DESCRIPTION_CHARACTERS: Final = 60


async def alike(sorting: Sorting, at: int, most: int = MOST_ALIKE) -> tuple[int, ...]:
    """The rows most like row `at`, itself first, by the vectors of a sorting that has them.

    Raises InvalidInput (call.invalid) without vectors or for a row that is not read, and what
    `Matrices` raises.
    """
    rows, vectors, matrices = _vectors(sorting)
    if at not in rows:
        raise InvalidInput(Code.CALL_INVALID, "That row is not read yet, or has no text.")
    async with await Alike.of(vectors, matrices) as compared:
        found = await compared.like_this(rows.index(at), most)
    return (at, *[rows[place] for place, _ in found])


async def near_duplicates(sorting: Sorting) -> tuple[tuple[int, ...], ...]:
    """The rows that say nearly the same as another, group by group. Raises as `alike` does."""
    rows, vectors, matrices = _vectors(sorting)
    async with await Alike.of(vectors, matrices) as compared:
        groups = await compared.near_duplicates()
    return tuple([tuple([rows[place] for place in group]) for group in groups])


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label for each group that was found, the largest group first; `texts` were looked at."""

    labels: tuple[Label, ...]
    texts: int


async def propose_labels(
    texts: Sequence[str], embedder: Embedder, matrices: Matrices, model: Model | None = None
) -> Proposal:
    """Labels for the groups that these texts fall into; a description is a text of its group.

    Of many texts some are looked at. Named by the language model, else by the words that tell the
    groups apart. Raises InvalidInput (call.invalid) for too few, and what the engines raise.
    """
    different = [text for text in dict.fromkeys(text.strip() for text in texts) if text]
    if len(different) < LEAST_GROUPED:
        words = (
            f"{len(different)} different rows are too few to be grouped: write the labels yourself."
        )
        raise InvalidInput(Code.CALL_INVALID, words)
    size = min(MOST_GROUPED, len(different))
    sample = [different[number * len(different) // size] for number in range(size)]
    found = await clusters(await embedder.encode(sample, task="clustering"), matrices)
    central = [[sample[row] for row in group.central] for group in found]
    names = await named(central, model)
    labels = [
        Label(name, safe_line(rows[0], _DESCRIPTION_CHARACTERS))
        for name, rows in zip(names, central, strict=True)
    ]
    return Proposal(tuple(labels), size)


def _vectors(sorting: Sorting) -> tuple[list[int], Vectors, Matrices]:
    """The rows that have a vector, the vectors, and what reckons with them."""
    if not isinstance(sorting.model, Embeddings):
        words = "Rows are compared by the embedding model: let it decide them."
        raise InvalidInput(Code.CALL_INVALID, words)
    rows = [at for at, reading in sorted(sorting.readings.items()) if len(reading.hidden)]
    if not rows:
        raise InvalidInput(Code.CALL_INVALID, "No row is read yet.")
    numbers = array("f")
    for at in rows:
        numbers.extend(sorting.readings[at].hidden)
    width = len(sorting.readings[rows[0]].hidden)
    return rows, Vectors(numbers, width), sorting.model.matrices
