"""What was answered: copied, saved, edited, undone, removed, found in the text, made examples."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on_page
from app.rooms.write.handlers.text import TEXT, with_write
from app.rooms.write.state import Answer, Said, WriteState
from app.rooms.write.values import plain_value
from app.state import State
from app.tables import Table, csv_text

EDIT_FORM: Final = "write-edit-form"
EDITED: Final = "write-edited"
_CSV: Final = "text/csv;charset=utf-8"
_JSON: Final = "application/json;charset=utf-8"


def _number(data: Mapping[str, str], name: str) -> int:
    value = data.get(name, "")
    return int(value) if value.isdecimal() else -1


def _meant(state: State, data: Mapping[str, str]) -> tuple[int, int] | None:
    """Which answer, and which of those side by side; None where there is none of them."""
    answers, at, one = state.of(WriteState).answers, _number(data, "at"), _number(data, "said")
    found = 0 <= at < len(answers) and 0 <= one < len(answers[at].said)
    return (at, one) if found else None


def _with_said(write: WriteState, place: tuple[int, int], said: Said) -> WriteState:
    """The room with other words in that place."""
    at, one = place
    answer = write.answers[at]
    texts = tuple([said if number == one else it for number, it in enumerate(answer.said)])
    changed = replace(answer, said=texts)
    answers = [changed if number == at else it for number, it in enumerate(write.answers)]
    return replace(write, answers=tuple(answers), editing=None)


def said_id(place: tuple[int, int]) -> str:
    """The id of the part of the page that shows it."""
    return f"write-said-{place[0]}-{place[1]}"


@on_page("write.copy")
def copy(state: State, event: PageEvent) -> Change:
    place = _meant(state, event.data)
    if place is None:
        return no_effects(state)
    said = state.of(WriteState).answers[place[0]].said[place[1]]
    return state, (ToPage("copy", {"text": said.shown, "done": "Copied"}),)


@on_page("write.edit")
def edit(state: State, event: PageEvent) -> Change:
    place = _meant(state, event.data)
    if place is None:
        return no_effects(state)
    shown = state.of(WriteState).answers[place[0]].said[place[1]].shown
    fields = ToPage("fill", {"form": EDIT_FORM, "fields": {EDITED: shown}})
    return with_write(state, editing=place), (fields, focus(f"field-{EDITED}", scroll=False))


@on_page("write.edit.done")
def edited(state: State, event: PageEvent) -> Change:
    """What a person wrote counts; the model's words can be had back."""
    write, text = state.of(WriteState), event.data.get(EDITED, "")
    if write.editing is None:
        return no_effects(state)
    place = write.editing
    said = write.answers[place[0]].said[place[1]]
    said = replace(said, edited=None if text == said.text else text)
    return state.having(_with_said(write, place, said)), (
        announce("Your words are kept"),
        focus(said_id(place), scroll=False),
    )


@on_page("write.edit.leave")
def leave(state: State, event: PageEvent) -> Change:
    place = state.of(WriteState).editing
    target = said_id(place) if place else "write-heading"
    return with_write(state, editing=None), (focus(target, scroll=False),)


@on_page("write.undo")
def undo(state: State, event: PageEvent) -> Change:
    """Back to the model's own words."""
    place, write = _meant(state, event.data), state.of(WriteState)
    if place is None:
        return no_effects(state)
    said = replace(write.answers[place[0]].said[place[1]], edited=None)
    state = state.having(_with_said(write, place, said))
    return state, (announce("Undone"), focus(said_id(place), scroll=False))


@on_page("write.remove")
def remove(state: State, event: PageEvent) -> Change:
    place, write = _meant(state, event.data), state.of(WriteState)
    if place is None:
        return no_effects(state)
    left = tuple([it for number, it in enumerate(write.answers) if number != place[0]])
    state = with_write(clear_messages(state), answers=left, editing=None)
    return state, (announce("Removed"), focus("write-heading", scroll=False))


@on_page("write.save")
def save(state: State, event: PageEvent) -> Change:
    place = _meant(state, event.data)
    if place is None:
        return no_effects(state)
    answer = state.of(WriteState).answers[place[0]]
    text, kind = answer.said[place[1]].shown, event.data.get("kind", "")
    if kind == "csv":
        return state, (_file("fields.csv", _CSV, csv_of(answer)),)
    if answer.job == "extract":
        return state, (_file("fields.json", _JSON, f"{text}\n"),)
    return state, (_file("answer.txt", "text/plain;charset=utf-8", f"{text}\n"),)


def _file(name: str, kind: str, text: str) -> ToPage:
    return ToPage("save", {"filename": name, "type": kind, "text": text})


def csv_of(answer: Answer) -> str:
    """One row, a column for each field; safe against formulas."""
    values = [plain_value(it.json) for it in answer.values]
    return csv_text(Table("fields", tuple([it.name for it in answer.values]), (tuple(values),)))


@on_page("write.show")
def show(state: State, event: PageEvent) -> Change:
    """To the place in the text, which is selected there."""
    data = event.data
    order = {name: _number(data, name) for name in ("line", "column", "length")}
    if min(order.values()) < 0:
        return no_effects(state)
    return state, (ToPage("line", {"target": f"field-{TEXT}", **order}),)


@on_page("write.examples")
def examples(state: State, event: PageEvent) -> Change:
    """Edited answers as a table that the Teach room opens: what was asked about, and a person's
    own words."""
    rows = tuple(
        [
            (given, said.edited)
            for answer in state.of(WriteState).answers
            for said in answer.said
            if said.edited and (given := context_of(answer))
        ]
    )
    if not rows:
        return no_effects(state)
    table = Table("corrections", ("input", "output"), rows)
    return state, (_file("corrections.csv", _CSV, csv_text(table)), announce("Saved"))


def context_of(answer: Answer) -> str:
    """What of a person's text the model read."""
    parts = answer.sent.parts if answer.sent else ()
    return next((part.text for part in parts if part.name == "context"), "")
