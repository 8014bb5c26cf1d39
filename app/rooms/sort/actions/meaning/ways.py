"""Both models on the rows that a person labelled: compared by the library, said to the page."""

from typing import Final, Literal

from app.rooms.sort.effects import Compare
from app.rooms.sort.events import WaysCompared, WaysMoved
from app.shell.actions.ports import Dispatch
from app.shell.actions.source import Sources
from app.shell.deciding import By
from hearthside.errors import InvalidInput
from hearthside.sort import MOST_COMPARED, NAMES, Sorting, compare
from hearthside.wire import Code

# Some seconds of either model, for a trial that nobody asked for.
_MOST_TRIED: Final = 30


async def compared(
    wanted: Compare, sorting: Sorting | None, sources: Sources, dispatch: Dispatch
) -> WaysCompared:
    """Raises InvalidInput (call.invalid) with too few rows, or without the other model.

    `dispatch` hears how the reading by the other model goes.
    """
    key = wanted.sort.key
    if sorting is None or sorting.key != key:
        raise InvalidInput(Code.CALL_INVALID, "Start reading the rows first.")
    other: By = "likelihood" if sorting.by_vectors else "embedding"
    source = sources.of(other)
    if source is None:
        words = f"Fetch {NAMES[other]} first: it has to decide the same rows."
        raise InvalidInput(Code.CALL_INVALID, words)
    found = await compare(
        sorting,
        source.model,
        MOST_COMPARED if wanted.asked else _MOST_TRIED,
        lambda done, of: dispatch(WaysMoved(key, done, of)),
    )
    wins: By | Literal[""] = other if found.sure and found.best == NAMES[other] else ""
    return WaysCompared(key, found.words, wins, wanted.asked)
