"""One answer about pictures and sounds: they are encoded, placed in a prompt, and given back.

Thoughts are left out. Knows nothing of what is asked.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

from hearthside.errors import HearthsideError, error_of
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.sampling import SamplingOptions
from hearthside.look.prompt import prompt_ids
from hearthside.ports import Encoded, MediaEngine
from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class Picture:
    """RGBA pixels row by row, of the size that is fitted to one of the model's budgets."""

    rgba: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sound:
    """float32 samples, little-endian, of one channel at the model's rate."""

    samples: bytes


Taken: TypeAlias = Picture | Sound


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer has just added, in part `part` (from 1) of `parts`.

    The last of a part has the `reason` of its end, and perhaps no text.
    """

    text: str
    part: int = 1
    parts: int = 1
    reason: Reason | None = None


class Closing(Protocol):
    """An answer on its way: iterate it, and close it where it is left early (`aclosing`)."""

    def __aiter__(self) -> AsyncIterator[Said]: ...
    async def __anext__(self) -> Said: ...
    async def aclose(self) -> None: ...


async def answered(
    model: Model,
    taken: Sequence[Taken],
    prompt: Prompt,
    options: SamplingOptions,
    rules: StopRules,
) -> AsyncIterator[Said]:
    """What the model says to the prompt about what it is given, as it comes, without its thoughts.

    What was encoded is given back at the end, however that comes. Raises ModelError (model.unfit)
    where the model neither sees nor hears, else what `MediaEngine` and `generate` raise.
    """
    media: list[Encoded] = []
    try:
        for one in taken:
            # One by one, so that each is given back where the next fails.
            media += [await _encoded(_media_engine(model), one)]
        ids = await prompt_ids(model, prompt, media)
        async with generate(model, ids, options, rules, media=media) as tokens:
            thinking, inside = model.info.thinking, False
            async for token in tokens:
                piece = await model.piece(token.id)
                if thinking is not None and piece in (thinking.start, thinking.end):
                    inside = piece == thinking.start
                elif token.text and not inside:
                    yield Said(token.text)
            yield Said("", reason=tokens.reason)
    finally:
        for kept in media:
            with suppress(HearthsideError):  # an engine that is gone has nothing to give back
                await _media_engine(model).close_media(kept.media)


def in_part(said: Said, part: int, parts: int) -> Said:
    """The same, as a part of more."""
    return Said(said.text, part, parts, said.reason)


def closing(answer: AsyncIterator[Said]) -> "aclosing[Closing]":
    """`async with` that ends an answer's work where it is left early."""
    return aclosing(cast(Closing, answer))


def _media_engine(model: Model) -> MediaEngine:
    """Whoever loaded a model that says how it takes media encodes them too."""
    if model.info.media is None:
        raise error_of(Code.MODEL_UNFIT, f"{model.info.title} neither sees nor hears.")
    return cast(MediaEngine, model.engine)


async def _encoded(engine: MediaEngine, taken: Taken) -> Encoded:
    if isinstance(taken, Picture):
        return await engine.encode_image(taken.rgba, taken.width, taken.height)
    return await engine.encode_audio(taken.samples)
