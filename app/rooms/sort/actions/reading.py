"""Reads the rows that are not read yet, one after another, and keeps what was read.

Knows when to tell and when to keep; knows nothing of what is shown.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from app.rooms.sort.actions.jobs import BLOCK_ROWS, JobShelf
from app.rooms.sort.actions.session import Bench
from app.rooms.sort.events import Redecided, SortMoved
from app.rooms.sort.state import Pace, Verdict
from app.shell.actions.context import Tell

# How often the page is told, and how much of the time telling may take at most.
_TELL_EVERY_S: Final = 0.25
_TELLING_SHARE: Final = 8
# Before so many rows the speed is a guess.
_STEADY_ROWS: Final = 3
# Vectors of several rows come quicker together; a pause waits for them.
_AT_ONCE: Final = 16
_EVEN_FROM: Final = 32


class RowReader:
    """One go at the rows of `bench`. Cancel it to pause; what was read stays. `on_kept` is called
    when more of it is kept, so that a tab that is closed meanwhile finds all of it again."""

    def __init__(
        self,
        bench: Bench,
        jobs: JobShelf,
        tell: Tell,
        on_kept: Callable[[], Awaitable[None]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bench = bench
        self._jobs = jobs
        self._on_kept = on_kept
        self._tell = tell
        self._clock = clock
        self._fresh: dict[int, Verdict] = {}
        self._unkept: set[int] = set()
        self._next_tell_s = 0.0
        self._began_s = clock()
        self._read_rows = 0

    async def read(self) -> None:
        """All rows that are left. Raises what the engine or the shelf raises."""
        bench = self._bench
        self._fresh = dict(await bench.decide_all())
        self._flush()
        self._began_s = self._clock()
        try:
            left = [at for at in range(len(bench.table.rows)) if at not in bench.readings]
            size = _AT_ONCE if bench.by_vectors else 1
            for first in range(0, len(left), size):
                await self._rows(left[first : first + size])
        finally:
            # However it ends, what was read is told and kept.
            self._flush()
            for block in sorted(self._unkept):
                await self._keep(block)
        await self._balance()

    async def _rows(self, some: Sequence[int]) -> None:
        bench, before = self._bench, len(self._bench.readings)
        new = {bench.text_of(at): at for at in some if bench.known(at) is None}
        for text, reading in zip(new, await bench.root.read_many(list(new)), strict=True):
            bench.take(new[text], reading)
        for at in some:
            if at not in bench.readings and (twin := bench.known(at)) is not None:
                bench.take(at, twin)
            self._fresh[at] = bench.decide(at)
        self._read_rows += len(some)
        if self._clock() >= self._next_tell_s:
            self._flush()
        self._unkept.update(at // BLOCK_ROWS for at in some)
        # What no later row can add to is kept.
        for block in sorted(one for one in self._unkept if (one + 1) * BLOCK_ROWS <= some[-1] + 1):
            await self._keep(block)
        count = len(bench.readings)
        doubled = count.bit_length() > before.bit_length()
        if bench.settings.even and count >= _EVEN_FROM and doubled:
            await self._balance()

    async def _balance(self) -> None:
        """How common the labels are is known better now: all rows are decided anew."""
        bench = self._bench
        if bench.settings.even:
            await bench.learn(bench.rows)
            self._tell(Redecided(bench.key, await bench.decide_all(), taught=False))

    async def _keep(self, block: int) -> None:
        bench = self._bench
        await self._jobs.put_block(bench.key, block, bench.readings, bench.mark)
        rows = range(block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS)
        verdicts = {at: bench.decide(at) for at in rows if at in bench.readings}
        await self._jobs.put_block_verdicts(bench.key, block, verdicts)
        self._unkept.discard(block)
        await self._on_kept()

    def _flush(self) -> None:
        """Tell what is new. A slow page is told less often, so that the reading goes on."""
        began_s = self._clock()
        model = self._bench.model
        self._tell(SortMoved(self._bench.key, self._fresh, self._pace(began_s), "read", model))
        self._fresh = {}
        now_s = self._clock()
        self._next_tell_s = now_s + max(_TELL_EVERY_S, (now_s - began_s) * _TELLING_SHARE)

    def _pace(self, now_s: float) -> Pace:
        done, of = len(self._bench.readings), len(self._bench.table.rows)
        elapsed_s = now_s - self._began_s
        if self._read_rows < _STEADY_ROWS or elapsed_s <= 0:
            return Pace(done, of)
        speed = self._read_rows / elapsed_s
        return Pace(done, of, speed, (of - done) / speed)
