"""Keeps the rows of a sorting while they are read, so that a tab that is closed loses few of them.

Knows when a block is whole; knows nothing of how it is kept.
"""

from collections.abc import Awaitable, Callable, Sequence

from hearthside.sort.kept.shelf import BLOCK_ROWS, JobShelf
from hearthside.sort.sorting import Sorting


class RowKeeper:
    """`on_kept` is awaited whenever more is kept: the job says how many rows are read."""

    def __init__(
        self, sorting: Sorting, jobs: JobShelf, on_kept: Callable[[], Awaitable[None]]
    ) -> None:
        self._sorting = sorting
        self._jobs = jobs
        self._on_kept = on_kept
        self._unkept: set[int] = set()

    async def add(self, rows: Sequence[int]) -> None:
        """These rows were read, the last of them last. Raises StorageError."""
        self._unkept.update(at // BLOCK_ROWS for at in rows)
        # What no later row can add to is kept.
        whole = {
            block for block in self._unkept if rows and (block + 1) * BLOCK_ROWS <= rows[-1] + 1
        }
        for block in sorted(whole):
            await self._keep(block)

    async def finish(self) -> None:
        """The reading has ended, wherever it is: the rest is kept. Raises StorageError."""
        for block in sorted(self._unkept):
            await self._keep(block)

    async def _keep(self, block: int) -> None:
        await self._jobs.put_block(self._sorting, block)
        self._unkept.discard(block)
        await self._on_kept()
