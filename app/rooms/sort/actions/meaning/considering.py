"""What a person wants to know of all rows at once, each answered by one event.

What takes a minute can be stopped, and is one thing at a time. Knows which part answers what;
knows nothing of how.
"""

import asyncio
from typing import TypeAlias

from app.rooms.sort.actions.meaning.likeness import proposed, rows_like, twins
from app.rooms.sort.actions.meaning.ways import compared
from app.rooms.sort.effects import (
    Compare,
    FindAlike,
    ProposeLabels,
    StopConsidering,
)
from app.rooms.sort.events import AlikeFound, LabelsProposed, WaysCompared
from app.shell.actions.ports import Dispatch
from app.shell.actions.source import Sources
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.sort import Sorting

Answer: TypeAlias = WaysCompared | AlikeFound | LabelsProposed
Question: TypeAlias = Compare | FindAlike | ProposeLabels


class Considering:
    """Holds what is under way. `dispatch` takes events."""

    def __init__(self, sources: Sources, dispatch: Dispatch) -> None:
        self._sources = sources
        self._dispatch = dispatch
        self._under_way: asyncio.Task[Answer] | None = None

    async def do(self, effect: Question | StopConsidering, sorting: Sorting | None) -> None:
        """Answer it. What cannot be answered is said in the answer's place; raises what the engine
        raises, after an answer without words."""
        if isinstance(effect, StopConsidering):
            self.stop()
            return
        try:
            self._dispatch(await self._answer(effect, sorting))
        except asyncio.CancelledError:
            self._dispatch(_without(effect, "Stopped."))
        except InvalidInput as error:
            self._dispatch(_without(effect, error.message))
        except HearthsideError:
            self._dispatch(_without(effect, ""))
            raise

    async def _answer(self, effect: Question, sorting: Sorting | None) -> Answer:
        if isinstance(effect, FindAlike):
            if effect.at is None:
                return await twins(effect.sort, sorting)
            return await rows_like(effect.sort, sorting, effect.at)
        self.stop()
        work = (
            compared(effect, sorting, self._sources, self._dispatch)
            if isinstance(effect, Compare)
            else proposed(effect.sort, effect.written, self._sources)
        )
        task: asyncio.Task[Answer] = asyncio.ensure_future(work)
        self._under_way = task
        return await task

    def stop(self) -> None:
        """End what is under way, if anything is."""
        if self._under_way is not None:
            self._under_way.cancel()


def _without(effect: Question, words: str) -> Answer:
    """The answer that there is none."""
    key = effect.sort.key
    if isinstance(effect, Compare):
        return WaysCompared(key, words, "", effect.asked)
    return (AlikeFound if isinstance(effect, FindAlike) else LabelsProposed)(key, (), words)
