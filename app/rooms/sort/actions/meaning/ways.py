"""Both models on the rows that a person labelled: which one is right more often, and is it sure.

Knows nothing of the page, or of how either model decides.
"""

from dataclasses import replace
from typing import Final, Literal

from app.rooms.sort.actions.session import Bench, bench_for
from app.rooms.sort.effects import Compare
from app.rooms.sort.events import WaysCompared, WaysMoved
from app.rooms.sort.state import LEAST_COMPARED
from app.shell.actions.context import Tell
from app.shell.actions.source import Sources
from app.shell.deciding import By
from hearthside.classify import better_on
from hearthside.errors import InvalidInput
from hearthside.wire import Code

# More take many minutes to read by the language model.
MOST_COMPARED: Final = 100
# Some seconds of either model, for a trial that nobody asked for.
_MOST_TRIED: Final = 30
_NAMES: Final[dict[By, str]] = {
    "likelihood": "the language model",
    "embedding": "the embedding model",
}


async def compared(
    wanted: Compare, bench: Bench | None, sources: Sources, tell: Tell
) -> WaysCompared:
    """Raises InvalidInput (call.invalid) with too few rows, ModelError (model.none).

    `tell` hears how the reading by the other model goes.
    """
    sort = wanted.sort
    if bench is None or bench.key != sort.key:
        raise InvalidInput(Code.CALL_INVALID, "Start reading the rows first.")
    own = bench.settings.by
    other: By = "likelihood" if own == "embedding" else "embedding"
    source = sources.of(other)
    if source is None:
        words = f"Fetch {_NAMES[other]} first: it has to decide the same rows."
        raise InvalidInput(Code.CALL_INVALID, words)
    plan = bench_for(replace(sort, settings=replace(bench.settings, by=other)), source)
    rows = [
        at
        for at in bench.labelled(MOST_COMPARED if wanted.asked else _MOST_TRIED)
        if at not in plan.in_prompt
    ]
    if len(rows) < LEAST_COMPARED:
        words = f"{len(rows)} rows are too few to compare on. Label {LEAST_COMPARED} at least."
        raise InvalidInput(Code.CALL_INVALID, words)
    # As they stand now: a person may go on labelling while the other model reads.
    truths = [bench.rows[at].truth or () for at in rows]
    rival = await plan.fitted(source, lambda _done, _of: None)
    try:
        readings = await rival.root.read_many(
            [bench.text_of(at) for at in rows],
            lambda done, of: tell(WaysMoved(sort.key, done, of)),
        )
    finally:
        await rival.root.close()
    ways = {
        _NAMES[own]: (bench.base(), [bench.readings[at] for at in rows]),
        _NAMES[other]: (rival.root, readings),
    }
    trial = await better_on(ways, truths)
    found = trial.comparison
    wins: By | Literal[""] = other if found.sure and found.best == _NAMES[other] else ""
    return WaysCompared(sort.key, found.words, wins, wanted.asked)
