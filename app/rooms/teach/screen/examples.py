"""Examples on their way in, and what was found in them. Pure: state in, `Html` out."""

from typing import Final

from app.rooms.teach.screen.words import count_line, fault_line
from app.rooms.teach.state import ROUNDS, TeachState
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import bullet_list, button, button_row, notice, select_field, text_field
from app.ui.words import size_in_words
from hearthside.documents.tables import LARGEST_FILE_BYTES
from hearthside.finetune import Checked, Example, Fault
from hearthside.finetune.examples import ARROW, LEAST_EXAMPLES

_SHOWN: Final = 5
_SHOWN_FAULTS: Final = 12
_CHARACTERS: Final = 160
_FROM_SORT: Final = (
    "Rows that you labelled in Sort are examples too: save them there, under \u201cSave and "
    "share\u201d, and open the file here."
)


def way_in(state: State, *, hidden: bool) -> Html:
    """Pasted lines or a file. The form is always on the page: what is typed in it is the page's."""
    return el(
        "form",
        el("h2", "Your examples", id="teach-way-heading"),
        text_field(
            "teach-pasted",
            "One example a line",
            hint=f"Input, then {ARROW} (or a tab), then the output that you would write. About 50 "
            f"alike are a good beginning; at least {LEAST_EXAMPLES} are needed.",
            rows=6,
            wide=True,
            placeholder=f"Where is my parcel? {ARROW} shipping",
        ),
        button_row(
            el(
                "button",
                "Check these examples",
                type="submit",
                class_="button first",
                disabled=not state.awake,
            ),
            _file_button(state),
            button("Try it with a sample", "teach.sample", "light", disabled=not state.awake),
        ),
        el("p", _FROM_SORT, class_="small soft all"),
        id="teach-paste-form",
        class_="card",
        data_event="teach.paste",
        data_kept=True,
        data_drop=True,
        hidden=hidden,
    )


def _file_button(state: State) -> Html:
    control = el(
        "input",
        type="file",
        name="file",
        accept=".csv,.tsv,.txt,.tab,.xlsx,text/csv,text/plain",
        data_event="teach.file",
        data_bytes=LARGEST_FILE_BYTES,
        class_="quiet-voice",
        id="teach-file",
        disabled=not state.awake,
    )
    size = size_in_words(LARGEST_FILE_BYTES)
    label = "Open a table of two columns"
    return el("label", label, control, class_="button", title=f"CSV or Excel, up to {size}")


def examples_card(state: State, teach: TeachState, checked: Checked) -> Html:
    """What came, what is wrong with it, and how it is to be taught."""
    return el(
        "section",
        el("h2", "Examples in hand", id="teach-examples-heading", tabindex=-1),
        el("p", count_line(teach, checked), id="teach-count"),
        notice(bullet_list(teach.notes)) if teach.notes else None,
        _faults(checked.faults),
        _preview(checked.examples),
        _form(state, teach, checked),
        class_="card",
        id="teach-examples",
        aria_labelledby="teach-examples-heading",
    )


def _faults(faults: tuple[Fault, ...]) -> Html | None:
    if not faults:
        return None
    shown = [
        el("span", fault_line(it), el("bdi", f" \u201c{_short(it.words, 60)}\u201d", class_="soft"))
        for it in faults[:_SHOWN_FAULTS]
    ]
    more = len(faults) - _SHOWN_FAULTS
    return notice(
        el("h3", "What was noticed"),
        bullet_list([*shown, f"And {more:,} more."] if more > 0 else shown),
        id="teach-faults",
    )


def _preview(examples: tuple[Example, ...]) -> Html | None:
    if not examples:
        return None
    rows = [
        el("tr", el("td", _short(it.input), dir="auto"), el("td", _short(it.output), dir="auto"))
        for it in examples[:_SHOWN]
    ]
    head = el("tr", el("th", "Input", scope="col"), el("th", "Output", scope="col"))
    more = len(examples) - _SHOWN
    return el(
        "div",
        el("table", el("thead", head), el("tbody", rows), class_="pairs"),
        el("p", f"And {more:,} more.", class_="small soft") if more > 0 else None,
    )


def _form(state: State, teach: TeachState, checked: Checked) -> Html:
    ready = state.brain.stage == "ready" and not checked.obstacle and not state.busy
    return el(
        "form",
        text_field(
            "teach-name",
            "Name of the adapter",
            value=teach.name,
            placeholder="My adapter",
            maxlength=60,
        ),
        select_field(
            "teach-rounds",
            "Times it goes through the examples",
            [(str(one), str(one)) for one in ROUNDS],
            chosen=str(teach.rounds),
            hint="It ends earlier when held-out examples no longer get better.",
            data_event="teach.rounds",
        ),
        el("p", checked.obstacle, class_="wrong all", id="teach-obstacle")
        if checked.obstacle
        else None,
        el(
            "div",
            button_row(
                el("button", "Train", type="submit", class_="button first big", disabled=not ready),
                button("Use other examples", "teach.new", "light"),
            ),
            class_="all",
        ),
        id="teach-form",
        class_="fields two",
        data_event="teach.train",
    )


def _short(text: str, most: int = _CHARACTERS) -> str:
    return text if len(text) <= most else f"{text[:most]}\u2026"
