"""The trainer in a worker of its own, which lives only while a model is loaded in it.

Knows the wire's operations of a trainer, and how an adapter's arrays lie in bytes; knows nothing of
browsers, pipes, or of what is learnt.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final, Literal

from hearthside.adapters.browser.answers import progress_of, read
from hearthside.adapters.manifest import trainer_info
from hearthside.adapters.trainer_calls import check_batch, check_state, no_trainer
from hearthside.ports import (
    LoadProgress,
    Loss,
    Stacked,
    StepRates,
    TrainerInfo,
    TrainerState,
    TrainingText,
)
from hearthside.wire import Code, Op
from hearthside.wire.rpc import Peer

# How long the page may take to say that the worker is gone.
_END_S: Final = 10.0


class BrowserTrainer:
    """The `Trainer` next door, over `peer`. `start` and `end` make its worker and take it away;
    `lost` is told that it is gone, however that came."""

    def __init__(
        self, peer: Peer, models_url: str, start: Callable[[], None], end: Callable[[], None]
    ) -> None:
        self.models_url: Final = models_url
        self._peer = peer
        self._start = start
        self._end = end
        self._gone: asyncio.Event | None = None
        self._info: TrainerInfo | None = None

    def lost(self, message: str) -> None:
        """The worker is gone: every open call fails, and nothing is loaded any more."""
        self._info = None
        if self._gone is not None:
            self._gone.set()
        self._gone = None
        self._peer.lost(Code.ENGINE_LOST, message)

    async def load_trainer(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> TrainerInfo:
        await self.unload_trainer()
        self._gone = asyncio.Event()
        self._start()
        place = {"model": model, "base_url": self.models_url, "device": device}
        call = self._peer.call(Op.TRAIN_OPEN, {**place, "allow_software": device == "webgpu"})
        try:
            async for part in call:
                if on_progress is not None:
                    on_progress(progress_of(part))
            self._info = await read(call, trainer_info)
        except BaseException:
            call.stop()
            await self.unload_trainer()
            raise
        return self._info

    async def unload_trainer(self) -> None:
        self._info = None
        gone = self._gone
        if gone is None:
            return
        self._end()
        with suppress(TimeoutError):
            await asyncio.wait_for(gone.wait(), _END_S)

    async def encode(self, texts: Sequence[str]) -> list[list[int]]:
        self._loaded()
        # A half of a pair of surrogates is no text: what it becomes anywhere else too.
        sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        call = self._peer.call(Op.TRAIN_ENCODE, {"texts": sound})
        return await read(call, lambda value: [list(ids) for ids in value["ids"]])

    async def restore(self, state: TrainerState) -> None:
        check_state(state, self._loaded())
        groups = {"arrays": state.arrays, "first": state.first, "second": state.second}
        args = {name: _written(group) for name, group in groups.items()}
        await self._peer.call(Op.TRAIN_RESTORE, {**args, "steps": state.steps})

    async def save(self) -> TrainerState:
        self._loaded()
        return await read(self._peer.call(Op.TRAIN_SAVE, {"moments": True}), _state)

    async def arrays(self) -> dict[str, Stacked]:
        self._loaded()
        call = self._peer.call(Op.TRAIN_SAVE, {"moments": False})
        return await read(call, lambda value: _group(value["arrays"]))

    async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
        check_batch(batch, self._loaded())
        args = {"texts": _texts(batch), "rates": asdict(rates)}
        return await read(self._peer.call(Op.TRAIN_STEP, args), _loss)

    async def loss(self, batch: Sequence[TrainingText]) -> Loss:
        check_batch(batch, self._loaded())
        return await read(self._peer.call(Op.TRAIN_LOSS, {"texts": _texts(batch)}), _loss)

    def _loaded(self) -> TrainerInfo:
        if self._info is None:
            raise no_trainer()
        return self._info


def _texts(batch: Sequence[TrainingText]) -> list[dict[str, Any]]:
    return [{"ids": list(text.ids), "answer_at": text.answer_at} for text in batch]


def _written(group: Mapping[str, Stacked]) -> dict[str, Any]:
    return {name: {"size": list(it.size), "data": it.data} for name, it in group.items()}


def _group(value: Mapping[str, Any]) -> dict[str, Stacked]:
    found = {}
    for name, told in value.items():
        layers, rows, columns = told["size"]
        if not isinstance(told["data"], bytes):
            raise TypeError(f"no bytes: {type(told['data']).__name__}")
        found[name] = Stacked((layers, rows, columns), told["data"])
    return found


def _state(value: Any) -> TrainerState:
    groups = [_group(value[name]) for name in ("arrays", "first", "second")]
    return TrainerState(groups[0], groups[1], groups[2], int(value["steps"]))


def _loss(value: Any) -> Loss:
    return Loss(float(value["nats"]), int(value["answer_tokens"]))
