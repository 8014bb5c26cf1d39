"""What a search found, in the room's plain words and numbers. Pure."""

import datetime
from collections.abc import Iterable
from typing import Final

from app.find.library import day_in_words
from app.find.state import Filters, Passage
from hearthside.find.hits import Hit
from hearthside.find.keywords import marks

_MOST_WORDS: Final = 6
_JOIN: Final = " \u203a "


def passages_of(query: str, hits: Iterable[Hit]) -> tuple[Passage, ...]:
    """The hits as passages, numbered from 1."""
    return tuple([_passage(number, query, hit) for number, hit in enumerate(hits, 1)])


def _passage(number: int, query: str, hit: Hit) -> Passage:
    found = tuple(marks(query, hit.text)) if hit.words_rank is not None else ()
    # What a PDF calls itself is mostly what a program called it.
    title = "" if hit.name.lower().endswith(".pdf") else hit.title
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
