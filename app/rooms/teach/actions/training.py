"""A training from its beginning to an adapter on the shelf, with the language model put away.

Knows the trainer and the loop; knows nothing of screens.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from app.context import Context
from app.events import Failed
from app.rooms.teach.actions.lessons import Lessons
from app.rooms.teach.effects import Train
from app.rooms.teach.events import (
    TrainerMoved,
    TrainingBegan,
    TrainingEnded,
    TrainingLooked,
    TrainingStepped,
)
from app.rooms.teach.state import Answers, Lesson, Taught
from app.shell.actions.model import Meter
from app.shell.actions.ports import shown_error
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.finetune import (
    Event,
    Finetuned,
    FinetuneState,
    Outcome,
    Started,
    Stepped,
    finetune,
    held_out_of,
    losses_of,
    outcome_of,
    pair_of,
    prepare,
)
from hearthside.finetune.examples import PROMPT_FORMAT
from hearthside.lora import AdapterShelf, no_arrays
from hearthside.ports import TrainerInfo, TrainerState
from hearthside.wire import Code

# So many held-out examples are answered before and after, for a person to read.
_SHOWN: Final = 5


class Training:
    """One training at a time; whoever begins another ends the one before."""

    def __init__(self, context: Context, lessons: Lessons, adapters: AdapterShelf) -> None:
        self._context = context
        self._dispatch: Callable[[object], None] = context.dispatch
        self._trainer = context.trainer
        self._lessons = lessons
        self._adapters = adapters
        self._task: asyncio.Task[Taught] | None = None

    def stop(self) -> None:
        """End what is under way; what was kept of it can be gone on with."""
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def run(self, effect: Train) -> None:
        """Train, and tell of the end, whatever it is."""
        self.stop()
        task = self._task = asyncio.ensure_future(self._train(effect))
        taught = None
        try:
            taught = await task
        except asyncio.CancelledError:
            pass
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "teach")))
        finally:
            await self._trainer.unload_trainer()
            kept = None if taught else await self._lessons.state()
            unfinished = kept.trainer.steps if kept else None
            self._dispatch(TrainingEnded(effect.run, taught, unfinished))

    async def _train(self, effect: Train) -> Taught:
        await self._context.models.rest()
        lesson = effect.lesson
        await self._lessons.put(lesson)
        meter = Meter(self._context.clock)
        info = await self._trainer.load_trainer(
            lesson.model,
            on_progress=lambda it: self._dispatch(TrainerMoved(effect.run, meter.read(it))),
        )
        done = await self._finetuned(effect, info)
        self._dispatch(TrainerMoved(effect.run, None))
        outcome = await self._outcome(lesson, info, done)
        name = lesson.name
        adapter = done.adapter(name.lower().replace(" ", "-"), name, PROMPT_FORMAT, licence="")
        key = await self._adapters.put(adapter, outcome.words if outcome else "")
        await self._lessons.forget_state()
        return Taught(key, name, outcome, done.stopped_early, done.kept_step, asked_of(lesson))

    async def _finetuned(self, effect: Train, info: TrainerInfo) -> Finetuned:
        """Go on with what was kept where that is wanted and of these very examples."""
        kept = await self._lessons.state() if effect.resume else None
        if kept is not None:
            try:
                return await self._loop(effect, info, kept)
            except InvalidInput as error:
                if error.code is not Code.CALL_INVALID:
                    raise
        await self._lessons.forget_state()
        return await self._loop(effect, info, None)

    async def _loop(
        self, effect: Train, info: TrainerInfo, resume: FinetuneState | None
    ) -> Finetuned:
        def tell(event: Event) -> None:
            if isinstance(event, Started):
                self._dispatch(TrainingBegan(effect.run, event))
            elif isinstance(event, Stepped):
                self._dispatch(TrainingStepped(effect.run, event))
            else:
                self._dispatch(TrainingLooked(effect.run, event))

        return await finetune(
            self._trainer,
            info,
            [pair_of(it) for it in effect.lesson.examples],
            effect.lesson.options(),
            on_event=tell,
            on_state=self._lessons.put_state,
            resume=resume,
            clock=self._context.clock,
        )

    async def _outcome(self, lesson: Lesson, info: TrainerInfo, done: Finetuned) -> Outcome | None:
        """The same held-out examples without the adapter and with it."""
        pairs = [pair_of(it) for it in lesson.examples]
        prepared = await prepare(self._trainer, info, pairs, lesson.options())
        if not prepared.held_out:
            return None
        losses = []
        for arrays in (no_arrays(info.form), done.arrays):
            await self._trainer.restore(TrainerState(arrays, {}, {}, 0))
            losses.append(await losses_of(self._trainer, prepared.held_out))
        return outcome_of(*losses)


def asked_of(lesson: Lesson) -> tuple[Answers, ...]:
    """The held-out examples that are answered before and after."""
    examples = {pair_of(it): it for it in lesson.examples}
    held_out = held_out_of(list(examples), lesson.options().held_out)
    chosen = [examples[pair] for pair in held_out[:_SHOWN]]
    return tuple([Answers(it.input, it.output) for it in chosen])
