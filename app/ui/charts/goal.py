"""What a person wants of the line between rows that stand and rows for a person: a small form.

Pure: a goal in, `Html` out, and from the form's fields a goal again. Knows nothing of the room that
shows it, or of whether labelled rows can bear the goal.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.ui.markup import Html, el
from app.ui.parts import button_row, text_field
from hearthside.classify.threshold import Line, LineKind, bar_of
from hearthside.errors import InvalidInput
from hearthside.wire import Code

_NUMBER: Final = re.compile(r"\s*(\d{1,9}(?:[.,]\d{1,6})?)\s*%?\s*")
_KINDS: Final[tuple[tuple[LineKind, str, str], ...]] = (
    (
        "accuracy",
        "By accuracy",
        "You set how many must be right; your labelled rows set the threshold.",
    ),
    ("cost", "By cost", "A row needs no review where a review would cost more than the mistake."),
    ("own", "Fixed threshold", "You set how sure a row must be. Nothing is guaranteed."),
)


def goal_form(goal: Line, *, event: str, wrong: str = "", id_: str = "wish") -> Html:
    """The form. It sends `event` with the fields that `read_goal` reads; `wrong` says what is."""
    return el(
        "form",
        el(
            "fieldset",
            el("legend", "Which rows need no review?"),
            [_kind(*one, goal.kind) for one in _KINDS],
        ),
        [_fields(kind, goal) for kind, _, _ in _KINDS],
        el("p", wrong, class_="wrong", role="alert") if wrong else None,
        button_row(el("button", "Set threshold", type="submit", class_="button")),
        id=f"{id_}-form",
        class_="wish",
        data_event=event,
        novalidate=True,
    )


def read_goal(fields: Mapping[str, str], before: Line) -> Line:
    """What stands in the form; what it does not ask stays as it was `before`.

    Raises InvalidInput (call.invalid) with words for the person.
    """
    kind = next((known for known, _, _ in _KINDS if known == fields.get("line-kind")), before.kind)
    wished = replace(before, kind=kind)
    if kind == "own":
        wished = replace(wished, at=_share(fields, "line-at"))
    elif kind == "accuracy":
        wished = replace(wished, accuracy=_share(fields, "line-accuracy"))
    else:
        mistake, person = _number(fields, "line-mistake"), _number(fields, "line-person")
        wished = replace(wished, mistake=mistake, person=person)
    if wished.goal is not None:
        bar_of(wished.goal)  # raises on what nothing can meet
    return wished


def _kind(kind: LineKind, title: str, explanation: str, chosen: LineKind) -> Html:
    """A radio button without an event: nothing happens before the line is drawn."""
    radio = el("input", type="radio", name="line-kind", value=kind, checked=kind == chosen)
    said = el("span", el("strong", title), el("span", explanation))
    return el("label", radio, said, class_="choice")


def _fields(kind: LineKind, goal: Line) -> Html:
    """The fields of one kind of goal; the style shows those of the chosen one."""
    asked = {
        "accuracy": (("line-accuracy", "Correct at least, in %", goal.accuracy * 100),),
        "cost": (
            ("line-mistake", "A mistake costs", goal.mistake),
            ("line-person", "A review costs", goal.person),
        ),
        "own": (("line-at", "Sure at least, in %", goal.at * 100),),
    }[kind]
    unit = "In any unit, the same for both: money, minutes, worry."
    return el(
        "div",
        [
            text_field(name, label, value=f"{value:.6g}", inputmode="decimal")
            for name, label, value in asked
        ],
        el("p", unit, class_="small soft all") if kind == "cost" else None,
        class_=f"fields two for-{kind}",
    )


def _number(fields: Mapping[str, str], name: str) -> float:
    found = _NUMBER.fullmatch(fields.get(name, ""))
    if found is None:
        raise InvalidInput(Code.CALL_INVALID, "Please write a number, 95 or 0.5 for instance.")
    return float(found[1].replace(",", "."))


def _share(fields: Mapping[str, str], name: str) -> float:
    percents = _number(fields, name)
    if percents > 100:
        raise InvalidInput(Code.CALL_INVALID, "A share is 100 % at most.")
    return percents / 100
