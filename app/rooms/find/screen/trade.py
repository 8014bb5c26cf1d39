"""How many numbers a vector keeps: what each length costs and keeps, and the choice.

Pure: values in, `Html` out. The figures are measured on the collection in hand, never from here.
"""

from typing import Final

from app.rooms.find.screen.words import count_in_words
from app.rooms.find.state import Card, FindState, Trade
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row
from app.ui.words import size_in_words

# Fewer passages than this say too little about what a shorter vector keeps.
LEAST_PASSAGES: Final = 20
# Each number is one byte, and each vector has a scale.
SCALE_BYTES: Final = 4


def vectors_view(state: State) -> Html | None:
    """The vectors of the collection in hand; None where it has none, or nothing to choose."""
    find = state.of(FindState)
    card, info = find.card, state.embedding.info
    if card is None or not card.open or not card.passages or info is None or find.other_model:
        return None
    busy = find.intake.busy or find.embedding is not None or find.measuring
    lengths = sorted({info.dimensions, *info.truncations}, reverse=True)
    return el(
        "details",
        el("summary", "Vector size and accuracy"),
        el(
            "p",
            "Each passage is kept as a row of numbers, made by the embedding model. The first "
            "numbers carry the most: fewer of them take less room and less time, and find a "
            "little less. Going down is done at once; going up reads all passages again.",
            class_="small soft",
        ),
        _table(find.trades, card) if find.trades else None,
        button_row(
            button(
                "Measure it on my files" if find.trades is None else "Measure again",
                "find.measure",
                disabled=busy or card.passages < LEAST_PASSAGES or card.unread > 0,
            )
        ),
        _why_not(card),
        el("p", "Measuring on your own passages\u2026", class_="soft", role="status")
        if find.measuring
        else None,
        el(
            "fieldset",
            el("legend", "Numbers for each passage"),
            [_choice(length, card, busy=busy) for length in lengths],
            class_="lengths",
        ),
        class_="more",
        id="find-vectors",
    )


def _why_not(card: Card) -> Html | None:
    if card.passages >= LEAST_PASSAGES:
        return None
    words = f"It takes {LEAST_PASSAGES} passages or more to measure that."
    return el("p", words, class_="small soft")


def _choice(length: int, card: Card, *, busy: bool) -> Html:
    return el(
        "label",
        el(
            "input",
            type="radio",
            name="find-dimensions",
            value=length,
            checked=length == card.dimensions,
            disabled=busy,
            data_event="find.dimensions",
        ),
        el(
            "span",
            el("strong", str(length)),
            el("span", size_in_words((length + SCALE_BYTES) * card.passages)),
        ),
        class_="choice",
    )


def _table(trades: tuple[Trade, ...], card: Card) -> Html:
    heads = ("Numbers", "Finds of the ten nearest", "Room", "Compares 100,000 in")
    return el(
        "div",
        el(
            "table",
            el(
                "caption",
                f"Measured on {count_in_words(card.passages, 'passage')} of this collection",
                class_="small soft",
            ),
            el("thead", el("tr", [el("th", head, scope="col") for head in heads])),
            el("tbody", [_row(trade, card) for trade in trades]),
        ),
        class_="trades",
        tabindex=0,
        role="group",
        aria_label="What each length keeps, to be scrolled",
    )


def _row(trade: Trade, card: Card) -> Html:
    cells: list[Node] = [_share(trade), size_in_words(trade.size_bytes), _time(trade.search_ms)]
    return el(
        "tr",
        el("th", str(trade.dimensions), scope="row"),
        [el("td", cell) for cell in cells],
        class_="chosen" if trade.dimensions == card.dimensions else None,
    )


def _share(trade: Trade) -> str:
    if trade.share >= 1 and trade.low >= 1:
        return "all"
    return f"{trade.share:.0%} ({trade.low:.0%} to {trade.high:.0%})"


def _time(milliseconds: float) -> str:
    return f"{milliseconds:,.0f} ms" if milliseconds >= 1 else "under 1 ms"
