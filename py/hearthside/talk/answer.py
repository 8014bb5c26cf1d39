"""The answer to the last question of a talk, as it comes.

    async for event in talk(model, conversation):
        match event:
            case Summarised(summary): conversation = conversation.summarised(summary)
            case Said(text, thought=False): print(text, end="")

What the model has read is kept with it (`Model.memory`) for the next answer, so that only what is
new is fed: by token prefix, whatever branch was read before. The talk is a value and stays as it
is: whoever asks puts the answer into it. Knows nothing of screens or shelves.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias, cast

from hearthside.errors import HearthsideError, InvalidInput, Stopped
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.generation.thoughts import Thoughts
from hearthside.media import Taken
from hearthside.talk.context import ContextUse, LaidOut, Layout, Reading
from hearthside.talk.conversation import Conversation, Summary
from hearthside.talk.summing import summed_up
from hearthside.wire import Code

_KEPT: Final = "talk"
_NONE: Final[Mapping[str, Taken]] = {}


@dataclass(frozen=True, slots=True)
class TalkOptions:
    """`answer_tokens` are the most of one answer; with `thinking` a model that can thinks first."""

    sampling: SamplingOptions = field(default_factory=lambda: SamplingOptions(temperature=0.7))
    answer_tokens: int = 1024
    thinking: bool = False


@dataclass(frozen=True, slots=True)
class Summarising:
    """So many of the oldest turns do not fit, and are being summed up."""

    turns: int


@dataclass(frozen=True, slots=True)
class Summarised:
    """What stands for the oldest turns from now on."""

    summary: Summary


@dataclass(frozen=True, slots=True)
class Said:
    """What the answer, or the thoughts before it, have just been added."""

    text: str
    thought: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is over."""

    reason: Reason
    tokens: int
    tokens_per_second: float


TalkEvent: TypeAlias = Summarising | Summarised | ContextUse | Said | Answered


class Talking(Protocol):
    """An answer on its way: iterate it, and close it where it is left early (`talking`)."""

    def __aiter__(self) -> AsyncIterator[TalkEvent]: ...
    async def __anext__(self) -> TalkEvent: ...
    async def aclose(self) -> None: ...


async def talk(
    model: Model,
    conversation: Conversation,
    options: TalkOptions | None = None,
    held: Mapping[str, Taken] = _NONE,
) -> AsyncIterator[TalkEvent]:
    """The answer to the last question, or the rest of an answer that was cut short.

    Before it come the summaries that it needs, and what its context holds. `held` are pictures and
    sounds by the ids of what was shown. Raises ModelError (model.unfit) where the model does not
    chat, InvalidInput (context.full; call.invalid where nothing waits for an answer), and what
    `MediaEngine` and `generate` raise.
    """
    options = options or TalkOptions()
    if not conversation.waits():
        raise InvalidInput(Code.CALL_INVALID, "There is no question to answer in this talk.")
    reading = _taken_up(model)
    try:
        layout = Layout(reading, held, options.answer_tokens, options.thinking)
        laid = await layout.lay_out(conversation)
        while laid.waiting:
            yield Summarising(len(laid.waiting))
            summary = await summed_up(reading, conversation, laid.waiting, held)
            conversation = conversation.summarised(summary)
            yield Summarised(summary)
            laid = await layout.lay_out(conversation)
        yield laid.use
        async with aclosing(cast(Talking, _answer(reading, laid, options))) as events:
            async for event in events:
                yield event
        await reading.forget_unused()
    except HearthsideError as error:
        if not isinstance(error, Stopped | InvalidInput):
            await _forget(reading)  # what an engine that failed holds is worth nothing
        raise
    finally:
        await _put_back(reading)


async def context_use(
    model: Model,
    conversation: Conversation,
    options: TalkOptions | None = None,
    held: Mapping[str, Taken] = _NONE,
) -> ContextUse:
    """What the context of the next answer holds. Encodes what is not known yet, and feeds nothing.
    Raises what `talk` raises."""
    options = options or TalkOptions()
    reading = _taken_up(model)
    try:
        layout = Layout(reading, held, options.answer_tokens, options.thinking)
        use = (await layout.lay_out(conversation)).use
        await reading.forget_unused()
        return use
    finally:
        await _put_back(reading)


async def forget(model: Model) -> None:
    """Give back what the model has read of talks."""
    await _forget(_taken_up(model))


def talking(events: AsyncIterator[TalkEvent]) -> "aclosing[Talking]":
    """`async with` that ends an answer's work where it is left early."""
    return aclosing(cast(Talking, events))


async def _answer(
    reading: Reading, laid: LaidOut, options: TalkOptions
) -> AsyncIterator[TalkEvent]:
    model = reading.model
    reading.context = context = reading.context or await model.open()
    thoughts = Thoughts(model.info.thinking)
    async with generate(
        model,
        laid.ids,
        options.sampling,
        StopRules(max_tokens=options.answer_tokens),
        context=context,
        exact=False,
        media=laid.media,
    ) as tokens:
        async for token in tokens:
            text = thoughts.feed(await model.piece(token.id), token.text)
            if text:
                yield Said(text, thoughts.inside)
    assert tokens.reason is not None, "it has ended"
    yield Answered(tokens.reason, len(tokens.token_ids), tokens.tokens_per_second)


def _taken_up(model: Model) -> Reading:
    """What the model has read of talks, which is nobody else's until it is put back."""
    reading = model.memory.pop(_KEPT, None)
    return reading if isinstance(reading, Reading) else Reading(model)


async def _put_back(reading: Reading) -> None:
    """For the next answer; where another was given meanwhile, that one's stays."""
    if _KEPT in reading.model.memory:
        await _forget(reading)
    else:
        reading.model.memory[_KEPT] = reading


async def _forget(reading: Reading) -> None:
    context, reading.context = reading.context, None
    reading.ids.clear()
    await reading.forget_unused()
    if context is not None:
        with suppress(HearthsideError):  # whoever has failed has nothing to give back
            await context.close()
