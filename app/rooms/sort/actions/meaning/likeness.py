"""Rows that are alike, and labels proposed from rows: asked of the library, said to the page."""

from app.rooms.sort.events import AlikeFound, LabelsProposed
from app.rooms.sort.setup import labels_of
from app.rooms.sort.state import SortState
from app.shell.actions.source import Sources
from hearthside.errors import InvalidInput
from hearthside.sort import Sorting, alike, near_duplicates, propose_labels
from hearthside.wire import Code


async def rows_like(sort: SortState, sorting: Sorting | None, at: int) -> AlikeFound:
    """The rows most like row `at`, itself first. Raises InvalidInput (call.invalid)."""
    near = await alike(_with_vectors(sort, sorting), at)
    return AlikeFound(sort.key, near, f"Like row {at + 1:,}")


async def twins(sort: SortState, sorting: Sorting | None) -> AlikeFound:
    """The rows that say nearly the same as another, group by group; none is an answer too."""
    groups = await near_duplicates(_with_vectors(sort, sorting))
    if not groups:
        raise InvalidInput(Code.CALL_INVALID, "No two rows say nearly the same.")
    return AlikeFound(sort.key, tuple([at for group in groups for at in group]), "Near-duplicates")


async def proposed(sort: SortState, written: str, sources: Sources) -> LabelsProposed:
    """Labels for the groups that the rows of the column fall into, the largest group first, after
    the lines `written` before; a name that stands there already is not said again."""
    embedder = sources.embedder()
    if sort.table is None or embedder is None:
        raise InvalidInput(
            Code.CALL_INVALID, "Download the embedding model first, and open a table."
        )
    texts = [row[sort.column] for row in sort.table.rows]
    found = await propose_labels(texts, embedder, sources.matrices, sources.models.model)
    kept = [line for line in written.splitlines() if line.strip()]
    taken = {label.name.casefold() for label in labels_of(written)}
    lines = [
        f"{label.name.replace(':', ' ')}: {label.description}"
        for label in found.labels
        if label.name.casefold() not in taken
    ]
    words = (
        f"{len(found.labels)} groups were found in {found.texts:,} rows. "
        "Change their names as you like."
    )
    return LabelsProposed(sort.key, (*kept, *lines), words)


def _with_vectors(sort: SortState, sorting: Sorting | None) -> Sorting:
    if sorting is None or sorting.key != sort.key or not sorting.by_vectors:
        words = "Rows are compared by the embedding model: let it decide first (Change the labels)."
        raise InvalidInput(Code.CALL_INVALID, words)
    return sorting
