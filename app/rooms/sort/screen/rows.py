"""The rows: how many of each kind, filters, and the part of the list that is in sight.

Pure: state in, `Html` out. Only some fifty rows are on the page at a time; all have one height.
"""

from typing import Final

from app.rooms.sort.pile import window
from app.rooms.sort.screen.fields import asked, chooser
from app.rooms.sort.state import SortState
from app.ui.markup import Html, el
from app.ui.parts import button, button_row
from hearthside.sort import Row, said
from hearthside.text.escape import one_line

ROWS_ID: Final = "sort-rows"
_ROW_CHARACTERS: Final = 240
_ORDERS: Final = [
    ("table", "As in the table"),
    ("doubt", "Most doubtful first"),
    ("random", "Random order"),
]


def rows_view(sort: SortState) -> list[Html]:
    return [_filters(sort), _count_line(sort), _rows(sort)]


def _filters(sort: SortState) -> Html:
    return el("div", _show_field(sort), _order_field(sort), _search_form(), class_="filters")


def _show_field(sort: SortState) -> Html:
    counts, sight = sort.counts, sort.sight
    shows = [
        ("all", f"All rows ({len(sort.rows):,})"),
        ("doubt", f"Needs review ({counts.doubtful:,})"),
        ("reviewed", f"Checked by you ({counts.reviewed:,})"),
        ("corrected", f"Corrected by you ({counts.corrected:,})"),
        *([("none", f"None of these ({counts.none:,})")] if counts.none else []),
        *([("strange", f"Unlike the examples ({counts.strange:,})")] if counts.strange else []),
        *([("picked", f"{sight.near_words} ({len(sight.near):,})")] if sight.near else []),
        *[(f"={name}", f"{name} ({count:,})") for name, count in counts.by_label],
    ]
    control = chooser("sort-show", "show", shows, sight.show, data_event="sort.show")
    return asked("sort-show", "Show", control)


def _order_field(sort: SortState) -> Html:
    orders = [*_ORDERS, *([("near", "Most similar first")] if sort.sight.near else [])]
    control = chooser("sort-order", "order", orders, sort.sight.order, data_event="sort.order")
    return asked("sort-order", "Order", control)


def _search_form() -> Html:
    control = el("input", type="search", name="search", id="sort-search", autocomplete="off")
    return el(
        "form",
        asked("sort-search", "Search", control),
        data_event="sort.search",
        role="search",
    )


def _count_line(sort: SortState) -> Html:
    shown, of = len(sort.order), len(sort.rows)
    line = f"{of:,} rows" if shown == of else f"{shown:,} of {of:,} rows"
    if sort.sight.search:
        line += f" with \u201c{sort.sight.search}\u201d in them"
    return el("p", line, class_="small soft", id="sort-count", role="status")


def _rows(sort: SortState) -> Html:
    """The list between two spacers, which stand for the rows above and below."""
    places = window(sort)
    below = len(sort.order) - places.stop
    rows = [_row(sort, place) for place in places]
    return el(
        "div",
        el("div", data_rows=places.start, aria_hidden="true"),
        el("ol", rows, class_="rows") if rows else _nothing(sort),
        el("div", data_rows=max(0, below), aria_hidden="true"),
        class_="rows-window",
        id=ROWS_ID,
        data_scroll="sort.scroll",
        role="region",
        aria_label="Rows",
        tabindex=-1 if rows else 0,
    )


def _nothing(sort: SortState) -> Html:
    words = "No row matches."
    if sort.sight.show == "doubt":
        words = "No row needs review." if sort.counts.read else "No row is read yet."
    return el("p", words, class_="soft none")


def _row(sort: SortState, place: int) -> Html:
    """One row, a button that takes it in hand. Arrow keys go on from the one that has the focus."""
    at = sort.order[place]
    row, current = sort.rows[at], sort.sight.current
    is_current = at == current
    first = place == sort.sight.first and (current is None or current not in _in_window(sort))
    return el(
        "li",
        el(
            "button",
            el("span", f"{at + 1:,}", class_="number"),
            el("span", _short(sort.text_of(at)), class_="text", dir="auto"),
            _verdict(sort, row),
            type="button",
            class_="row",
            id=f"sort-row-{at}",
            data_event="sort.pick",
            data_row=at,
            aria_current="true" if is_current else None,
            tabindex=0 if is_current or first else -1,
        ),
        aria_posinset=place + 1,
        aria_setsize=len(sort.order),
    )


def _in_window(sort: SortState) -> set[int]:
    return {sort.order[place] for place in window(sort)}


def _verdict(sort: SortState, row: Row) -> Html:
    if row.verdict is None and row.truth is None:
        return el("span", "not read yet", class_="verdict unread")
    chance = row.verdict.probability if row.verdict is not None else None
    return el(
        "span",
        el("span", el("bdi", said(row.labels)), class_="label"),
        bar(chance) if chance is not None else None,
        el("span", state_of(row), _waits(sort, row), class_="state"),
        class_=f"verdict {_kind(sort, row)}",
    )


def bar(chance: float) -> Html:
    """A probability as a bar; beside it stands the number, so readers of screens need no bar."""
    return el("meter", min=0, max=1, value=f"{chance:.3f}", aria_hidden="true")


def share(chance: float) -> str:
    return f"{chance:.0%}" if chance < 0.995 else "99+%"


def _waits(sort: SortState, row: Row) -> Html | None:
    return el("span", ", needs review", class_="waits") if sort.doubtful(row) else None


def state_of(row: Row) -> str:
    """How sure, or whose word it is, in a few words."""
    match row.review:
        case "given":
            return "from the table"
        case "confirmed":
            return "confirmed by you"
        case "corrected":
            return "corrected by you"
    assert row.verdict is not None
    return share(row.verdict.probability)


def _kind(sort: SortState, row: Row) -> str:
    if row.truth is not None:
        return "told"
    return "doubtful" if sort.doubtful(row) else "sure"


def _short(text: str) -> str:
    text = one_line(text)
    if not text:
        return "(empty)"
    return text if len(text) <= _ROW_CHARACTERS else f"{text[:_ROW_CHARACTERS]}\u2026"


def step_buttons() -> Html:
    """One row up and down; the arrow keys press them."""
    return button_row(
        button("Previous", "sort.step", "light", data_by=-1, data_key="ArrowUp"),
        button("Next", "sort.step", "light", data_by=1, data_key="ArrowDown"),
    )
