"""What was found: passages with their marks, where they stand, and why they were found.

Pure: values in, `Html` out. Arrow keys go from one to the next, `o` opens the one that has the
keyboard in its place, `c` copies it.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from app.rooms.find.screen.words import (
    count_in_words,
    filters_line,
    found_by,
    found_line,
    place_line,
)
from app.rooms.find.state import Passage, Place, Search
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, keys_line

HEADING_ID: Final = "passages-heading"


def passage_id(number: int) -> str:
    return f"passage-{number}"


def passages_view(
    search: Search,
    cited: frozenset[tuple[int, int, int]] = frozenset(),
    *,
    answered: bool = True,
) -> Html:
    """The passages, weak ones folded away. `cited`: (number, start, end) of what an answer takes
    from them; not `answered`: none of them answers the question, so all are folded."""
    shown = search.strong if answered else 0
    return el(
        "section",
        el("h2", "Passages", id=HEADING_ID, tabindex=-1),
        el("p", found_line(search), class_="small", id="found-line"),
        el("p", f"Narrowed down: {filters_line(search.filters)}.", class_="small soft")
        if search.filters.any
        else None,
        _keys(search) if search.passages else _nothing(search),
        el(
            "div",
            _listed(search, search.passages[:shown], cited),
            _folded(search, search.passages[shown:], cited, answered=answered),
            id="find-passages",
        ),
        class_="room",
        id="find-found",
        data_keys=True,
        aria_labelledby=HEADING_ID,
        aria_busy="true" if search.running else None,
    )


def _listed(
    search: Search, some: tuple[Passage, ...], cited: frozenset[tuple[int, int, int]]
) -> Html | None:
    if not some:
        return None
    return el("ol", [_passage(search, it, cited) for it in some], class_="passages")


def _folded(
    search: Search,
    some: tuple[Passage, ...],
    cited: frozenset[tuple[int, int, int]],
    *,
    answered: bool,
) -> Html | None:
    if not some:
        return None
    kind = "weaker passage" if answered else "nearest passage"
    return el(
        "details",
        el("summary", f"Show {count_in_words(len(some), kind)}"),
        _listed(search, some, cited),
        class_="more",
        id="find-weak",
    )


def _keys(search: Search) -> Html:
    return el(
        "div",
        keys_line("Find, in the passages"),
        button_row(
            button("Previous", "find.step", "light", data_by=-1, data_key="ArrowUp"),
            button("Next", "find.step", "light", data_by=1, data_key="ArrowDown"),
        ),
        class_="review-head",
    )


def _nothing(search: Search) -> Html | None:
    if search.running:
        return None
    advice = (
        "Try other words, or take the filters away."
        if search.filters.any
        else "Try other words."
        if search.by_meaning
        else "Only words that are in your files can be found so far; with the embedding model, "
        "passages are found by what they mean too."
    )
    return el("p", advice, class_="soft")


def _passage(search: Search, it: Passage, cited: frozenset[tuple[int, int, int]]) -> Html:
    place = search.place if search.place and search.place.number == it.number else None
    current = search.current == it.number
    bears = {(start, end) for number, start, end in cited if number == it.number}
    return el(
        "li",
        el(
            "h3",
            el("span", str(it.number), class_="passage-number"),
            el("bdi", it.name),
        ),
        el("p", place_line(it), class_="small soft", dir="auto") if place_line(it) else None,
        _quote(it, place, bears),
        el("p", found_by(it), class_="small found-by"),
        _buttons(it, place, current=current),
        class_="passage",
        id=passage_id(it.number),
        tabindex=-1,
        aria_current="true" if current else None,
    )


def _quote(it: Passage, place: Place | None, bears: set[tuple[int, int]]) -> Html:
    shown = el("span", list(marked(it.text, it.marks, bears)), class_="passage-text")
    if place is None:
        return el("blockquote", shown, dir="auto", lang=it.language or None)
    return el(
        "blockquote",
        el("span", "\u2026 ", class_="soft") if place.more[0] else None,
        el("span", place.before, class_="around") if place.before else None,
        shown,
        el("span", place.after, class_="around") if place.after else None,
        el("span", " \u2026", class_="soft") if place.more[1] else None,
        dir="auto",
        lang=it.language or None,
        class_="in-place",
        tabindex=0,
    )


def marked(
    text: str, marks: tuple[tuple[int, int], ...], bears: set[tuple[int, int]]
) -> Iterator[Node]:
    """The text in pieces: words of the question marked, and what an answer rests on underlined."""
    cuts = {0, len(text)}
    spans = [(max(0, a), min(b, len(text))) for a, b in (*marks, *bears) if a < b]
    cuts.update(at for span in spans for at in span)
    places = sorted(at for at in cuts if 0 <= at <= len(text))
    for start, end in pairwise(places):
        piece: Node = text[start:end]
        if any(a <= start and end <= b for a, b in marks):
            piece = el("mark", piece)
        if any(a <= start and end <= b for a, b in bears):
            piece = el("span", piece, class_="bears")
        yield piece


def _buttons(it: Passage, place: Place | None, *, current: bool) -> Html:
    named = el("span", f" passage {it.number}", class_="quiet-voice")
    more = place is not None and any(place.more)
    return button_row(
        button(
            ["Show more context" if place else "Show in context", named],
            "find.place",
            "light",
            data_number=it.number,
            data_key="o" if current else None,
        )
        if place is None or more
        else None,
        button(["Close", named], "find.place.close", "light", data_number=it.number)
        if place
        else None,
        button(
            ["Copy", named],
            "find.copy",
            "light",
            data_number=it.number,
            data_key="c" if current else None,
        ),
    )
