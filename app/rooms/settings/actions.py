"""Measuring what long texts cost with the loaded model, one at a time; what was measured is kept.

Knows nothing of screens.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from app.context import Context
from app.events import AsideFound, Failed
from app.rooms.settings.effects import (
    DropMeasured,
    ListMeasured,
    MeasurePace,
    SettingsEffect,
    StopMeasuring,
)
from app.rooms.settings.events import MeasuredFound, PaceEnded, PaceFound, PaceRead
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError, Stopped, error_of
from hearthside.generation.model import Model
from hearthside.pace import COLLECTION, Cost, measure, measured_of, measured_text, read_measured
from hearthside.store import Documents
from hearthside.wire import Code

PLACE: Final = "pace"
STOPPED: Final = "It was stopped."


class SettingsActions:
    """Holds the measuring under way. `clock_ms` counts from 1970."""

    def __init__(
        self, context: Context, clock_ms: Callable[[], float] = lambda: time.time() * 1000
    ) -> None:
        self._models = context.models
        self._dispatch = context.dispatch
        self._clock = context.clock
        self._clock_ms = clock_ms
        self._shelf = context.shelf
        self._documents = Documents(context.shelf, COLLECTION, read_measured)
        self._work: asyncio.Task[None] | None = None

    async def do(self, effect: SettingsEffect) -> None:
        """Do it; what goes wrong is told in the room."""
        try:
            await self._do(effect)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, PLACE)))

    async def _do(self, effect: SettingsEffect) -> None:
        match effect:
            case MeasurePace():
                before, self._work = self._work, asyncio.ensure_future(self._measure(effect))
                if before is not None:
                    before.cancel()
                await asyncio.wait({self._work})
            case StopMeasuring():
                if self._work is not None:
                    self._work.cancel()
            case ListMeasured():
                await self._list()
            case DropMeasured(key):
                await self._shelf.delete(COLLECTION, key)
                await self._list()

    async def _measure(self, effect: MeasurePace) -> None:
        """What is through by its end is kept, however it ends."""
        costs: list[Cost] = []
        model, error, failed = self._models.model, None, ""
        try:
            await self._costs(model, effect, costs)
        except (asyncio.CancelledError, Stopped):
            failed = STOPPED
        except Exception as caught:
            error = shown_error(caught, PLACE)
            failed = error.message or "It failed."
        try:
            if costs and model is not None:
                await self._keep(model, costs, failed)
        except HearthsideError as caught:
            error = error or shown_error(caught, PLACE)
        self._dispatch(PaceEnded(effect.number, error))

    async def _costs(self, model: Model | None, effect: MeasurePace, costs: list[Cost]) -> None:
        if model is None:
            raise error_of(Code.MODEL_NONE, "No language model is loaded.")
        steps = measure(
            model,
            effect.lengths,
            clock=self._clock,
            memory_bytes=self._models.computing_bytes,
        )
        try:
            async for step in steps:
                if isinstance(step, Cost):
                    costs.append(step)
                    self._dispatch(PaceFound(effect.number, step))
                else:
                    self._dispatch(PaceRead(effect.number, step))
        finally:
            await steps.aclose()

    async def _keep(self, model: Model, costs: list[Cost], failed: str) -> None:
        measured = measured_of(model.info, costs, int(self._clock_ms()), failed)
        await self._shelf.put(COLLECTION, measured.key, measured_text(measured))
        await self._list()

    async def _list(self) -> None:
        found, aside = await self._documents.all()
        self._dispatch(MeasuredFound(tuple([it for _, it in found])))
        self._dispatch(AsideFound(COLLECTION, aside))
