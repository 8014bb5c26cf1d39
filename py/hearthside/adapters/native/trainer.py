"""The trainer on CPython: ONNX Runtime on the CPU over the training graph of a model's folder.

    trainer = NativeTrainer(Path.home() / ".cache/hearthside/models")
    info = await trainer.load_trainer("gemma-3-270m-en")

One text a run; the gradients of a batch add up before AdamW takes its step. Knows nothing of what
is taught, or in which order.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from hearthside.adapters.manifest import trainer_info
from hearthside.adapters.native.adamw import AdamW, norm_of
from hearthside.adapters.native.decoder import here, open_session
from hearthside.adapters.native.folder import check_files, read_manifest
from hearthside.adapters.trainer_calls import (
    check_batch,
    check_state,
    diverged,
    no_trainer,
    nothing_held,
)
from hearthside.errors import error_of
from hearthside.ports import (
    ARRAYS,
    LoadProgress,
    Loss,
    Stacked,
    StepRates,
    TrainerInfo,
    TrainerState,
    TrainingText,
)
from hearthside.wire import Code

_Arrays = Mapping[str, npt.NDArray[np.float32]]
_FORM: Final = "wasm"
_GRADIENTS: Final = tuple([f"grad.{name}" for name in ARRAYS])


@dataclass(frozen=True, slots=True)
class _Loaded:
    info: TrainerInfo
    session: Any
    tokenizer: Any
    answers_multiple: int


class NativeTrainer:
    """A `Trainer` over the model folders in `models`, with `threads` threads."""

    def __init__(self, models: Path, *, threads: int = 2) -> None:
        self._models = models
        self._threads = threads
        self._loaded: _Loaded | None = None
        self._held: AdamW | None = None

    async def load_trainer(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> TrainerInfo:
        if device == "webgpu":
            raise error_of(Code.DEVICE_NONE, "There is no WebGPU outside a browser. Use auto.")
        await self.unload_trainer()
        if on_progress is not None:
            on_progress(LoadProgress("load"))
        folder = self._models / model
        self._loaded = await asyncio.to_thread(_load, folder, self._threads)
        return self._loaded.info

    async def unload_trainer(self) -> None:
        self._loaded = self._held = None

    async def encode(self, texts: Sequence[str]) -> list[list[int]]:
        tokenizer = self._model().tokenizer
        sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        return [tokenizer.encode(text, add_special_tokens=False).ids for text in sound]

    async def restore(self, state: TrainerState) -> None:
        check_state(state, self._model().info)
        arrays = _numbers(state.arrays)
        none = {name: np.zeros_like(array) for name, array in arrays.items()}
        first, second = (_numbers(group) or none for group in (state.first, state.second))
        self._held = AdamW(arrays, first, second, state.steps)

    async def save(self) -> TrainerState:
        held = self._adapter()
        first, second = _stacked(held.first), _stacked(held.second)
        return TrainerState(_stacked(held.arrays), first, second, held.steps)

    async def arrays(self) -> dict[str, Stacked]:
        return _stacked(self._adapter().arrays)

    async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
        loaded, held = self._model(), self._adapter()
        check_batch(batch, loaded.info)
        loss, gradients = await asyncio.to_thread(computed, loaded, held.arrays, batch)
        length = norm_of(gradients)
        if not np.isfinite([loss.nats, length]).all():
            raise diverged(f"loss {loss.nats:.4g}, gradients of length {length:.4g}")
        self._held = held.stepped(gradients, rates)
        return loss

    async def loss(self, batch: Sequence[TrainingText]) -> Loss:
        loaded, held = self._model(), self._adapter()
        check_batch(batch, loaded.info)
        loss, _ = await asyncio.to_thread(computed, loaded, held.arrays, batch, ["loss"])
        return loss

    def _model(self) -> _Loaded:
        if self._loaded is None:
            raise no_trainer()
        return self._loaded

    def _adapter(self) -> AdamW:
        self._model()
        if self._held is None:
            raise nothing_held()
        return self._held


def _load(folder: Path, threads: int) -> _Loaded:
    manifest = read_manifest(folder, _FORM)
    training = manifest.get("training")
    if training is None or manifest.get("adapters") is None:
        message = f"{folder.name} cannot be trained here. Load a small model that writes."
        raise error_of(Code.MODEL_UNFIT, message)
    check_files(folder, training["files"], _FORM)
    info = trainer_info({**manifest, **here(threads), "max_tokens": training["max_tokens"]})
    session = open_session(folder, manifest, threads, training["forms"][_FORM])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return _Loaded(info, session, tokenizer, training["answers_multiple"])


def computed(
    loaded: _Loaded,
    arrays: _Arrays,
    batch: Sequence[TrainingText],
    wanted: Sequence[str] = ("loss", *_GRADIENTS),
) -> tuple[Loss, dict[str, npt.NDArray[np.float32]]]:
    """The batch's mean loss, and its gradients as far as they are `wanted`."""
    tokens = sum(text.answer_tokens for text in batch)
    nats, gradients = 0.0, dict[str, npt.NDArray[np.float32]]()
    for text in batch:
        feeds = {**_feeds(text, tokens, loaded.answers_multiple), **arrays}
        try:
            loss, *given = loaded.session.run(list(wanted), feeds)
        except Exception as error:  # ONNX Runtime's errors have no public base class
            message = "The model could not be trained on."
            raise error_of(Code.ENGINE_FAILED, message, str(error)) from error
        nats += float(loss)
        for name, one in zip(wanted[1:], given, strict=True):
            name = name.removeprefix("grad.")
            gradients[name] = gradients[name] + one if name in gradients else one
    return Loss(nats, tokens), gradients


def _feeds(text: TrainingText, tokens: int, multiple: int) -> dict[str, npt.NDArray[Any]]:
    """What the graph takes of one text: each answer token weighs as one of `tokens`."""
    ids = np.array(text.ids, np.int64)
    places = np.arange(text.answer_at - 1, len(ids) - 1)
    missing = -len(places) % multiple
    weights = np.full(len(places), 1 / tokens, np.float32)
    return {
        "input_ids": ids,
        "answer_places": np.pad(places, (0, missing)),
        "answer_ids": np.pad(ids[text.answer_at :], (0, missing)),
        "answer_weights": np.pad(weights, (0, missing)),
    }


def _numbers(stacked: Mapping[str, Stacked]) -> dict[str, npt.NDArray[np.float32]]:
    return {
        name: np.frombuffer(it.data, "<f4").reshape(it.size).astype(np.float32)
        for name, it in stacked.items()
    }


def _stacked(arrays: _Arrays) -> dict[str, Stacked]:
    found = {}
    for name in ARRAYS:
        layers, rows, columns = arrays[name].shape
        found[name] = Stacked((layers, rows, columns), arrays[name].astype("<f4").tobytes())
    return found
