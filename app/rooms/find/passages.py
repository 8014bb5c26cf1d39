"""What a search found, in the room's plain words and numbers. Pure."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from app.rooms.find.state import Filters, Passage
from hearthside.documents.terms import marks
from hearthside.find.hits import Hit
from hearthside.store import day_in_words

_MOST_WORDS: Final = 6
_TELLING_LETTERS: Final = 3
# A word in more of the passages than this does not tell them apart; of few, that means nothing.
_MOST_SHARE: Final = 0.5
_ENOUGH_PASSAGES: Final = 4
_JOIN: Final = " \u203a "


def passages_of(query: str, hits: Iterable[Hit]) -> tuple[Passage, ...]:
    """The hits as passages, numbered from 1; words that tell nothing are not marked in them."""
    several = tuple(hits)
    found = [marks(query, hit.text) if hit.words_rank is not None else [] for hit in several]
    said = [
        {hit.text[start:end].casefold() for start, end in spans}
        for hit, spans in zip(several, found, strict=True)
    ]
    idle = _idle(said)
    return tuple(
        [
            _passage(number, hit, tuple(_telling(hit, spans, idle)))
            for number, (hit, spans) in enumerate(zip(several, found, strict=True), 1)
        ]
    )


def _idle(said: list[set[str]]) -> set[str]:
    """Words that tell one passage from another as little as "the" and "in" do, in any language:
    the shortest ones, and those that stand in most of what was found."""
    counts = Counter(word for words in said for word in words)
    short = {word for word in counts if len(word) < _TELLING_LETTERS and word.isascii()}
    many = {word for word, count in counts.items() if count > len(said) * _MOST_SHARE}
    idle = {word for word in short if not word.isdecimal()}
    return idle | many if len(said) >= _ENOUGH_PASSAGES else idle


def _telling(
    hit: Hit, spans: Sequence[tuple[int, int]], idle: set[str]
) -> Sequence[tuple[int, int]]:
    """All of them where none would be left, and nothing else says why it was found."""
    telling = [span for span in spans if hit.text[span[0] : span[1]].casefold() not in idle]
    return telling or ([] if hit.meaning_rank is not None else spans)


def _passage(number: int, hit: Hit, found: tuple[tuple[int, int], ...]) -> Passage:
    # What a PDF calls itself is mostly what a program called it; and a page's title often begins
    # with its first heading, and goes on with the name of the site.
    told = hit.name.lower().endswith(".pdf") or _begins_with(hit.title, hit.heading[:1])
    title = "" if told else hit.title
    words = dict.fromkeys(hit.text[start:end].casefold() for start, end in found)
    return Passage(
        number,
        hit.path,
        hit.text,
        found,
        _JOIN.join(filter(None, (title, *hit.heading))),
        hit.page or None,
        day_in_words(hit.modified_ms),
        hit.language,
        hit.meaning_rank is not None,
        tuple(words)[:_MOST_WORDS],
    )


def _begins_with(title: str, heading: tuple[str, ...]) -> bool:
    return bool(heading) and title.casefold().startswith(heading[0].casefold())


def narrowed(filters: Filters, paths: tuple[str, ...]) -> dict[str, object]:
    """The filters as `Index.search` takes them; `paths` are all there are. A file is meant by its
    whole path, or by a part of it."""
    asked: dict[str, object] = {}
    if filters.file:
        part = filters.file.casefold()
        exact = filters.file in paths
        asked["files"] = {filters.file} if exact else {it for it in paths if part in it.casefold()}
    if filters.since:
        asked["since_ms"] = _day_ms(filters.since)
    if filters.until:
        asked["until_ms"] = _day_ms(filters.until, days=1) - 1
    if filters.language:
        asked["languages"] = {filters.language}
    return asked


def _day_ms(day: str, *, days: int = 0) -> int:
    """The first millisecond of that day, or of one so many days later. Raises ValueError."""
    begun = datetime.datetime.fromisoformat(day) + datetime.timedelta(days=days)
    return int(begun.timestamp() * 1000)
