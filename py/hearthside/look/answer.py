"""One answer about pictures and sounds: they are encoded, placed in a prompt, and given back.

Thoughts are left out. Knows nothing of what is asked.
"""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol, cast

from hearthside.generation.answers.aloud import aloud
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.media import encoded, give_back, prompt_ids
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.sampling import SamplingOptions
from hearthside.media import Taken
from hearthside.ports import Encoded


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer has just added, in part `part` (from 1) of `parts`.

    The last of a part has the `reason` of its end, and perhaps no text. It tells how many tokens
    were read a second before the first word, soft ones and words, encoding included; 0 where
    nothing was shown or heard.
    """

    text: str
    part: int = 1
    parts: int = 1
    reason: Reason | None = None
    read_tokens_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Begun:
    """How far an answer had come that goes on: `text` of its part `part`, after what was said
    `before` that part. What nothing was said of yet begins as any answer does."""

    text: str = ""
    part: int = 1
    before: str = ""


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
    begun: str = "",
) -> AsyncIterator[Said]:
    """What the model says to the prompt about what it is given, as it comes, without its thoughts.

    It goes on from what it has `begun` to say, which counts as said: for the repetition rules and
    for the length of the answer. What was encoded is given back at the end, however that comes.
    Raises ModelError (model.unfit) where the model neither sees nor hears, else what `MediaEngine`
    and `generate` raise.
    """
    media: list[Encoded] = []
    began_s = time.perf_counter()
    try:
        for one in taken:
            # One by one, so that each is given back where the next fails.
            media += [await encoded(model, one)]
        ids = await prompt_ids(model, prompt, media)
        said = await model.encode(begun, bos=False) if begun else []
        rules = replace(rules, max_tokens=max(1, rules.max_tokens - len(said)))
        written = generate(model, ids + said, options, rules, media=media, history=said)
        encoded_s = time.perf_counter() - began_s
        async with written as tokens:
            async with aclosing(aloud(model, tokens)) as answer:
                async for more in answer:
                    if more.text:
                        yield Said(more.text)
            read_s = encoded_s + (tokens.first_token_s or 0.0)
            pace = tokens.prompt_tokens / read_s if media and read_s else 0.0
            yield Said("", reason=tokens.reason, read_tokens_s=pace)
    finally:
        for kept in media:
            await give_back(model, kept)


def in_part(said: Said, part: int, parts: int) -> Said:
    """The same, as a part of more."""
    return replace(said, part=part, parts=parts)


def closing(answer: AsyncIterator[Said]) -> "aclosing[Closing]":
    """`async with` that ends an answer's work where it is left early."""
    return aclosing(cast(Closing, answer))
