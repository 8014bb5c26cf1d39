"""Many texts: the way in for them, how far they are, and what was found in each. Pure."""

from typing import Final

from app.rooms.write.handlers.many import BAR_ID, HEADING_ID, LINE_ID
from app.rooms.write.many import WHOLE_ROW, Found, ManyState
from app.rooms.write.values import plain_value
from app.rooms.write.words import many_line
from app.shell.actions.files import READABLE
from app.state import State
from app.ui.markup import Attribute, Html, Node, el
from app.ui.parts import bullet_list, button, button_row, select_field
from hearthside.documents.tables import LARGEST_FILE_BYTES

# More are counted and not shown: the files that are saved have them all.
_SHOWN: Final = 100
_HEADINGS: Final = {
    "working": "Extracting from each of them",
    "stopped": "Stopped",
    "done": "Extracted from all of them",
}


def way_in(state: State) -> Html:
    """Files or a table, in place of the one text."""
    many, awake = state.of(ManyState), state.awake
    return el(
        "div",
        el("p", "Or from many texts, with these fields:", class_="small soft"),
        button_row(
            _control("Several files", "write-many-files", awake, accept=READABLE, multiple=True,
                     data_files=True, data_event="write.many.files"),
            _control("Every row of a table", "write-many-table", awake,
                     accept=".csv,.tsv,.txt,.tab,.xlsx,text/csv,text/plain",
                     data_bytes=LARGEST_FILE_BYTES, data_event="write.many.table"),
        ),
        el("p", "Reading them\u2026", class_="small soft") if many.stage == "reading" else None,
        _in_hand(state, many) if many.stage in ("ready", "stopped", "done") else None,
        class_="options",
    )  # fmt: skip


def _control(label: str, id_: str, awake: bool, **attributes: Attribute) -> Html:
    control = el("input", type="file", name=id_, id=id_, class_="quiet-voice",
                 disabled=not awake, **attributes)  # fmt: skip
    return el("label", label, control, class_="button")


def _in_hand(state: State, many: ManyState) -> Html:
    """What was brought, and the button that begins."""
    ready = state.brain.stage == "ready" and not state.busy
    columns = [*[(str(at), name) for at, name in enumerate(many.columns)],
               (str(WHOLE_ROW), "The whole row")]  # fmt: skip
    units = f"{many.of:,} {many.unit}{'s' if many.of != 1 else ''}"
    return el(
        "div",
        el("p", el("bdi", many.name), f": {units}.", id="write-many-name"),
        bullet_list(many.notes[:10]) if many.notes else None,
        select_field("write-many-column", "Which column is the text?", columns,
                     chosen=str(many.column), data_event="write.many.column")
        if many.columns
        else None,
        button_row(
            button(f"Extract from {units}", "write.many.start", "first", disabled=not ready),
            button("Put them away", "write.many.drop", "light"),
        ),
        class_="options",
    )  # fmt: skip


def many_card(state: State) -> Html | None:
    """How far they are, and what was found; None where nothing was begun."""
    many = state.of(ManyState)
    if many.stage not in _HEADINGS:
        return None
    working = many.stage == "working"
    return el(
        "section",
        el("h2", _HEADINGS[many.stage], id=HEADING_ID, tabindex=-1),
        el("progress", id=BAR_ID, max=max(1, many.of), value=len(many.found),
           aria_labelledby=HEADING_ID),
        el("p", many_line(len(many.found), many.of, many.unit, many.seconds_left), id=LINE_ID),
        button_row(*_deeds(state, many)),
        _table(many) if many.found else None,
        class_="card",
        id="write-many",
        aria_labelledby=HEADING_ID,
        aria_busy="true" if working else None,
    )  # fmt: skip


def _deeds(state: State, many: ManyState) -> list[Node]:
    if many.stage == "working":
        return [button("Stop", "write.many.stop", "first", id="write-many-stop", data_escape=True)]
    ready = state.brain.stage == "ready" and not state.busy
    return [
        button("Go on", "write.many.goon", "first", disabled=not ready)
        if many.stage == "stopped"
        else None,
        button("Save as CSV", "write.many.save", data_kind="csv") if many.found else None,
        button("Save as JSON", "write.many.save", data_kind="json") if many.found else None,
    ]


def _table(many: ManyState) -> Html:
    head = el("tr", [el("th", name, scope="col") for name in (many.unit, *many.fields)])
    rows = [_row(it, many.fields) for it in many.found[-_SHOWN:]]
    doubtful = any(it.doubtful for it in many.found[-_SHOWN:])
    return el(
        "div",
        el("p", f"The last {_SHOWN} are shown; the files that you save have all.",
           class_="small soft")
        if len(many.found) > _SHOWN
        else None,
        el("p", el("mark", "Marked"), ": it stands nowhere in that text word for word. Check it.",
           class_="small")
        if doubtful
        else None,
        el("div", el("table", el("thead", head), el("tbody", rows), class_="values"),
           class_="sideways", role="region", aria_label="What was found in each", tabindex=0),
        class_="options",
    )  # fmt: skip


def _row(found: Found, fields: tuple[str, ...]) -> Html:
    name = el("th", el("bdi", found.about), scope="row")
    if found.error:
        return el("tr", name, el("td", found.error, colspan=max(1, len(fields)), class_="wrong"))
    cells = []
    for field, told in zip(fields, found.values, strict=False):
        shown = plain_value(told)
        inside: Node = el("mark", shown) if field in found.doubtful else shown or "\u2014"
        cells.append(el("td", inside, dir="auto"))
    return el("tr", name, cells)
