"""Answers, one at a time: the question is kept first, then what is said, however it ends.

Knows nothing of screens, and not how pixels and samples came about.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from app.context import Context
from app.events import Failed
from app.rooms.talk.effects import Answer, Hold, Measure, StopTalking
from app.rooms.talk.events import (
    TalkBegan,
    TalkEnded,
    TalkMeasured,
    TalkRead,
    TalkSaid,
    TalkSummed,
)
from app.shell.actions.ports import shown_error
from app.state import ShownError
from hearthside.errors import HearthsideError, ModelError, Stopped
from hearthside.generation.generate import Reason
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.media import Taken
from hearthside.talk import (
    Answered,
    ContextUse,
    Conversation,
    Said,
    Summarised,
    Summarising,
    TalkEvent,
    TalkOptions,
    TalkShelf,
    TalkTag,
    context_use,
    talk,
    talking,
)
from hearthside.talk.conversation import End
from hearthside.wire import Code

_SEEDS: Final = 1_000_000
# Pictures and sounds that are held; the oldest are let go of.
_MOST_HELD: Final = 24
_CUT: Final = (Reason.MAX_TOKENS, Reason.CONTEXT)


@dataclass(slots=True)
class _Heard:
    """What has been said so far in answer to `talk`, which is kept under `key`."""

    talk: Conversation
    key: str = ""
    by: str = ""
    text: str = ""
    thoughts: str = ""
    end: End = "lost"  # until it is known to be otherwise

    def whole(self, at_ms: int) -> Conversation:
        """The talk with what was said, if anything was."""
        last = self.talk.turn(self.talk.leaf)
        if last.role == "model":
            return self.talk.extended(self.text, self.end)
        if not self.text and not self.thoughts and self.end in ("stopped", "lost"):
            return self.talk
        return self.talk.answered(self.text.strip(), at_ms, self.by, self.thoughts, self.end)


class Answering:
    """Holds the answer under way, and what was shown to the model."""

    def __init__(
        self,
        context: Context,
        clock_ms: Callable[[], float] = lambda: time.time() * 1000,
        new_seed: Callable[[], int] = lambda: secrets.randbelow(_SEEDS),
    ) -> None:
        self._models = context.models
        self._dispatch = context.dispatch
        self._shelf = TalkShelf(context.shelf, clock_ms)
        self._clock_ms, self._new_seed = clock_ms, new_seed
        self._work: asyncio.Task[None] | None = None
        self._held: dict[str, Taken] = {}

    async def do(self, effect: Answer | Measure | Hold | StopTalking) -> None:
        match effect:
            case Answer():
                before, self._work = self._work, asyncio.ensure_future(self._run(effect))
                if before is not None:
                    before.cancel()
                await asyncio.wait({self._work})
            case StopTalking():
                if self._work is not None:
                    self._work.cancel()
            case Hold(id_, taken):
                self._held[id_] = taken
                for old in list(self._held)[:-_MOST_HELD]:
                    del self._held[old]
            case Measure():
                await self._measure(effect)

    async def _run(self, effect: Answer) -> None:
        """An answer to its end. What there is of it is kept before its end is told."""
        heard, error = None, None
        try:
            model = self._loaded()
            heard = _Heard(_asked(effect, self._now_ms()), effect.key, model.info.title)
            await self._keep(heard, heard.talk)
            self._dispatch(TalkBegan(effect.number, heard.key, heard.talk, effect.what == "ask"))
            options = TalkOptions(SamplingOptions(seed=self._new_seed()), thinking=effect.thinking)
            await self._follow(effect.number, talk(model, heard.talk, options, self._held), heard)
        except (asyncio.CancelledError, Stopped):
            if heard is not None:
                heard.end = "stopped"
        except Exception as fault:
            error = shown_error(fault, "talk")
        await self._end(effect.number, heard, error)

    async def _follow(self, number: int, answer: AsyncIterator[TalkEvent], heard: _Heard) -> None:
        async with talking(answer) as events:
            async for event in events:
                match event:
                    case Said(text, thought):
                        heard.text += "" if thought else text
                        heard.thoughts += text if thought else ""
                        self._dispatch(TalkSaid(number, text, thought))
                    case Summarising(turns):
                        self._dispatch(TalkSummed(number, turns))
                    case Summarised(summary):
                        heard.talk = heard.talk.summarised(summary)
                        self._dispatch(TalkSummed(number, 0, heard.talk))
                    case ContextUse():
                        self._dispatch(TalkRead(number, event))
                    case Answered(reason):
                        heard.end = "cut" if reason in _CUT else ""

    async def _end(self, number: int, heard: _Heard | None, error: ShownError | None) -> None:
        if heard is None:
            self._dispatch(TalkEnded(number, None, error=error))
            return
        said = heard.whole(self._now_ms())
        said = await self._keep(heard, said)
        tag = TalkTag(heard.key, said.named(), self._now_ms(), len(said.turns))
        self._dispatch(TalkEnded(number, said, tag, error))

    async def _keep(self, heard: _Heard, said: Conversation) -> Conversation:
        """A full disk is told of, and keeps nobody from talking."""
        try:
            heard.key, said = await self._shelf.save(said, heard.key)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "talk")))
        return said

    async def _measure(self, effect: Measure) -> None:
        model = self._models.model
        if model is None or model.info.chat is None or (self._work and not self._work.done()):
            return
        options = TalkOptions(thinking=effect.thinking)
        try:
            use = await context_use(model, effect.talk, options, self._held)
        except HearthsideError:
            use = None  # too long, or the engine is gone: told when it is asked
        self._dispatch(TalkMeasured(effect.talk, use))

    def _loaded(self) -> Model:
        if self._models.model is None:
            raise ModelError(Code.MODEL_NONE, "No model that answers is loaded.")
        return self._models.model

    def _now_ms(self) -> int:
        return int(self._clock_ms())


def _asked(effect: Answer, at_ms: int) -> Conversation:
    """The talk with its question. Raises InvalidInput on one that is empty or far too long."""
    match effect.what:
        case "ask":
            return effect.talk.asked(effect.text, at_ms, effect.shown)
        case "edit":
            return effect.talk.edited(effect.turn, effect.text, at_ms)
        case "again":
            return effect.talk.again(effect.turn)
        case "go on":
            return effect.talk
