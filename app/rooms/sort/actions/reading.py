"""The rows of a sort read: told as often as the page bears it, and kept as they come."""

import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Final

from app.rooms.sort.events import SortMoved
from app.rooms.sort.state import Pace
from app.shell.actions.ports import Dispatch
from hearthside.sort import Progress, Sorting, Verdict
from hearthside.sort.kept import RowKeeper

# How often the page is told, and how much of the time telling may take at most.
_TELL_EVERY_S: Final = 0.25
_TELLING_SHARE: Final = 8


class RowReader:
    """One go at the rows of `sorting`. Cancel it to pause; what was read stays."""

    def __init__(
        self,
        sorting: Sorting,
        keeper: RowKeeper,
        dispatch: Dispatch,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sorting = sorting
        self._keeper = keeper
        self._dispatch = dispatch
        self._clock = clock
        self._fresh: dict[int, Verdict] = {}
        self._pace = Pace()
        self._next_tell_s = 0.0

    async def read(self) -> None:
        """All rows that are left. Raises what the engine or the shelf raises."""
        try:
            async with aclosing(self._sorting.read(self._clock)) as steps:
                async for step in steps:
                    self._take(step)
                    await self._keeper.add(step.rows)
        finally:
            # However it ends, what was read is told and kept.
            self._flush()
            await self._keeper.finish()

    def _take(self, step: Progress) -> None:
        self._fresh |= step.verdicts
        self._pace = Pace(step.done, step.of, step.rows_per_second, step.seconds_left)
        if self._clock() >= self._next_tell_s:
            self._flush()

    def _flush(self) -> None:
        """Dispatch what is new. A slow page is told less often, so that the reading goes on."""
        began_s, sorting = self._clock(), self._sorting
        self._dispatch(SortMoved(sorting.key, self._fresh, self._pace, "read", sorting.model_id))
        self._fresh = {}
        now_s = self._clock()
        self._next_tell_s = now_s + max(_TELL_EVERY_S, (now_s - began_s) * _TELLING_SHARE)
