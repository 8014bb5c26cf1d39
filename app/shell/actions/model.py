"""Surveying the device, and loading and deleting models.

One load at a time: a new one ends the one before. Knows nothing of stories.
"""

import asyncio
import time
from collections.abc import Callable

from app.effects import ForgetModel, LoadModel, Survey
from app.events import Failed, FetchMoved, ModelAway, ModelReady, Surveyed
from app.shell.actions.ports import Device, Dispatch, shown_error
from app.shell.offers import machine_of
from app.state import Fetch, Machine
from hearthside.errors import HearthsideError, Stopped, WorkerLost
from hearthside.generation.listening import Listener
from hearthside.generation.model import Model, load_model
from hearthside.ports import LoadProgress

# A first guess of the speed is wild; after this long it is worth showing.
_STEADY_S = 1.0


class ModelActions:
    """Holds the loaded model. `dispatch` takes events, `heard` all that is asked of a model."""

    def __init__(
        self,
        device: Device,
        dispatch: Dispatch,
        clock: Callable[[], float] = time.monotonic,
        heard: Listener | None = None,
    ) -> None:
        self.model: Model | None = None
        self._device = device
        self._dispatch = dispatch
        self._clock = clock
        self._heard = heard
        self._loading: asyncio.Task[None] | None = None

    async def do(self, effect: Survey | LoadModel | ForgetModel) -> None:
        match effect:
            case Survey():
                await self.survey()
            case LoadModel():
                await self.load(effect)
            case ForgetModel():
                await self.forget(effect)

    async def survey(self) -> None:
        """What the device can do and keeps. A device that cannot say so is still told about."""
        try:
            machine = machine_of(await self._device.probe())
            kept = {
                entry["id"]: (int(entry["bytes"]), bool(entry["complete"]))
                for entry in await self._device.kept()
            }
            self._dispatch(Surveyed(machine, kept))
        except WorkerLost:
            pass  # the page tells of the new engine, and that begins another survey
        except HearthsideError as error:
            self._dispatch(Surveyed(Machine(), {}))
            self._dispatch(Failed(shown_error(error, "model")))

    async def computing_bytes(self) -> int:
        """The memory that loaded models compute in, as far as the engine tells; else 0."""
        return int((await self._device.probe()).get("computing_bytes") or 0)

    async def load(self, effect: LoadModel) -> None:
        """Fetch and wake a model; says `ModelReady` or `ModelAway`."""
        self.cancel()
        self.model = None
        task = self._loading = asyncio.ensure_future(self._load(effect))
        try:
            await task
        except asyncio.CancelledError:
            if self._loading is task:
                self._dispatch(ModelAway())
        except Stopped:
            self._dispatch(ModelAway())
        except WorkerLost:
            pass  # the page tells of the new engine, and that begins another load
        except HearthsideError as error:
            self._dispatch(ModelAway(shown_error(error, "model")))

    async def _load(self, effect: LoadModel) -> None:
        meter = Meter(self._clock)
        self.model = await load_model(
            self._device,
            effect.model,
            device=effect.preferences.device,
            allow_software=effect.preferences.software,
            on_progress=lambda progress: self._dispatch(FetchMoved(meter.read(progress))),
            heard=self._heard,
        )
        self._dispatch(ModelReady(self.model.info))

    def cancel(self) -> None:
        """End the load that is under way, if any."""
        if self._loading is not None and not self._loading.done():
            self._loading.cancel()

    async def rest(self) -> None:
        """Give the memory of the loaded model to something else; says `ModelAway`."""
        self.cancel()
        self.model = None
        self._dispatch(ModelAway())
        await self._device.unload()

    async def forget(self, effect: ForgetModel) -> None:
        if self.model is not None and self.model.info.id == effect.model:
            self.model = None
            await self._device.unload()
        await self._device.forget(effect.model)
        await self.survey()


class Meter:
    """Turns reports of bytes into a speed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began_s: float | None = None
        self._first_bytes = 0

    def read(self, progress: LoadProgress) -> Fetch:
        speed = 0.0
        if progress.phase == "download":
            now_s = self._clock()
            if self._began_s is None:
                self._began_s, self._first_bytes = now_s, progress.loaded_bytes
            elapsed_s = now_s - self._began_s
            if elapsed_s >= _STEADY_S:
                speed = (progress.loaded_bytes - self._first_bytes) / elapsed_s
        return Fetch(progress.phase, progress.loaded_bytes, progress.total_bytes, speed)
