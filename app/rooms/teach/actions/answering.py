"""Answers with an adapter and without it: greedy, so that the same input gives the same answer.

Knows nothing of training, or of screens.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from app.rooms.teach.effects import AnswerBoth
from app.rooms.teach.events import AnswersMoved
from app.rooms.teach.state import Answers
from app.shell.actions.model import ModelActions
from hearthside.errors import HearthsideError, error_of
from hearthside.finetune.examples import PROMPT_FORMAT, prompt_of
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.lora import Adapter, AdapterShelf
from hearthside.wire import Code

_MOST_TOKENS: Final = 120


class Answering:
    """One set of answers at a time."""

    def __init__(
        self, models: ModelActions, adapters: AdapterShelf, dispatch: Callable[[object], None]
    ) -> None:
        self._models = models
        self._adapters = adapters
        self._dispatch = dispatch
        self._task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def run(self, effect: AnswerBoth) -> None:
        """Answer, telling after each; that it has ended is told in any case."""
        self.stop()
        task = self._task = asyncio.ensure_future(self._answer(effect))
        try:
            await task
        except asyncio.CancelledError:
            self._dispatch(AnswersMoved(effect.run, (), done=True))
        except HearthsideError:
            self._dispatch(AnswersMoved(effect.run, (), done=True))
            raise

    async def _answer(self, effect: AnswerBoth) -> None:
        model = self._models.model
        if model is None:
            raise error_of(Code.MODEL_NONE, "No language model is loaded. Load it first.")
        adapter = await self._adapters.get(effect.key)
        check_answers(adapter)
        adapted = await model.adapted(adapter)
        answers = list(effect.asked)
        try:
            for at, one in enumerate(answers):
                before = await answer(model, one.input)
                answers[at] = replace(one, before=before)
                self._tell(effect, answers)
                answers[at] = replace(answers[at], after=await answer(adapted, one.input))
                self._tell(effect, answers)
        finally:
            with suppress(HearthsideError):  # an engine that is gone has nothing to give back
                await adapted.drop_adapter()
        self._dispatch(AnswersMoved(effect.run, tuple(answers), done=True))

    def _tell(self, effect: AnswerBoth, answers: list[Answers]) -> None:
        self._dispatch(AnswersMoved(effect.run, tuple(answers), done=False))


async def answer(model: Model, given: str) -> str:
    """What the model says to an input, as it was taught to read it."""
    prompt = prompt_of(given)
    rules = StopRules(max_tokens=_MOST_TOKENS, strings=prompt.stop_strings(None))
    options = SamplingOptions(temperature=0.0, top_k=1)
    async with generate(model, prompt.render(None), options, rules) as written:
        return (await written.read()).strip()


def check_answers(adapter: Adapter) -> None:
    """Raises InvalidInput (adapter.unfit) where it answers prompts of another kind."""
    made_for = adapter.manifest.prompt_format
    if made_for != PROMPT_FORMAT:
        message = "This adapter was trained for another task than inputs and outputs."
        raise error_of(Code.ADAPTER_UNFIT, message, f"{made_for[:40]} is not {PROMPT_FORMAT}")
