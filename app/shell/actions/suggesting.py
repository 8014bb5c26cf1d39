"""How a text that is being written may go on, by the loaded model, one asking at a time.

An asking takes the place of the one before. What fails is no matter: nothing is suggested. Knows
nothing of fields.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from app.effects import DropSuggestion, Suggest
from app.events import Suggested
from app.shell.actions.model import ModelActions
from app.shell.actions.ports import Dispatch
from hearthside.errors import HearthsideError
from hearthside.write.suggesting import Suggester


class SuggestActions:
    """`busy` says whether the model is at work for somebody: then nothing is asked of it."""

    def __init__(self, models: ModelActions, dispatch: Dispatch, busy: Callable[[], bool]) -> None:
        self._models = models
        self._dispatch = dispatch
        self._busy = busy
        self._suggester: Suggester | None = None
        self._asking: asyncio.Task[None] | None = None

    async def do(self, effect: Suggest | DropSuggestion) -> None:
        """Do it, however it ends."""
        before = self._asking
        if before is not None and not before.done():
            before.cancel()
        if isinstance(effect, Suggest):
            asking = self._asking = asyncio.ensure_future(self._suggest(effect, before))
            await asyncio.wait({asking})
            if not asking.cancelled():
                asking.result()
        elif effect.rest:
            await self._rest()

    async def _suggest(self, asked: Suggest, before: asyncio.Task[None] | None) -> None:
        """One after another: they share a cache."""
        if before is not None:
            await asyncio.wait({before})
        text = ""
        with suppress(HearthsideError):
            if (suggester := await self._current()) is not None:
                text = await suggester.suggest(asked.text, asked.before)
        self._dispatch(Suggested(asked.number, text))

    async def _current(self) -> Suggester | None:
        """One for the model that is loaded now; None where none is."""
        model = self._models.model
        if self._suggester is not None and self._suggester.model is not model:
            await self._rest()
        if self._suggester is None and model is not None:
            self._suggester = Suggester(model, self._busy)
        return self._suggester

    async def _rest(self) -> None:
        suggester, self._suggester = self._suggester, None
        if suggester is not None:
            with suppress(HearthsideError):  # an engine that is gone has nothing to give back
                await suggester.aclose()
