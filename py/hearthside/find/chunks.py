"""A document's sections as chunks: parts of some 200 tokens that are embedded and found.

A chunk keeps within one section; sections that are tiny are put together with their neighbours.
It begins and ends where a sentence does, where it can; what has no end is cut. Of a table a chunk
is some rows under the table's header. Neighbours share about 15 % of their text. The same text
and the same counts give the same chunks. Knows nothing of models, files and indexes.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.documents.document import Section

CountTokens = Callable[[Sequence[str]], Awaitable[list[int]]]

# Of the rules below: chunks of two editions never mix in one index.
CHUNK_EDITION: Final = 1
BUDGET_TOKENS: Final = 200
OVERLAP: Final = 0.15


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` (excluded) of the text of section number `section`."""

    section: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a document. `spans` say where it stands, one in each section that it is of.

    `tokens` is how many tokens it has, up to some at the seams.
    """

    spans: tuple[Span, ...]
    tokens: int


async def chunks_of(
    sections: Sequence[Section],
    count_tokens: CountTokens,
    *,
    budget_tokens: int = BUDGET_TOKENS,
    overlap: float = OVERLAP,
) -> tuple[Chunk, ...]:
    """The chunks of all sections, in order; none where there is no text.

    `count_tokens` is asked once (`Embedder.count_tokens`, or `estimated_tokens` without a model).
    """
    raise NotImplementedError


async def estimated_tokens(texts: Sequence[str]) -> list[int]:
    """About how many tokens a model would count, by the letters alone: for want of a model."""
    raise NotImplementedError


def text_of(sections: Sequence[Section], chunk: Chunk) -> str:
    """What is embedded and shown: the text of the spans, a table's header above its rows, and the
    heading of every section after the first."""
    raise NotImplementedError


def heading_of(sections: Sequence[Section], chunk: Chunk) -> tuple[str, ...]:
    """The headings above the chunk, the outermost first: those that all its sections share."""
    raise NotImplementedError


def page_of(sections: Sequence[Section], chunk: Chunk) -> int:
    """The page on which the chunk begins, 0 where there are none."""
    return sections[chunk.spans[0].section].page
