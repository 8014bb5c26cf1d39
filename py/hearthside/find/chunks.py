"""A document's sections as chunks: parts of some 200 tokens that are embedded and found.

A chunk keeps within one section; sections that are tiny are put together with their neighbours.
It begins and ends where a sentence does, where it can; what has no end is cut. Of a table a chunk
is some rows under the table's header. Neighbours share about 15 % of their text. The same text
and the same counts give the same chunks. Knows nothing of models, files and indexes.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from hearthside.documents.document import Section
from hearthside.find.fragments import Border, Fragments, fragments_of

CountTokens = Callable[[Sequence[str]], Awaitable[list[int]]]

# Of the rules below: chunks of two editions never mix in one index.
CHUNK_EDITION: Final = 1
BUDGET_TOKENS: Final = 200
OVERLAP: Final = 0.15
# What is smaller than this share of the budget is tiny.
_TINY: Final = 0.15
# The most characters of a fragment for each token of the budget: where letters have no blanks
# between them, a few fragments make a chunk, and one makes the overlap.
_FRAGMENT: Final = 0.25
# A border is worth that much: a chunk may end there once so much of the budget is filled.
_FILLED: Final = ((Border.PARAGRAPH, 0.7), (Border.SENTENCE, 0.5), (Border.LINE, 0.5))
# A last chunk that would be tiny is taken along.
_STRETCH: Final = 1.15
# Of more sections in a chunk the first ones and the last are named.
_NAMED_SECTIONS: Final = 3
# A longer header would be most of every chunk.
_REPEATED_CHARACTERS: Final = 300


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
    most_characters = int(budget_tokens * _FRAGMENT)
    cut = [fragments_of(section, most_characters) for section in sections]
    texts = [fragment for fragments in cut for fragment in fragments.texts()]
    headers = [_header(section) for section in sections]
    titles = ["".join(section.heading[-1:]) for section in sections]
    counts = await count_tokens([*texts, *headers, *titles])
    header_tokens = counts[len(texts) : len(texts) + len(sections)]
    chunks: list[list[Chunk]] = []
    at = 0
    for number, fragments in enumerate(cut):
        tokens = counts[at : at + len(fragments.ends)]
        at += len(fragments.ends)
        packing = _Packing(number, fragments, [0, *accumulate(tokens)], header_tokens[number])
        chunks.append(list(packing.chunks(budget_tokens, overlap)))
    return tuple(_with_neighbours(sections, chunks, budget_tokens, counts[-len(sections) :]))


def text_of(sections: Sequence[Section], chunk: Chunk) -> str:
    """What is embedded and shown: the text of the spans, a table's header above its rows, and the
    heading of every section after the first where it is another's."""
    first, parts = sections[chunk.spans[0].section], []
    for span in chunk.spans:
        section = sections[span.section]
        header = _header(section)
        # A table whose text begins with its header says it by itself.
        header = "" if span.start == 0 and section.text.startswith(header) else header
        named = section is not first and section.heading != first.heading and section.heading
        heading = section.heading[-1] if named else ""
        body = section.text[span.start : span.end]
        parts.append("\n".join([line for line in (heading, header, body) if line]))
    return "\n\n".join(parts)


def heading_of(sections: Sequence[Section], chunk: Chunk) -> tuple[str, ...]:
    """The headings above where the chunk begins, the outermost first: what its vector is of."""
    return sections[chunk.spans[0].section].heading


def trail_of(sections: Sequence[Section], chunk: Chunk) -> tuple[str, ...]:
    """The headings above the chunk as people are told them: of one of several sections, those that
    all of it is under, and last what the sections are called, one after another."""
    paths = [sections[span.section].heading for span in chunk.spans]
    levels = enumerate(zip(*paths, strict=False))
    depth = next((n for n, names in levels if len(set(names)) > 1), min(map(len, paths)))
    names = list(dict.fromkeys([path[depth] for path in paths if len(path) > depth]))
    if len(names) < 2:
        return paths[0]
    if len(names) > _NAMED_SECTIONS:
        names = [*names[: _NAMED_SECTIONS - 1], "\u2026", names[-1]]
    return (*paths[0][:depth], ", ".join(names))


def page_of(sections: Sequence[Section], chunk: Chunk) -> int:
    """The page on which the chunk begins, 0 where there are none."""
    return sections[chunk.spans[0].section].page


def _header(section: Section) -> str:
    table = section.kind == "table" and len(section.header) <= _REPEATED_CHARACTERS
    return section.header if table else ""


@dataclass(frozen=True, slots=True)
class _Packing:
    """The fragments of one section on their way into chunks; `upto` are their tokens, summed."""

    section: int
    fragments: Fragments
    upto: Sequence[int]
    header_tokens: int

    def chunks(self, budget: int, overlap: float) -> Iterator[Chunk]:
        """As many fragments as the budget holds, up to the best border, and so on from there."""
        room = max(budget - self.header_tokens, budget // 2)
        first, last = 0, len(self.upto) - 1
        while first < last:
            end = self._end(first, room)
            start, stop = self.fragments.trimmed(first, end)
            if start < stop:
                tokens = self._tokens(first, end) + self.header_tokens
                yield Chunk((Span(self.section, start, stop),), tokens)
            if end == last:
                return
            first = self._back(first, end, room * overlap)

    def _tokens(self, first: int, end: int) -> int:
        return self.upto[end] - self.upto[first]

    def _end(self, first: int, room: int) -> int:
        """Where the chunk that begins with fragment `first` ends: at least one fragment on."""
        last = len(self.upto) - 1
        if self._tokens(first, last) <= room * _STRETCH:
            return last
        full = first + 1
        while full < last and self._tokens(first, full + 1) <= room:
            full += 1
        for border, share in _FILLED:
            end = full
            while end > first and self._tokens(first, end) >= room * share:
                if self.fragments.borders[end - 1] >= border:
                    return end
                end -= 1
        return full

    def _back(self, first: int, end: int, target: float) -> int:
        """Where the next chunk begins, so that about `target` tokens are shared, and it begins
        with a sentence where one does within twice that."""
        # Within a sentence, how far from the target, where: the least is the best.
        choices = [(True, target, end)]
        for start in range(end - 1, first, -1):
            shared = self._tokens(start, end)
            if shared > 2 * target:
                break
            inside = self.fragments.borders[start - 1] < Border.SENTENCE
            choices.append((inside, abs(shared - target), start))
        return min(choices)[2]


def _with_neighbours(
    sections: Sequence[Section],
    chunks: Sequence[list[Chunk]],
    budget: int,
    title_tokens: Sequence[int],
) -> Iterator[Chunk]:
    """All chunks in order, those of tiny sections together where they fit."""
    held: Chunk | None = None
    for own, title in zip(chunks, title_tokens, strict=True):
        for chunk in own:
            if held is not None and len(own) == 1:
                both = Chunk((*held.spans, *chunk.spans), held.tokens + title + chunk.tokens)
                if _fits(sections, held, chunk, budget) and both.tokens <= budget:
                    held = both
                    continue
            if held is not None:
                yield held
            held = chunk
        if held is not None and len(own) > 1:
            yield held
            held = None
    if held is not None:
        yield held


async def estimated_tokens(texts: Sequence[str]) -> list[int]:
    """About how many tokens a model would count, by the letters alone: for want of a model.

    A token for five plain letters or blanks, or for two letters of any other script.
    """
    return [_estimate(text) for text in texts]


def _fits(sections: Sequence[Section], held: Chunk, chunk: Chunk, budget: int) -> bool:
    """Whether either is tiny and both lie under one heading."""
    a, b = heading_of(sections, held), heading_of(sections, chunk)
    above = max(len(a), len(b), 1) - 1
    return min(held.tokens, chunk.tokens) <= budget * _TINY and a[:above] == b[:above]


def _estimate(text: str) -> int:
    plain = len(text.encode("ascii", "ignore"))
    return (2 * plain + 5 * (len(text) - plain)) // 10 + 1 if text else 0
