"""The way in: a file or pasted lines, and the table as it came.

Pure: state in, `Html` out. What is pasted belongs to the page, and which columns are meant to the
mind.
"""

from typing import Final

from app.rooms.sort.samples import TRIALS
from app.rooms.sort.screen.fields import asked, chooser
from app.rooms.sort.state import SortState
from app.shell.deciding import By
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import bullet_list, button, button_row, notice
from app.ui.words import size_in_words
from hearthside.documents.tables import LARGEST_FILE_BYTES, MAX_ROWS, Table

PREVIEW_ROWS: Final = 5
_PREVIEW_CHARACTERS: Final = 140
_GIVEN_BECOME: Final[dict[By, str]] = {
    "likelihood": "A few of them become examples; the others show how reliable the labels are.",
    "embedding": "They become examples, and show how reliable the labels are.",
}


def way_in(state: State) -> Html:
    """A place for a file, by hand or dropped."""
    return el(
        "section",
        el("h2", "Open a table", id="sort-way-heading"),
        el(
            "label",
            el("strong", "Choose a file, or drop it here"),
            el(
                "span",
                f"CSV, TSV or Excel (.xlsx), up to {MAX_ROWS:,} rows and "
                f"{size_in_words(LARGEST_FILE_BYTES)}. It stays on this device.",
                class_="small soft",
            ),
            el(
                "input",
                type="file",
                name="file",
                accept=".csv,.tsv,.txt,.tab,.xlsx,text/csv,text/plain",
                data_event="sort.file",
                data_bytes=LARGEST_FILE_BYTES,
                class_="quiet-voice",
                id="sort-file",
                disabled=not state.awake,
            ),
            class_="drop",
            data_drop=True,
        ),
        el("p", "Or try it on a sample, with labels ready to change:", class_="small soft"),
        button_row(
            [
                button(trial.title, "sort.sample", data_id=trial.key, disabled=not state.awake)
                for trial in TRIALS
            ]
        ),
        class_="card",
        aria_labelledby="sort-way-heading",
    )


def paste_form(state: State, *, hidden: bool) -> Html:
    """Pasted lines: one text a line, or cells copied from a spreadsheet."""
    return el(
        "form",
        asked(
            "sort-paste",
            "Or paste a table",
            el("textarea", name="pasted", id="sort-paste", rows=4, dir="auto", autocomplete="off"),
            "One text a line, or cells copied from a spreadsheet.",
        ),
        button_row(
            el(
                "button",
                "Use pasted text",
                type="submit",
                class_="button",
                disabled=not state.awake,
            )
        ),
        id="sort-paste-form",
        class_="card",
        data_event="sort.paste",
        data_kept=True,
        hidden=hidden,
    )


def table_card(sort: SortState) -> Html | None:
    """The table as it came: its first rows, what was noticed, and which columns are meant."""
    table = sort.table
    if table is None:
        return None
    name = table.name or "The pasted table"
    return el(
        "section",
        el("h2", el("bdi", name), id="sort-table-heading", tabindex=-1),
        el("p", f"{len(table.rows):,} rows, {len(table.columns)} columns", class_="small soft"),
        notice(bullet_list(table.notes), id="sort-table-notes") if table.notes else None,
        el("div", _columns(sort, table), class_="fields two"),
        _preview(sort, table),
        button_row(
            button("Cancel", "sort.edit.leave") if sort.editing else None,
            button("Open another table", "sort.new", "light"),
        ),
        class_="card",
        aria_labelledby="sort-table-heading",
    )


def _columns(sort: SortState, table: Table) -> list[Html | None]:
    names = [(str(at), name or f"Column {at + 1}") for at, name in enumerate(table.columns)]
    headed = [("yes", "Names of the columns"), ("no", "A row like the others")]
    sheets = [(name, name) for name in table.sheets]
    given = "" if sort.given is None else str(sort.given)
    return [
        _select("sort-column", "Where is the text?", "sort.column", names, str(sort.column)),
        _select(
            "sort-given",
            "Do some rows have a label already?",
            "sort.given",
            [("", "No"), *names],
            given,
            _GIVEN_BECOME[sort.by],
        ),
        _select("sort-header", "The first row is", "sort.header", headed,
                "yes" if table.header else "no") if not sort.editing else None,
        _select("sort-sheet", "Sheet", "sort.sheet", sheets, table.sheet)
        if len(sheets) > 1 and not sort.editing
        else None,
    ]  # fmt: skip


def _select(
    id_: str, label: str, event: str, options: list[tuple[str, str]], chosen: str, hint: str = ""
) -> Html:
    control = chooser(
        id_,
        id_,
        options,
        chosen,
        data_event=event,
        aria_describedby=f"{id_}-hint" if hint else None,
    )
    return asked(id_, label, control, hint)


def _preview(sort: SortState, table: Table) -> Html:
    def mark(at: int) -> str | None:
        return "chosen" if at == sort.column else None

    head = [
        el("th", name or f"Column {at + 1}", scope="col", class_=mark(at))
        for at, name in enumerate(table.columns)
    ]
    body = [
        el(
            "tr",
            [el("td", _short(cell), dir="auto", class_=mark(at)) for at, cell in enumerate(row)],
        )
        for row in table.rows[:PREVIEW_ROWS]
    ]
    return el(
        "div",
        el(
            "table",
            el("caption", "The first rows", class_="quiet-voice"),
            el("thead", el("tr", head)),
            el("tbody", body),
        ),
        class_="preview",
        role="region",
        aria_label="The first rows of the table",
        tabindex=0,
    )


def _short(cell: str) -> str:
    return cell if len(cell) <= _PREVIEW_CHARACTERS else f"{cell[:_PREVIEW_CHARACTERS]}\u2026"
