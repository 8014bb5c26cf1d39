"""The training loop: steps, looks at what is held out, and an end.

Knows nothing of how losses and gradients are computed.
"""

import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field

from hearthside.errors import error_of
from hearthside.finetune.options import FinetuneOptions
from hearthside.finetune.pairs import Pair, Prepared, data_hash, prepare
from hearthside.finetune.progress import Evaluated, Event, Finetuned, Pace, Started, Stepped
from hearthside.finetune.state import FinetuneState
from hearthside.lora import Point, TrainingData, fresh_arrays
from hearthside.ports import Stacked, Trainer, TrainerInfo, TrainerState, TrainingText
from hearthside.wire import Code

Tell = Callable[[Event], None]
Keep = Callable[[FinetuneState], Awaitable[None]]


async def finetune(
    trainer: Trainer,
    info: TrainerInfo,
    pairs: Sequence[Pair],
    options: FinetuneOptions | None = None,
    *,
    on_event: Tell | None = None,
    on_state: Keep | None = None,
    resume: FinetuneState | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Finetuned:
    """Train an adapter on `pairs` with a loaded trainer.

    `on_event` is told how it goes. `on_state` gets, after each look at the held-out pairs, what
    training can `resume` from, as if there had been no break; InvalidInput (call.invalid) where
    that is of other pairs, options or weights. Cancelling the awaiting task leaves the trainer
    with whole steps. Raises what the trainer raises (see `Trainer`).
    """
    chosen = options or FinetuneOptions()
    prepared = await prepare(trainer, info, pairs, chosen)
    mark = _mark(pairs, chosen, info)
    if resume is not None and resume.mark != mark:
        raise error_of(
            Code.CALL_INVALID,
            "What was kept of the training is of other examples or options. Begin anew.",
        )
    batches = list(chosen.batches(len(prepared.trained)))
    run = _Run(trainer, prepared, chosen, on_event or (lambda _: None), len(batches), clock)
    if resume is None:
        arrays = fresh_arrays(info.form, chosen.rank, chosen.seed)
        await trainer.restore(TrainerState(arrays, {}, {}, 0))
        run.tell_start(0)
        await run.look(0)
    else:
        await trainer.restore(resume.trainer)
        run.take_up(resume)
        run.tell_start(resume.trainer.steps)
    early = await run.walk(batches, mark, on_state)
    trained, held_out = len(prepared.trained), len(prepared.held_out)
    data = TrainingData(data_hash(pairs), trained, held_out)
    return Finetuned(run.best, tuple(run.curve), run.best_step, early, info, chosen, data)


def _mark(pairs: Sequence[Pair], options: FinetuneOptions, info: TrainerInfo) -> str:
    told = [data_hash(pairs), asdict(options), asdict(info.form)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(slots=True)
class _Run:
    """One training as it goes."""

    trainer: Trainer
    prepared: Prepared
    options: FinetuneOptions
    tell: Tell
    steps: int
    clock: Callable[[], float]
    best: dict[str, Stacked] = field(default_factory=dict)
    best_step: int = 0
    looks_since: int = 0
    curve: list[Point] = field(default_factory=list)
    pace: Pace = field(init=False)
    _nats: float = 0.0
    _tokens: int = 0

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock, 0)

    def take_up(self, state: FinetuneState) -> None:
        """Go on from where it was left."""
        self.best, self.best_step = dict(state.best), state.best_step
        self.looks_since, self.curve = state.looks_since, list(state.curve)

    def tell_start(self, step: int) -> None:
        """All is ready."""
        prepared = self.prepared
        batches = list(self.options.batches(len(prepared.trained)))[step:]
        looks = [look for look in self.options.looks(len(prepared.trained)) if look > step]
        to_come = sum(len(prepared.trained[one].ids) for batch in batches for one in batch)
        to_come += _read(prepared.held_out) * (len(looks) + (step == 0))
        self.pace = Pace(self.clock, to_come)
        counts = len(prepared.trained), len(prepared.held_out), prepared.left_out
        self.tell(Started(*counts, step, self.steps))

    async def walk(self, batches: Sequence[list[int]], mark: str, keep: Keep | None) -> bool:
        """Every step that is still to be taken; whether it ended early."""
        looks = self.options.looks(len(self.prepared.trained))
        done = self.curve[-1].step
        for step in range(done, self.steps):
            if self.looks_since >= self.options.patience:
                return True
            batch = [self.prepared.trained[place] for place in batches[step]]
            loss = await self.trainer.step(batch, self.options.rates(step, self.steps))
            self._nats += loss.nats * loss.answer_tokens
            self._tokens += loss.answer_tokens
            self.pace.add(_read(batch))
            speed, left_s = self.pace.per_second(), self.pace.seconds_left()
            self.tell(Stepped(step + 1, self.steps, loss.nats, speed, left_s))
            if step + 1 in looks:
                await self.look(step + 1)
                if keep is not None:
                    await keep(await self._state(mark))
        return False

    async def look(self, step: int) -> None:
        """A point of the curve, and the arrays of it where it is the best so far."""
        trained = self._nats / self._tokens if self._tokens else None
        self._nats, self._tokens = 0.0, 0
        held_out = await self._held_out()
        before = [point.held_out for point in self.curve if point.held_out is not None]
        best = held_out is None or not before or held_out < min(before)
        self.looks_since = 0 if best else self.looks_since + 1
        if best:
            self.best, self.best_step = await self.trainer.arrays(), step
        self.curve.append(Point(step, trained, held_out))
        self.tell(Evaluated(self.curve[-1], best))

    async def _held_out(self) -> float | None:
        nats, tokens = 0.0, 0
        for text in self.prepared.held_out:
            loss = await self.trainer.loss([text])
            nats += loss.nats * loss.answer_tokens
            tokens += loss.answer_tokens
            self.pace.add(len(text.ids))
        return nats / tokens if tokens else None

    async def _state(self, mark: str) -> FinetuneState:
        held = await self.trainer.save()
        return FinetuneState(
            mark, held, self.best, self.best_step, self.looks_since, tuple(self.curve)
        )


def _read(texts: Sequence[TrainingText]) -> int:
    return sum(len(text.ids) for text in texts)
