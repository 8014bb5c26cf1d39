"""One draft, drawn from a model by its rules, as it can be shown.

Drawn without chance: the same text gives the same draft on one device. Knows nothing of what
becomes of a draft.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from hearthside.errors import HearthsideError, InvalidInput, Stopped, error_of
from hearthside.generation.answers.aloud import aloud
from hearthside.generation.answers.kept import KeptContext
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.grammar import Grammar
from hearthside.generation.model import Model
from hearthside.generation.pieces import BLANK_MARK
from hearthside.generation.sampling import SamplingOptions
from hearthside.wire import Code
from hearthside.write.asks import Job
from hearthside.write.checks.shape import Rules
from hearthside.write.result import Cut, Event, Piece, Sent
from hearthside.write.sending import sent_with

# No run of so many tokens twice: this small models go in circles otherwise.
_BEST: Final = SamplingOptions(temperature=0.0, no_repeat_ngram=12)
_PLAIN: Final = SamplingOptions(temperature=0.0)
_ENDED: Final = (Reason.END, Reason.STOP_STRING, Reason.SENTENCE)
_LEAST_ROOM_TOKENS: Final = 24


@dataclass(frozen=True, slots=True)
class Request:
    """A job with its rules, and how long its answer may be. `cut` is said where it was made."""

    job: Job
    rules: Rules
    most_tokens: int
    cut: Cut | None = None
    part: int = 1
    parts: int = 1
    anew: bool = False  # takes back what was shown
    grammar: Grammar | None = None  # then the rules have no say


@dataclass(slots=True)
class Drawn:
    """A draft: `text` without blanks around it. `first` is the piece that it began with."""

    text: str = ""
    first: str = ""
    tokens: int = 0
    whole: bool = False
    shown: str = field(default="", repr=False)


class Drawer(KeptContext):
    """Draws from one model, one draft at a time, in one context that it keeps. Close it."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._busy = False

    def budget_tokens(self, most_tokens: int) -> int:
        """What a prompt may have beside an answer of so many tokens."""
        return self.model.info.context_tokens - most_tokens

    async def room_tokens(self, job: Job, most_tokens: int) -> int:
        """What the job's text may have of that, beside the ask and the marks.

        Raises InvalidInput (context.full) where the ask leaves no room for a text.
        """
        empty, _ = await sent_with(self.model, job.about(""), 0)
        room = self.budget_tokens(most_tokens) - empty.tokens
        if room < _LEAST_ROOM_TOKENS:
            raise InvalidInput(
                Code.CONTEXT_FULL, "What is asked leaves no room for the text. Ask for less."
            )
        return room

    async def draw(self, asked: Request, drawn: Drawn) -> AsyncGenerator[Event, None]:
        """The events of one draft, which `drawn` goes along with. A draft given back early leaves
        it as far as it came."""
        if self._busy:
            raise InvalidInput(Code.CALL_INVALID, "One task at a time: end the other one first.")
        self._busy = True
        try:
            budget = self.budget_tokens(asked.most_tokens)
            sent, ids = await sent_with(self.model, asked.job, budget, asked.cut)
            yield sent
            anew = asked.anew
            async with aclosing(self._texts(ids, asked, drawn)) as texts:
                async for text in texts:
                    fresh, drawn.shown = text[len(drawn.shown) :], text
                    if fresh or anew:
                        yield Piece(fresh, anew, asked.part, asked.parts)
                        anew = False
        except Stopped:
            raise
        except HearthsideError:
            await self.forget()
            raise
        finally:
            self._busy = False

    async def _texts(
        self, ids: list[int], asked: Request, drawn: Drawn
    ) -> AsyncGenerator[str, None]:
        """What can be shown, growing; then the whole of it."""
        chat, shape = self.model.info.chat, asked.rules.shape
        stops = asked.job.prompt().stop_strings(chat)
        rules = StopRules(asked.most_tokens, strings=stops)
        text, end = "", None
        held = asked.grammar is not None
        async with generate(
            self.model,
            ids,
            _PLAIN if held else _BEST,
            rules,
            context=await self.context(),
            steering=None if held else asked.rules,
            grammar=asked.grammar,
            speculate=True,
        ) as tokens:
            async with aclosing(aloud(self.model, tokens)) as answer:
                async for said in answer:
                    text += said.text
                    drawn.tokens += 1
                    begun = said.piece.replace(BLANK_MARK, " ") if text.strip("\n- ") else ""
                    drawn.first = drawn.first or begun
                    end = shape.end(text)
                    drawn.text = text[: shape.sure(text) if end is None else end].strip()
                    if end is not None:
                        break
                    yield drawn.text
            drawn.whole = end is not None or tokens.reason in _ENDED
        yield drawn.text

    async def scored(self, asked: Request, choices: Sequence[str]) -> tuple[Sent, list[float]]:
        """What was sent, and the log-probability of each choice as the whole answer."""
        info, budget = self.model.info, self.budget_tokens(asked.most_tokens)
        sent, ids = await sent_with(self.model, asked.job, budget, asked.cut)
        blank, last = (" ", info.eos_ids[0]) if info.chat is None else ("", await self._turn_end())
        ends = [[*await self.model.encode(blank + one, bos=False), last] for one in choices]
        context = await self.context()
        await context.reach(ids)
        scores = await self.model.engine.score(context.cache, ends)
        return sent, [sum(one) for one in scores]

    async def _turn_end(self) -> int:
        """The token that a chat's answer ends with; what else ends it, such as a call of a tool, is
        no answer."""
        info = self.model.info
        assert info.chat is not None
        spelled = await self.model.encode(info.chat.end, bos=False)
        return next((one for one in spelled if one in info.eos_ids), info.eos_ids[-1])


def unfit_for(model: Model) -> str:
    """Why a model cannot do these tasks, for people; "" where it can."""
    if model.info.chat is not None or model.adapter is not None:
        return ""
    return (
        f"{model.info.title} only continues texts. These tasks need the adapter \u201ctasks\u201d "
        "beside it, or a model that was taught to answer."
    )


def check_fit(model: Model) -> None:
    """Raises ModelError (model.unfit) where a model cannot do these tasks."""
    if why := unfit_for(model):
        raise error_of(Code.MODEL_UNFIT, why)
