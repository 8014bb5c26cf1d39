"""What a search is asked and what it answers: values. Knows nothing of how it is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from hearthside.find.chunks import Span

How = Literal["both", "meaning", "words"]

# What is farther from the question than this share of the nearest one's cosine, or of the best
# BM25, is weak. Chosen on the fitting half of XQuAD, where no passage that answers was (DECISIONS).
_STRONG_COSINE: Final = 0.6
_STRONG_BM25: Final = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found.

    `path` names the document in its collection, `name` is the file's, `title` what it calls itself;
    `heading` are the headings above the chunk (see `chunks.trail_of`), `page` is from 1 and 0
    without pages. `spans` are its places in the document's sections. `score` orders the hits of one
    search and means nothing else. `cosine` (-1 to 1) compares with the question, None where the
    chunk has no vector; `bm25` is None where no word of it was asked for. `meaning_rank` and
    `words_rank` count from 1, None where that ranking does not hold it.
    """

    path: str
    name: str
    chunk: int
    text: str
    score: float
    cosine: float | None = None
    bm25: float | None = None
    meaning_rank: int | None = None
    words_rank: int | None = None
    title: str = ""
    heading: tuple[str, ...] = ()
    page: int = 0
    spans: tuple[Span, ...] = ()
    modified_ms: int = 0
    language: str = ""

    @property
    def id(self) -> tuple[str, int]:
        """The chunk, by its document's path and its number there."""
        return self.path, self.chunk


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of one search, the best first. `how` it was searched, which may be less than was
    asked (`notes` say why, for people); `searched` is how many chunks were looked at."""

    hits: tuple[Hit, ...]
    how: How
    searched: int
    notes: tuple[str, ...] = field(default=())

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, at: int) -> Hit:
        return self.hits[at]


def strong(hits: Sequence[Hit]) -> int:
    """How many of the hits of a search, from the first on, are worth a look: up to the last that is
    about as near to the question, or has about as much of its words, as the best one."""
    cosine = max((hit.cosine or 0.0 for hit in hits), default=0.0)
    bm25 = max((hit.bm25 or 0.0 for hit in hits), default=0.0)
    worth = [
        number
        for number, hit in enumerate(hits, start=1)
        if (hit.cosine or 0.0) >= _STRONG_COSINE * cosine > 0
        or (hit.cosine is None and (hit.bm25 or 0.0) >= _STRONG_BM25 * bm25 > 0)
    ]
    return max(worth, default=0)


@dataclass(frozen=True, slots=True)
class Around:
    """A passage in its place: the text before it and after it in the same section."""

    before: str
    text: str
    after: str
