"""Which rows a person sees and in which order, and how many there are of each kind. Pure.

Everything that goes through all rows is here, so that it is done once for a change and not once
for a screen.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from app.rooms.sort.state import SortState
from hearthside.sort import Row, by_doubt, counts_of, doubtful_rows

# How many rows are on the page at a time; the page asks for others as it scrolls.
WINDOW: Final = 50
MAX_CHANGED_SAID: Final = 3


def arranged(sort: SortState) -> SortState:
    """The room with its counts and the rows in sight worked out anew."""
    doubtful = doubtful_rows(sort.rows, sort.stands_from)
    names = sort.settings.names if sort.settings is not None else ()
    sort = replace(sort, counts=counts_of(sort.rows, names, len(doubtful)))
    order = _ordered(sort, _in_sight(sort, doubtful))
    first = min(sort.sight.first, max(0, len(order) - WINDOW))
    return replace(sort, order=tuple(order), sight=replace(sort.sight, first=first))


def _in_sight(sort: SortState, doubtful: list[int]) -> list[int]:
    """The rows that are shown, in the order of the table."""
    rows, show = sort.rows, sort.sight.show
    found: Iterable[int] = range(len(rows))
    if show == "doubt":
        found = doubtful
    elif show in _KINDS:
        found = [at for at in found if _KINDS[show](rows[at])]
    elif show == "picked":
        found = sorted(at for at in sort.sight.near if at < len(rows))
    elif show != "all":
        found = [at for at in found if show.removeprefix("=") in rows[at].labels]
    wanted = sort.sight.search.casefold()
    if not wanted:
        return list(found)
    return [at for at in found if wanted in sort.text_of(at).casefold()]


def _ordered(sort: SortState, rows: list[int]) -> list[int]:
    if sort.sight.order == "doubt":
        return by_doubt(sort.rows, rows)
    if sort.sight.order == "near":
        nearer = {at: place for place, at in enumerate(sort.sight.near)}
        return sorted(rows, key=lambda at: nearer.get(at, len(nearer)))
    if sort.sight.order == "random":
        # The same draw at every screen: the job's own seed.
        place = list(range(len(sort.rows)))
        random.Random(sort.key).shuffle(place)
        return sorted(rows, key=place.__getitem__)
    return rows


_KINDS: Final[Mapping[str, Callable[[Row], bool]]] = {
    "reviewed": lambda row: row.truth is not None,
    "corrected": lambda row: row.review == "corrected",
    "none": lambda row: row.truth == (),
    "strange": lambda row: row.strange,
}


def window(sort: SortState) -> range:
    """The places in `sort.order` that are on the page."""
    first = sort.sight.first
    return range(first, min(first + WINDOW, len(sort.order)))


def place_of(sort: SortState, index: int | None) -> int | None:
    """Where a row stands in `sort.order`; None when it is not in sight."""
    if index is None:
        return None
    try:
        return sort.order.index(index)
    except ValueError:
        return None


def around(place: int) -> int:
    """Where the part on the page begins so that `place` stands in its midst."""
    return max(0, place - WINDOW // 2)


def next_row(sort: SortState, place: int) -> int | None:
    """The next row from `place` on in sight that a person has not looked at; then from the top."""
    order = sort.order
    for index in (*order[place:], *order[:place]):
        row = sort.rows[index]
        if row.truth is None and row.verdict is not None:
            return index
    return None


def changes_said(before: tuple[Row, ...], after: tuple[Row, ...]) -> str:
    """How the rows have changed their labels since, in a sentence."""
    moved = Counter(
        (_said(old), _said(new))
        for old, new in zip(before, after, strict=True)
        if old.truth is None and old.verdict and new.verdict and _said(old) != _said(new)
    )
    total = sum(moved.values())
    if not total:
        return "Learned from it. No other row changed its label."
    most = moved.most_common(MAX_CHANGED_SAID)
    parts = [f"{count} from {old} to {new}" for (old, new), count in most]
    rest = "" if len(moved) <= MAX_CHANGED_SAID else ", and others"
    rows = "1 other row" if total == 1 else f"{total:,} other rows"
    return f"Learned from it. {rows} changed: {', '.join(parts)}{rest}."


def _said(row: Row) -> str:
    return " + ".join(row.verdict.chosen) or "none" if row.verdict is not None else ""
