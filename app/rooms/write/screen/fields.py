"""The fields to extract: a row each, with a name, a kind and, of a choice, what it may be. Pure.

All rows that there may be are on the page from the start, and those beyond the count hidden: what
is typed in them is the page's.
"""

from functools import cache

from app.rooms.write.schema import DECLARED, KINDS, field_id
from app.rooms.write.state import MOST_FIELDS, WriteState
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, select_field, text_field


def fields_part(write: WriteState) -> Html:
    return el(
        "fieldset",
        el("legend", "Which fields?"),
        el(
            "p",
            "A name says what is looked for: repair date, total, sender. What the text does not "
            "say becomes null.",
            class_="small soft",
        ),
        [_row(at, hidden=at >= write.fields, alone=write.fields == 1) for at in range(MOST_FIELDS)],
        button_row(
            button("Add a field", "write.field.add", "light", disabled=write.fields == MOST_FIELDS),
        ),
        el(
            "details",
            el("summary", "Or write them as a Python dataclass"),
            text_field(
                DECLARED,
                "Dataclass, in place of the fields above",
                rows=4,
                placeholder="class Invoice:\n    sender: str\n    total: float | None",
            ),
            class_="more",
        ),
        id="write-fields",
    )


@cache  # a screen has all of them, each time
def _row(at: int, *, hidden: bool, alone: bool) -> Html:
    which = f"of field {at + 1}"
    name, kind, choices = (field_id(what, at) for what in ("name", "kind", "choices"))
    return el(
        "div",
        text_field(name, f"Name {which}", maxlength=60),
        select_field(kind, f"Kind {which}", KINDS),
        text_field(choices, f"Choices {which}, with commas between", maxlength=60_000),
        button(
            ["Remove", el("span", f" field {at + 1}", class_="quiet-voice")],
            "write.field.remove",
            "light",
            data_at=at,
            disabled=alone,
        ),
        class_="field-row",
        hidden=hidden,
    )
