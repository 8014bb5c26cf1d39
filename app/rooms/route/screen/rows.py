"""The rows of a routed list: filtered, in order, and of them only the part that is in sight.

Pure: values in, `Html` out. Some fifty rows are on the page at a time; all have one height.
"""

from collections import Counter
from typing import Final

from app.rooms.route.screen.words import LEADS_TO, excerpt, percent, settled_line
from app.rooms.route.state import Row, Sight, Stream
from app.ui.markup import Html, Node, el
from app.ui.parts import select_field

LIST_ID: Final = "route-list"
WINDOW: Final = 50
_ORDERS: Final = [("listed", "As in the list"), ("urgent", "Most urgent first")]
_HEADS: Final = ("Row", "Text", "Route", "Score", "Why")
_WAITS: Final = "No rule decides it; waits for the model."


def rows_view(stream: Stream, sight: Sight) -> list[Node]:
    rows = in_sight(stream, sight)
    first = max(0, min(sight.first, len(rows) - WINDOW))
    shown = rows[first : first + WINDOW]
    return [
        _filters(stream, sight),
        el("p", _count_line(len(rows), stream, sight), class_="small soft", id="route-count"),
        el("div", [el("span", head) for head in _HEADS], class_="routed head", aria_hidden="true"),
        el(
            "div",
            el("div", data_rows=first, aria_hidden="true"),
            el("ol", [_row(row, first + at, len(rows)) for at, row in enumerate(shown, 1)],
               class_="rows") if shown else el("p", "No row matches.", class_="soft none"),
            el("div", data_rows=len(rows) - first - len(shown), aria_hidden="true"),
            class_="rows-window",
            id=LIST_ID,
            data_scroll="route.rows.scroll",
            role="region",
            aria_label="The routed rows",
            tabindex=0,
        ),
    ]  # fmt: skip


def in_sight(stream: Stream, sight: Sight) -> list[Row]:
    """The rows that are looked at, in their order."""
    wanted = sight.search.casefold()
    rows = [row for row in stream.rows if _is_shown(row, sight.show)]
    if wanted:
        rows = [row for row in rows if wanted in f"{row.text} {_why(row)}".casefold()]
    if sight.order == "urgent":
        ranks = {name: rank for rank, name in enumerate(stream.routes)}
        rows.sort(key=lambda row: _urgency(row, ranks))
    return rows


def _urgency(row: Row, ranks: dict[str, int]) -> float:
    """The route's place; what waits for a model may be urgent, and comes behind the first one."""
    return ranks.get(row.verdict.route, len(ranks)) if row.verdict else 0.5


def _is_shown(row: Row, show: str) -> bool:
    if show.startswith("="):
        return row.verdict is not None and row.verdict.route == show[1:]
    if show == "missed":
        return _missed(row)
    return row.verdict is None if show == "open" else True


def _missed(row: Row) -> bool:
    return bool(row.expected) and row.verdict is not None and row.verdict.route != row.expected


def _filters(stream: Stream, sight: Sight) -> Html:
    counts = Counter(row.verdict.route if row.verdict else "" for row in stream.rows)
    missed = sum(map(_missed, stream.rows))
    shows = [
        ("", f"All rows ({len(stream.rows):,})"),
        *[(f"={name}", f"{name} ({counts[name]:,})") for name in stream.routes if counts[name]],
        *([("open", f"Waiting for the model ({counts['']:,})")] if counts[""] else []),
        *([("missed", f"Not as the list says ({missed:,})")] if missed else []),
    ]
    show = sight.show if sight.show in dict(shows) else ""
    search = el("input", type="search", name="rows-search", id="rows-search", autocomplete="off")
    return el(
        "div",
        select_field("rows-show", "Show", shows, chosen=show, data_event="route.rows.show"),
        select_field(
            "rows-order", "Order", _ORDERS, chosen=sight.order, data_event="route.rows.order"
        ),
        el(
            "form",
            el("div", el("label", "Search", for_="rows-search"), search, class_="field"),
            id="rows-search-form",
            data_event="route.rows.search",
            data_typed="route.rows.search",
            role="search",
        ),
        class_="filters",
    )


def _count_line(shown: int, stream: Stream, sight: Sight) -> str:
    done = len(stream.rows)
    line = f"{done:,} rows" if shown == done else f"{shown:,} of {done:,} rows"
    return f"{line} with \u201c{sight.search}\u201d in them" if sight.search else line


def _row(row: Row, place: int, of: int) -> Html:
    verdict = row.verdict
    meant = f"meant: {row.expected}" if _missed(row) else ""
    name = el("strong", el("bdi", verdict.route)) if verdict else "waits"
    score = percent(verdict.bars[0].score) if verdict and verdict.bars else ""
    return el(
        "li",
        el("span", f"{row.number:,}", class_="number"),
        el("span", excerpt(row.text, 240), class_="text", dir="auto"),
        el(
            "span",
            name,
            el("span", meant or (LEADS_TO[verdict.action] if verdict else ""), class_="soft"),
            class_=f"to {verdict.action}" if verdict else "to",
        ),
        el("span", score, class_="score-cell"),
        el("span", _why(row), class_="why", title=_why(row)),
        class_="routed",
        aria_posinset=place,
        aria_setsize=of,
    )


def _why(row: Row) -> str:
    """The reason in words; where there is none, what settled it."""
    verdict = row.verdict
    if verdict is None:
        return _WAITS
    return excerpt(verdict.why or verdict.reason or f"{settled_line(verdict)}.", 240)
