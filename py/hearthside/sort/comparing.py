"""Two models on the rows that a person labelled: which one is right more often, and is it sure.

Knows nothing of how either decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from hearthside.classify import Comparison, Embeddings, SourceKind, better_on
from hearthside.errors import InvalidInput
from hearthside.sort.plan import Decider, Plan
from hearthside.sort.sorting import Sorting
from hearthside.wire import Code

# Fewer labelled rows tell nothing of which model does better on them.
LEAST_COMPARED: Final = 10
# More take many minutes to read by a language model.
MOST_COMPARED: Final = 100
NAMES: Final[Mapping[SourceKind, str]] = {
    "likelihood": "the language model",
    "embedding": "the embedding model",
}


async def compare(
    sorting: Sorting,
    model: Decider,
    most: int = MOST_COMPARED,
    on_progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """The sorting's own model against one of the other kind, by NAMES, on labelled rows.

    At most `most` rows are read by `model`, of which `on_progress` hears; none of them stands in a
    prompt. Raises InvalidInput (call.invalid) for a model of the same kind or with too few rows,
    and what the engine raises.
    """
    own = sorting.settings.by
    other: SourceKind = "embedding" if isinstance(model, Embeddings) else "likelihood"
    if other == own:
        raise InvalidInput(Code.CALL_INVALID, f"It is {NAMES[own]} that decides already.")
    settings = replace(sorting.settings, by=other)
    plan = Plan.of(sorting.table, settings, model, sorting.answers)
    rows = [at for at in sorting.labelled(most) if at not in plan.in_prompt]
    if len(rows) < LEAST_COMPARED:
        words = f"{len(rows)} rows are too few to compare on. Label {LEAST_COMPARED} at least."
        raise InvalidInput(Code.CALL_INVALID, words)
    # As they stand now: a person may go on labelling while the other model reads.
    truths = [sorting.answers[at].truth or () for at in rows]
    rival = await plan.classifier()
    try:
        readings = await rival.read_many([sorting.text_of(at) for at in rows], on_progress)
    finally:
        await rival.close()
    ways = {
        NAMES[own]: (sorting.base(), [sorting.readings[at] for at in rows]),
        NAMES[other]: (rival, readings),
    }
    return (await better_on(ways, truths)).comparison
