"""From a file to a question: the table, its columns, the labels, and the sorts kept earlier."""

from dataclasses import replace

from app.effects import Effect, ToPage
from app.events import Failed, PageEvent, Woken
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.sort.effects import (
    DeleteJob,
    ListJobs,
    OpenJob,
    PauseSort,
    ReadAgain,
    ReadRows,
    ReadTable,
    StartSort,
)
from app.rooms.sort.events import JobGone, JobOpened, JobsListed, SortBegan, TableRead
from app.rooms.sort.handlers.deciding import waiting, woken_embedder
from app.rooms.sort.pile import arranged
from app.rooms.sort.samples import TRIALS
from app.rooms.sort.screen.meaning import decider_ready
from app.rooms.sort.setup import fields_of
from app.rooms.sort.state import Sight, SortState
from app.state import ShownError, State
from hearthside.documents.tables import Table, check_size, likely_text_column
from hearthside.errors import InvalidInput
from hearthside.sort import taken_labels
from hearthside.wire import Code

FORM = "sort-labels-form"
_HEADING = focus("sort-heading")


def with_sort(state: State, **changes: object) -> State:
    """The state with something of the room changed."""
    return state.having(replace(state.of(SortState), **changes))  # type: ignore[arg-type]


def refuse(state: State, code: Code, message: str, detail: str = "") -> Change:
    """Nothing is changed, and the room says why."""
    return failing(state, ShownError(code, message, detail, "sort"))


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """The sort in hand is taken up again; after a lost mind its reading goes on by itself."""
    sort = state.of(SortState)
    if not sort.key:
        return no_effects(state)
    return state, (OpenJob(sort.key, resume=event.revived and sort.wanted),)


@on(JobsListed)
def jobs_listed(state: State, event: JobsListed) -> Change:
    return no_effects(with_sort(state, jobs=event.jobs))


@on_page("sort.file")
def file_chosen(state: State, event: PageEvent) -> Change:
    name = event.data.get("filename", "")
    refused = event.data.get("refused")
    try:
        check_size(name, int(event.data.get("size_bytes", "0")))
    except InvalidInput as error:
        return refuse(state, error.code, error.message)
    if refused or not event.content:
        why = "could not be read at all" if refused else "is empty"
        return refuse(state, Code.TABLE_INVALID, f"\u201c{name}\u201d {why}.")
    return clear_messages(state), (ReadTable(name, event.content),)


@on_page("sort.paste")
def pasted(state: State, event: PageEvent) -> Change:
    return clear_messages(state), (ReadTable("", pasted=event.data.get("pasted", "")),)


@on_page("sort.sample")
def sample(state: State, event: PageEvent) -> Change:
    """A table to try the room on; the question is filled in with it."""
    wanted = event.data.get("id", "")
    trial = next((trial for trial in TRIALS if trial.key == wanted), None)
    if trial is None:
        return no_effects(state)
    fields = ToPage("fill", {"form": FORM, "fields": trial.fields})
    return clear_messages(state), (ReadTable(trial.filename, trial.content), fields)


@on(TableRead)
def table_read(state: State, event: TableRead) -> Change:
    """A table came in. One before it to which no question was put makes way."""
    old = state.of(SortState)
    away: tuple[Effect, ...] = (DeleteJob(old.key),) if old.key and not old.settings else ()
    column = likely_text_column(event.table)
    sort = SortState(event.key, table=event.table, column=column, jobs=old.jobs, by=old.by)
    rows = f"{len(event.table.rows):,} rows"
    said = (announce(f"The table is here: {rows}"), focus("sort-table-heading"))
    return clear_messages(state).having(sort), (*away, *said)


@on_page("sort.header")
def header(state: State, event: PageEvent) -> Change:
    return state, (ReadAgain(event.data.get("value") == "yes", _sheet(state.of(SortState).table)),)


@on_page("sort.sheet")
def sheet(state: State, event: PageEvent) -> Change:
    return state, (ReadAgain(None, event.data.get("value", "")),)


def _sheet(table: Table | None) -> str:
    return table.sheet if table is not None else ""


@on_page("sort.column")
def column(state: State, event: PageEvent) -> Change:
    return no_effects(with_sort(state, column=_column(state, event) or 0))


@on_page("sort.given")
def given(state: State, event: PageEvent) -> Change:
    return no_effects(with_sort(state, given=_column(state, event)))


def _column(state: State, event: PageEvent) -> int | None:
    """The column that was chosen; None for "none of them"."""
    value, table = event.data.get("value", ""), state.of(SortState).table
    if table is None or not value.isdecimal() or int(value) >= len(table.columns):
        return None
    return int(value)


@on_page("sort.labels.take")
def take_labels(state: State, event: PageEvent) -> Change:
    """The column's own values become the labels; what was written about them stays."""
    sort = state.of(SortState)
    table, at = sort.table, sort.given
    if table is None or at is None:
        return no_effects(state)
    names = taken_labels(table, at)
    if not names:
        words = "That column holds too many different values to be labels, or none at all."
        return refuse(state, Code.LABELS_INVALID, words, "given")
    written = {
        line.partition(":")[0].strip(): line for line in event.data.get("labels", "").splitlines()
    }
    text = "\n".join([written.get(name, name) for name in names])
    return clear_messages(state), (ToPage("fill", {"form": FORM, "fields": {"labels": text}}),)


@on_page("sort.start")
def start(state: State, event: PageEvent) -> Change:
    return clear_messages(state), (StartSort(state.of(SortState), event.data),)


@on(Failed)
def field_wrong(state: State, event: Failed) -> Change:
    """A fault in the form takes the keyboard to its field."""
    error = event.error
    if error.place != "sort" or error.code != Code.LABELS_INVALID or not error.detail:
        return no_effects(state)
    return state, (focus(f"sort-{error.detail}", scroll=False),)


@on(SortBegan)
def began(state: State, event: SortBegan) -> Change:
    sort = replace(
        state.of(SortState),
        settings=event.settings,
        rows=event.rows,
        by=event.settings.by,
        editing=False,
        wanted=True,
        sight=Sight(),
        evidence=None,
        learned="",
        comparing=None,
        compared="",
        better="",
        grouping=False,
        notice="",
        other_model="",
    )
    state = clear_messages(state).having(arranged(sort))
    if not decider_ready(state):
        return waiting(state)
    return state, (ReadRows(state.of(SortState)), focus("sort-work-heading"))


@on_page("sort.edit")
def edit(state: State, event: PageEvent) -> Change:
    """Back to the question, as it was put."""
    settings = state.of(SortState).settings
    if settings is None:
        return no_effects(state)
    asked = {"column": settings.column, "given": settings.given, "by": settings.by}
    back = with_sort(state, editing=True, wanted=False, **asked)
    fields = ToPage("fill", {"form": FORM, "fields": fields_of(settings)})
    return back, (PauseSort(), fields, focus("sort-table-heading"))


@on_page("sort.edit.leave")
def leave_edit(state: State, event: PageEvent) -> Change:
    return with_sort(state, editing=False), (focus("sort-work-heading"),)


@on_page("sort.new")
def new(state: State, event: PageEvent) -> Change:
    """The sort in hand goes back to the shelf."""
    return clear_messages(state).having(_empty(state.of(SortState))), (
        PauseSort(),
        ListJobs(),
        _HEADING,
    )


@on_page("sort.open")
def open_job(state: State, event: PageEvent) -> Change:
    return clear_messages(state), (PauseSort(), OpenJob(event.data.get("id", "")))


@on(JobOpened)
def job_opened(state: State, event: JobOpened) -> Change:
    settings = event.settings
    sort = SortState(
        key=event.key,
        wanted=event.resume,
        jobs=state.of(SortState).jobs,
        table=event.table,
        column=settings.column if settings else likely_text_column(event.table),
        given=settings.given if settings else None,
        by=settings.by if settings else state.of(SortState).by,
        settings=settings,
        rows=event.rows if settings else (),
        line=event.line,
        model=event.model,
    )
    state = state.having(arranged(sort))
    heading = focus("sort-work-heading" if settings else "sort-table-heading")
    seen: tuple[Effect, ...] = (heading,) if state.place == "sort" and not event.resume else ()
    # In another room nobody pays for it, unless rows are being read meanwhile.
    needed = state.place == "sort" or event.resume
    state, waking = woken_embedder(state) if needed else no_effects(state)
    return state, (*seen, *waking, *taking_up(state))


def taking_up(state: State) -> tuple[Effect, ...]:
    """The reading goes on when it is wanted; a finished sort is only made ready to learn."""
    sort = state.of(SortState)
    if not decider_ready(state) or not sort.at_work or not (sort.wanted or sort.complete):
        return ()
    return (ReadRows(sort),)


@on_page("sort.delete")
def delete(state: State, event: PageEvent) -> Change:
    """Asked twice: a table that is gone is gone."""
    return with_sort(state, asking=event.data.get("id", "")), (focus("sort-asking"),)


@on_page("sort.delete.leave")
def leave_delete(state: State, event: PageEvent) -> Change:
    return with_sort(state, asking=""), (_HEADING,)


@on_page("sort.delete.do")
def do_delete(state: State, event: PageEvent) -> Change:
    return with_sort(state, asking=""), (DeleteJob(event.data.get("id", "")),)


@on(JobGone)
def job_gone(state: State, event: JobGone) -> Change:
    """Whatever was shown of it goes too."""
    sort = state.of(SortState)
    if sort.key != event.key:
        return no_effects(state)
    return state.having(_empty(sort)), (_HEADING,)


def _empty(sort: SortState) -> SortState:
    """The room without a table. What stands in the form stays, and so does the choice in it."""
    return SortState(jobs=sort.jobs, by=sort.by)
