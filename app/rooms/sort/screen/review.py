"""The row in hand: its whole text, how likely each label is, and a click or a key to put it right.

Pure: state in, `Html` out.
"""

from typing import Final

from app.rooms.sort.screen.fields import asked, chooser
from app.rooms.sort.screen.meaning import alike_button
from app.rooms.sort.screen.rows import bar, share, state_of, step_buttons
from app.rooms.sort.state import SortState
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, keys_line
from hearthside.sort import Row, said

REVIEW_ID: Final = "sort-review"
# More labels than keys: the likeliest are buttons, and all are in a list.
KEYS: Final = 9
_TEXT_CHARACTERS: Final = 1200


def review_card(sort: SortState) -> Html:
    at = sort.sight.current
    if at is None or at >= len(sort.rows):
        inside: list[Node] = _invitation(sort)
    else:
        inside = _row_in_hand(sort, at, sort.rows[at])
    return el(
        "section",
        inside,
        class_="card review",
        id=REVIEW_ID,
        tabindex=-1,
        aria_labelledby="sort-review-heading",
    )


def _invitation(sort: SortState) -> list[Node]:
    waiting = sort.counts.doubtful
    words = (
        f"{waiting:,} rows are doubtful. Review the most doubtful first: after each answer, "
        "all other rows are decided again at once."
        if waiting
        else "Choose a row to see how it was decided, and to correct it."
    )
    return [
        el("h3", "Review", id="sort-review-heading"),
        el("p", words),
        button_row(
            button("Review doubtful rows", "sort.review", "first", disabled=not waiting),
            button(
                "Check random rows",
                "sort.review",
                data_by="chance",
                disabled=not sort.counts.read,
            ),
        ),
        keys_line("Sort, while reviewing"),
    ]


def _row_in_hand(sort: SortState, at: int, row: Row) -> list[Node]:
    return [
        el(
            "div",
            el("h3", f"Row {at + 1:,}", id="sort-review-heading"),
            step_buttons(),
            class_="review-head",
        ),
        _text(sort.text_of(at)),
        _about(sort, row),
        _choices(sort, row) if row.verdict is not None else None,
        _buttons(sort, row) if row.verdict is not None else None,
    ]


def _text(text: str) -> Html:
    if not text.strip():
        return el("p", "There is no text in this row.", class_="soft")
    if len(text) <= _TEXT_CHARACTERS:
        return el("blockquote", text, dir="auto", class_="whole", id="sort-text", tabindex=0)
    rest = f"\u2026 and {len(text) - _TEXT_CHARACTERS:,} more characters."
    return el(
        "blockquote",
        text[:_TEXT_CHARACTERS],
        el("span", rest, class_="soft"),
        dir="auto",
        class_="whole",
        id="sort-text",
        tabindex=0,
    )


def _about(sort: SortState, row: Row) -> list[Html]:
    if row.verdict is None:
        return [el("p", "It is not read yet.", class_="small soft")]
    notes = [el("p", note, class_="small soft") for note in row.verdict.notes]
    if row.verdict.strange:
        words = "It is unlike all your examples: maybe none of the labels fits."
        notes.append(el("p", words, class_="small"))
    verdict = row.verdict
    if row.review == "corrected":
        was = el("bdi", said(row.said))
        notes.append(el("p", "Before, it was decided as ", was, ".", class_="small soft"))
    if verdict.value is not None and sort.settings is not None:
        place = f"On the scale: {verdict.value:.1f} of {len(sort.settings.names)}"
        notes.append(el("p", place, class_="small soft"))
    waits = ", needs review" if sort.doubtful(row) else ""
    return [el("p", state_of(row) + waits, class_="small"), *notes]


def _choices(sort: SortState, row: Row) -> list[Node]:
    """A button for each label, numbered; of many labels the likeliest, and a list of them all."""
    assert sort.settings is not None and row.verdict is not None
    names, chances = sort.settings.names, dict(row.verdict.scores)
    shown = names if len(names) <= KEYS else tuple([name for name, _ in row.verdict.scores[:KEYS]])
    picked = sort.sight.picked if sort.sight.picked is not None else row.labels
    choices = [
        _choice(sort, number, name, chances.get(name), chosen=name in picked)
        for number, name in enumerate(shown, start=1)
    ]
    return [
        el("div", choices, class_="choices", role="group", aria_label="Labels"),
        _all_labels(names) if len(names) > KEYS else None,
    ]


def _choice(sort: SortState, number: int, name: str, chance: float | None, *, chosen: bool) -> Html:
    return el(
        "button",
        el("kbd", number),
        el("span", el("bdi", name), class_="label"),
        [bar(chance), el("span", share(chance), class_="share")] if chance is not None else None,
        type="button",
        class_="label-choice",
        id=f"sort-choice-{number}",
        data_event="sort.label",
        data_label=name,
        data_key=number,
        aria_pressed="true" if chosen else "false",
    )


def _all_labels(names: tuple[str, ...]) -> Html:
    options = [("", "Choose a label"), *[(name, name) for name in names]]
    control = chooser("sort-any-label", "any", options, "", data_event="sort.label")
    return asked("sort-any-label", "Or any other", control)


def _buttons(sort: SortState, row: Row) -> Html:
    many = sort.settings is not None and sort.settings.form == "many"
    label = "Confirm labels" if many else "Confirm label"
    return button_row(
        button([el("kbd", 0), label], "sort.confirm", "first", id="sort-confirm", data_key=0),
        button(
            [el("kbd", "n"), "None of these"],
            "sort.label",
            id="sort-none",
            data_none="yes",
            data_key="n",
            aria_pressed="true" if row.truth == () else "false",
        ),
        alike_button(sort),
        button("Remove my answer", "sort.unsay", "light") if row.truth is not None else None,
    )
