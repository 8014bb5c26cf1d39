"""A trainer without a model: an adapter of a few numbers that learns which tokens are frequent.

    trainer = FakeTrainer()

A real citizen: its loss is a cross-entropy over `BINS` classes of tokens (an id's remainder), its
only weights are the first numbers of `down.B`, its gradients are exact, and it takes AdamW's steps
in plain Python. So losses fall, too high a rate diverges, and what is saved goes on as if nothing
had been. Its tokenizer is the fake engine's.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from hearthside.adapters.fake.words import Words
from hearthside.adapters.trainer_calls import (
    check_batch,
    check_state,
    diverged,
    no_trainer,
    nothing_held,
)
from hearthside.ports import (
    AdapterForm,
    LoadProgress,
    Loss,
    Stacked,
    StepRates,
    TrainerInfo,
    TrainerState,
    TrainingText,
)

BINS: Final = 8
_LEARNT: Final = "down.B"
FAKE_TRAINER: Final = TrainerInfo(
    id="fake",
    title="A model that learns which words are frequent",
    form=AdapterForm("f" * 64, 2, ((4, 6), (4, 4), (4, 8), (4, BINS))),
    device="fake",
    device_reason="asked for",
    vocab_size=65536,
    max_tokens=512,
    bos_id=2,
    eos_ids=(1,),
)


@dataclass
class FakeTrainer:
    """A `Trainer` for tests. `steps` are the batches that it was trained on, in order."""

    info: TrainerInfo = FAKE_TRAINER
    steps: list[tuple[TrainingText, ...]] = field(default_factory=list)
    loaded: bool = False

    def __post_init__(self) -> None:
        self._words = Words()
        self._state: TrainerState | None = None

    async def load_trainer(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> TrainerInfo:
        if on_progress is not None:
            on_progress(LoadProgress("load"))
        self.loaded, self._state = True, None
        return self.info

    async def unload_trainer(self) -> None:
        self.loaded, self._state = False, None

    async def encode(self, texts: Sequence[str]) -> list[list[int]]:
        self._check_loaded()
        return [self._words.tokenize(text) for text in texts]

    async def restore(self, state: TrainerState) -> None:
        self._check_loaded()
        check_state(state, self.info)
        zero = {name: Stacked(it.size, bytes(len(it.data))) for name, it in state.arrays.items()}
        first, second = state.first or zero, state.second or zero
        self._state = TrainerState(state.arrays, first, second, state.steps)

    async def save(self) -> TrainerState:
        return self._held()

    async def arrays(self) -> dict[str, Stacked]:
        return dict(self._held().arrays)

    async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
        held = self._held()
        check_batch(batch, self.info)
        loss, gradient = _loss(_scores(held.arrays), batch)
        if not math.isfinite(loss.nats):
            raise diverged(f"loss {loss.nats}")
        self._state = _stepped(held, gradient, rates)
        self.steps.append(tuple(batch))
        return loss

    async def loss(self, batch: Sequence[TrainingText]) -> Loss:
        held = self._held()
        check_batch(batch, self.info)
        return _loss(_scores(held.arrays), batch)[0]

    def _held(self) -> TrainerState:
        self._check_loaded()
        if self._state is None:
            raise nothing_held()
        return self._state

    def _check_loaded(self) -> None:
        if not self.loaded:
            raise no_trainer()


def _scores(arrays: Mapping[str, Stacked]) -> list[float]:
    """All alike where the adapter is of rank 0."""
    return list(array("f", arrays[_LEARNT].data)[:BINS]) or [0.0] * BINS


def _loss(scores: Sequence[float], batch: Sequence[TrainingText]) -> tuple[Loss, list[float]]:
    """The mean cross-entropy of the answers' tokens, and its gradient."""
    seen = Counter(token % BINS for text in batch for token in text.ids[text.answer_at :])
    count = seen.total()
    high = max(scores)
    log_z = high + math.log(sum(math.exp(score - high) for score in scores))
    nats = log_z - sum(scores[one] * times for one, times in seen.items()) / count
    gradient = [math.exp(score - log_z) - seen[at] / count for at, score in enumerate(scores)]
    return Loss(nats, count), gradient


def _stepped(held: TrainerState, gradient: Sequence[float], rates: StepRates) -> TrainerState:
    """After one step of AdamW; the arrays that are not learnt only decay."""
    steps = held.steps + 1
    shrink = min(1.0, rates.clip_norm / (math.hypot(*gradient) + 1e-6))
    decay = rates.learning_rate * rates.weight_decay
    kept = {
        name: array("f", [number * (1 - decay) for number in array("f", it.data)])
        for name, it in held.arrays.items()
    }
    first, second = (array("f", group[_LEARNT].data) for group in (held.first, held.second))
    for at, slope in enumerate(gradient):
        first[at] += (slope * shrink - first[at]) * 0.1
        second[at] += ((slope * shrink) ** 2 - second[at]) * 0.001
        way = first[at] / (1 - 0.9**steps) / (math.sqrt(second[at] / (1 - 0.999**steps)) + 1e-8)
        kept[_LEARNT][at] -= rates.learning_rate * rates.b_ratio * way

    def changed(group: Mapping[str, Stacked], numbers: "array[float]") -> dict[str, Stacked]:
        return {**group, _LEARNT: Stacked(group[_LEARNT].size, numbers.tobytes())}

    arrays = {name: Stacked(held.arrays[name].size, one.tobytes()) for name, one in kept.items()}
    return TrainerState(arrays, changed(held.first, first), changed(held.second, second), steps)
