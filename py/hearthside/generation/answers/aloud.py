"""What a model says of an answer, token by token, without what it thinks before it.

Knows nothing of what is asked, or of what becomes of the answer.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hearthside.generation.generate import Generation
from hearthside.generation.model import Model
from hearthside.generation.thoughts import Thoughts


@dataclass(frozen=True, slots=True)
class Aloud:
    """A token: its spelling in the vocabulary, and what it adds to the answer; "" of a thought."""

    piece: str
    text: str


async def aloud(model: Model, tokens: Generation) -> AsyncGenerator[Aloud, None]:
    """Each token of a generation by `model`. The generation stays the caller's to close; raises
    what it raises."""
    thoughts = Thoughts(model.info.thinking)
    async for token in tokens:
        piece = await model.piece(token.id)
        said = thoughts.feed(piece, token.text)
        yield Aloud(piece, "" if thoughts.inside else said)
