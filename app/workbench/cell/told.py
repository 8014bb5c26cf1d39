"""Tells the page what cells ask of a model, for the log of a person who wants one.

    told = Told(report)
    model = await load_model(..., heard=told.heard)
    async with told.run():
        ...  # told every few seconds, and at the end

Whether there is a log the page knows. Knows nothing of where it lies.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from app.workbench.cell.terms import Report
from hearthside.generation.listening import Asked, Writing
from hearthside.log import Occasion, current_occasion, entry_text, occasion
from hearthside.log.underway import Underway

EVERY_S: Final = 3.0
# A cell may begin many texts and end none: the oldest of them are told of no more.
_MAX_UNDERWAY: Final = 200


class Told:
    """`report` takes `{name: "asked", key, text}`: an entry of a log, anew when it has grown."""

    def __init__(self, report: Report, every_s: float = EVERY_S) -> None:
        self._report = report
        self._every_s = every_s
        self._underway: list[Underway] = []

    def heard(self, asked: Asked, writing: Writing) -> None:
        """A text is asked for: a `Listener`."""
        doing = current_occasion() or Occasion("", "Workbench")
        self._underway.append(Underway(asked, writing, doing, seen_s=0.0))
        del self._underway[:-_MAX_UNDERWAY]

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """While a cell runs. What it asks for is one conversation."""
        with occasion("Workbench"):
            telling = asyncio.create_task(self._tell_often())
            try:
                yield
            finally:
                telling.cancel()
                await self._tell()

    async def _tell_often(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            await self._tell()

    async def _tell(self) -> None:
        for one in [one for one in self._underway if one.grown]:
            entry = await one.entry()
            one.seen_tokens = entry.output_tokens
            self._report({"name": "asked", "key": entry.id, "text": entry_text(entry)})
            if "reason" in entry.outcome:
                self._underway.remove(one)
