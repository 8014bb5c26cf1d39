"""The Teach room's work, handed to those who do it: examples, training, answers, adapters.

Knows who does what, and tells in the room what goes wrong. Knows nothing of screens.
"""

import re
from typing import Final

from app.context import Context
from app.events import AsideFound, Failed
from app.rooms.teach import effects
from app.rooms.teach.actions.answering import Answering, check_answers
from app.rooms.teach.actions.examples import looked_at, taken
from app.rooms.teach.actions.lessons import Lessons
from app.rooms.teach.actions.training import Training
from app.rooms.teach.events import (
    AdapterBrought,
    AdapterGone,
    AdaptersListed,
    AdapterWritten,
    LessonFound,
    Measured,
)
from app.rooms.teach.state import USUAL_ROUNDS, Lesson
from app.shell.actions.ports import NEW_ENGINE, shown_error
from hearthside.errors import HearthsideError, WorkerLost
from hearthside.finetune import Checked
from hearthside.lora import ADAPTERS, AdapterShelf, check_fits, read_adapter

_UNFIT_FOR_FILES: Final = re.compile(r"[^\w -]+")


class TeachActions:
    """Does what the room's rules ask for. `dispatch` takes events."""

    def __init__(self, context: Context) -> None:
        self._dispatch = context.dispatch
        self._models = context.models
        self._adapters = AdapterShelf(context.shelf, context.encrypted)
        self._lessons = Lessons(context.shelf, context.encrypted)
        self._training = Training(context, self._lessons, self._adapters)
        self._answering = Answering(context.models, self._adapters, context.dispatch)

    async def do(self, effect: effects.TeachEffect) -> None:
        """Do it to its end. What goes wrong is told in the room."""
        try:
            await self._do(effect)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "teach")))

    async def forget(self, collection: str, key: str) -> None:
        """Delete an adapter, readable or not."""
        await self._adapters.delete(key)

    async def _do(self, effect: effects.TeachEffect) -> None:
        match effect:
            case effects.Train():
                await self._training.run(effect)
                await self._list()
            case effects.StopTraining():
                self._training.stop()
            case effects.AnswerBoth():
                await self._answering.run(effect)
            case effects.StopAnswers():
                self._answering.stop()
            case effects.TakeExamples() | effects.Measure() | effects.DropLesson():
                await self._with_examples(effect)
            case _:
                await self._with_adapters(effect)

    async def _with_examples(
        self, effect: effects.TakeExamples | effects.Measure | effects.DropLesson
    ) -> None:
        match effect:
            case effects.TakeExamples():
                await self._take(effect)
            case effects.Measure(checked):
                await self._measure(checked)
            case effects.DropLesson():
                await self._lessons.forget()

    async def _measure(self, checked: Checked) -> None:
        """A model that goes away meanwhile looks again when it is back."""
        if model := self._models.model:
            try:
                self._dispatch(Measured(checked, await looked_at(checked, model)))
            except HearthsideError as error:
                if not isinstance(error, WorkerLost) and error.code not in NEW_ENGINE:
                    raise

    async def _take(self, effect: effects.TakeExamples) -> None:
        """Read what was brought, and keep it in place of the lesson before."""
        read = taken(effect)
        self._dispatch(read)
        await self._lessons.forget_state()
        await self._lessons.put(Lesson("", "", USUAL_ROUNDS, read.checked.examples))

    async def _with_adapters(self, effect: effects.TeachEffect) -> None:
        match effect:
            case effects.LookAround(lesson):
                if lesson:
                    await self._find_lesson()
            case effects.ExportAdapter(key):
                card, data = await self._adapters.card(key), await self._adapters.data(key)
                self._dispatch(AdapterWritten(f"{_stem(card.title)}.safetensors", data))
            case effects.ImportAdapter(content):
                await self._bring(content)
            case effects.DeleteAdapter(key):
                await self._adapters.delete(key)
                self._dispatch(AdapterGone(key))
        await self._list()

    async def _bring(self, content: bytes) -> None:
        """Keep an adapter from a file, once it is known to be one that can be used here."""
        adapter = read_adapter(content)
        check_answers(adapter)
        if model := self._models.model:
            check_fits(adapter, model.info.adapters)
        key = await self._adapters.put(adapter)
        self._dispatch(AdapterBrought(key, adapter.manifest.title))

    async def _find_lesson(self) -> None:
        lesson = await self._lessons.get()
        if lesson is not None:
            kept = await self._lessons.state()
            stands = (kept.trainer.steps, kept.curve) if kept else (None, ())
            self._dispatch(LessonFound(lesson, *stands))

    async def _list(self) -> None:
        found, aside = await self._adapters.all()
        self._dispatch(AdaptersListed(tuple(found)))
        self._dispatch(AsideFound(ADAPTERS, aside))


def _stem(title: str) -> str:
    """A title as a file's name without its ending."""
    return _UNFIT_FOR_FILES.sub("", title).strip()[:60] or "adapter"
