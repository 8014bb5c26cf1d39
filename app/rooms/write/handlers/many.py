"""Many texts: brought, extracted from, stopped, gone on with, saved, put away."""

from dataclasses import replace
from typing import Any, Final, Literal, cast

from app.effects import ToPage
from app.events import Failed, PageEvent, Woken
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.write.effects import (
    DropMany,
    ExtractAll,
    FindMany,
    SaveMany,
    StopExtracting,
    TakeFiles,
    TakeTable,
)
from app.rooms.write.events import ManyFound, ManyMoved, ManyWritten
from app.rooms.write.many import WHOLE_ROW, ManyState
from app.rooms.write.schema import check_fields, wanted_in
from app.rooms.write.state import WriteState
from app.rooms.write.words import many_line
from app.state import ShownError, State
from hearthside.documents.tables import check_size
from hearthside.errors import InvalidInput
from hearthside.wire import Code

BAR_ID: Final = "write-many-bar"
LINE_ID: Final = "write-many-line"
HEADING_ID: Final = "write-many-heading"


def _with_many(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(ManyState), **changes))


def _asked(state: State, **changes: Any) -> tuple[State, int]:
    run = state.of(ManyState).run + 1
    return _with_many(clear_messages(state), run=run, **changes), run


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """What was in hand before a reload is taken up again."""
    return state, (FindMany(),)


@on_page("write.many.files")
def files(state: State, event: PageEvent) -> Change:
    listed = event.data.get("files", "[]")
    if state.of(ManyState).busy or listed == "[]":
        return no_effects(state)
    state, run = _asked(state, stage="reading", found=(), notes=())
    return state, (TakeFiles(run, listed), announce("Reading the files"))


@on_page("write.many.table")
def table(state: State, event: PageEvent) -> Change:
    name = event.data.get("filename", "")
    if state.of(ManyState).busy:
        return no_effects(state)
    try:
        check_size(name, int(event.data.get("size_bytes", "0")))
    except InvalidInput as error:
        return failing(state, ShownError(error.code, error.message, place="write"))
    if event.data.get("refused") or not event.content:
        why = "could not be read at all" if event.data.get("refused") else "is empty"
        said = f"\u201c{name}\u201d {why}."
        return failing(state, ShownError(Code.TABLE_INVALID, said, place="write"))
    state, run = _asked(state, stage="reading", found=(), notes=())
    return state, (TakeTable(run, name, event.content),)


@on(Failed)
def failed(state: State, event: Failed) -> Change:
    """What could not be read leaves nothing in hand."""
    if state.of(ManyState).stage != "reading" or event.error.place != "write":
        return no_effects(state)
    return no_effects(_with_many(state, stage=""))


@on_page("write.many.column")
def column(state: State, event: PageEvent) -> Change:
    many, value = state.of(ManyState), event.data.get("value", "")
    at = int(value) if value.isdecimal() else WHOLE_ROW
    if many.stage not in ("ready", "stopped", "done") or at >= len(many.columns):
        return no_effects(state)
    return no_effects(_with_many(state, column=at))


@on_page("write.many.start")
def start(state: State, event: PageEvent) -> Change:
    """From the first text on, with the fields as they stand in the form."""
    try:
        fields = wanted_in(event.data, state.of(WriteState).fields)
        check_fields(fields)
    except InvalidInput as error:
        return failing(state, ShownError(error.code, error.message, place="write"))
    return _begin(state, fields=fields)


@on_page("write.many.goon")
def go_on(state: State, event: PageEvent) -> Change:
    return _begin(state)


def _begin(state: State, **fields: Any) -> Change:
    many, who = state.of(ManyState), state.of(WriteState).who
    if many.stage not in ("ready", "stopped", "done") or state.busy:
        return no_effects(state)
    if state.brain.stage != "ready" or who is None or who.own:
        return failing(state, ShownError(Code.MODEL_NONE, place="write"))
    anew = {"found": (), "fields": tuple([one.name for one in fields["fields"]])} if fields else {}
    state, run = _asked(state, stage="working", seconds_left=None, **anew)
    work = ExtractAll(run=run, voice=who.id, column=many.column, **fields)
    return state, (work, focus(HEADING_ID))


@on(ManyMoved)
def moved(state: State, event: ManyMoved) -> Change:
    before = state.of(ManyState)
    if event.run != before.run:
        return no_effects(state)
    state = state.having(event.many)
    told = {"ready": "The texts are read", "stopped": "Stopped", "done": "All texts are through"}
    if event.many.stage == before.stage or not before.stage:
        return no_effects(state)
    return state, (announce(told.get(event.many.stage, "")),)


@on(ManyFound)
def found(state: State, event: ManyFound) -> Change:
    many = state.of(ManyState)
    if event.run != many.run or many.stage != "working":
        return no_effects(state)
    many = replace(many, found=(*many.found, event.found), seconds_left=event.seconds_left)
    return state.having(many), (
        ToPage("value", {"target": BAR_ID, "value": len(many.found)}),
        ToPage("text", {"target": LINE_ID, "text": many_line(len(many.found), many.of, many.unit,
                                                              many.seconds_left)}),
    )  # fmt: skip


@on_page("write.many.stop")
def stop(state: State, event: PageEvent) -> Change:
    return state, (StopExtracting(),)


@on_page("write.many.drop")
def drop(state: State, event: PageEvent) -> Change:
    run = state.of(ManyState).run + 1
    state = clear_messages(state).having(ManyState(run=run))
    return state, (DropMany(), focus("write-heading", scroll=False))


@on_page("write.many.save")
def save(state: State, event: PageEvent) -> Change:
    kind = event.data.get("kind", "")
    if kind not in ("csv", "json"):
        return no_effects(state)
    return state, (SaveMany(cast(Literal["csv", "json"], kind)),)


@on(ManyWritten)
def written(state: State, event: ManyWritten) -> Change:
    kind = f"{event.kind};charset=utf-8"
    file = {"filename": event.filename, "type": kind, "text": event.text}
    return state, (ToPage("save", file),)
