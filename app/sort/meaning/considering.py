"""What a person wants to know of all rows at once, each answered by one event.

Knows which part answers what; knows nothing of how.
"""

from app.deeds.source import Sources
from app.sort.bench import Bench
from app.sort.effects import Compare, FindAlike, MeaningEffect
from app.sort.events import AlikeFound, LabelsProposed, WaysCompared
from app.sort.meaning.likeness import alike, proposed, twins
from app.sort.meaning.ways import compared


async def considered(
    effect: MeaningEffect, bench: Bench | None, sources: Sources
) -> WaysCompared | AlikeFound | LabelsProposed:
    """Raises InvalidInput and what the engine raises."""
    if isinstance(effect, Compare):
        return await compared(effect.sort, bench, sources)
    if isinstance(effect, FindAlike):
        if effect.at is None:
            return await twins(effect.sort, bench, sources)
        return await alike(effect.sort, bench, effect.at, sources)
    return await proposed(effect.sort, effect.written, sources)
