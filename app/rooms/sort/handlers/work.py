"""The reading of the rows: how it goes, pausing and going on, and carrying the table away."""

from collections.abc import Mapping
from dataclasses import replace

from app.effects import ToPage
from app.events import EmbedderReady, ModelReady, PageEvent
from app.handling import Change, announce, clear_messages, no_effects, on, on_page
from app.rooms.sort.effects import PauseSort, ReadRows, Weigh, WriteSheet
from app.rooms.sort.events import EvidenceFound, Redecided, SheetWritten, SortEnded, SortMoved
from app.rooms.sort.handlers.deciding import waiting
from app.rooms.sort.handlers.setup import taking_up, with_sort
from app.rooms.sort.pile import arranged, changes_said
from app.rooms.sort.screen.meaning import decider_ready
from app.rooms.sort.state import SortState
from app.state import State
from app.ui.charts import read_goal
from hearthside.errors import InvalidInput
from hearthside.sort import Row, Verdict


@on(ModelReady)
def model_ready(state: State, event: ModelReady) -> Change:
    return _ready(state)


@on(EmbedderReady)
def embedder_ready(state: State, event: EmbedderReady) -> Change:
    return _ready(state)


def _ready(state: State) -> Change:
    """Two models may be woken: only the one that decides here is of interest."""
    if not decider_ready(state):
        return no_effects(state)
    return with_sort(state, notice=""), taking_up(with_sort(state, notice=""))


@on_page("sort.go")
def go_on(state: State, event: PageEvent) -> Change:
    state = with_sort(clear_messages(state), wanted=True, other_model="")
    return (state, (ReadRows(state.of(SortState)),)) if decider_ready(state) else waiting(state)


@on_page("sort.anew")
def anew(state: State, event: PageEvent) -> Change:
    """Another model reads all rows; what a person said stays."""
    rows = tuple([replace(row, verdict=None) for row in state.of(SortState).rows])
    changed = replace(state.of(SortState), rows=rows, wanted=True, other_model="", evidence=None)
    state = clear_messages(state).having(arranged(changed))
    return state, (ReadRows(state.of(SortState), anew=True),)


@on_page("sort.pause")
def pause(state: State, event: PageEvent) -> Change:
    return with_sort(state, wanted=False), (PauseSort(), announce("Paused"))


@on(SortMoved)
def moved(state: State, event: SortMoved) -> Change:
    if event.key != state.of(SortState).key:
        return no_effects(state)
    sort = replace(
        state.of(SortState),
        phase=event.phase,
        pace=event.pace,
        wanted=True,
        model=event.model or state.of(SortState).model,
    )
    if event.verdicts:
        sort = arranged(replace(sort, rows=_with(sort.rows, event.verdicts)))
    return no_effects(state.having(sort))


@on(Redecided)
def redecided(state: State, event: Redecided) -> Change:
    """All rows are decided anew, and it is said what came of the lesson."""
    if event.key != state.of(SortState).key:
        return no_effects(state)
    before = state.of(SortState).rows
    rows = _with(before, event.verdicts)
    sort = arranged(replace(state.of(SortState), rows=rows))
    learned = changes_said(before, rows)
    return state.having(replace(sort, learned=learned)), (announce(learned),)


def _with(rows: tuple[Row, ...], verdicts: Mapping[int, Verdict]) -> tuple[Row, ...]:
    changed = list(rows)
    for at, verdict in verdicts.items():
        changed[at] = replace(changed[at], verdict=verdict)
    return tuple(changed)


@on(SortEnded)
def ended(state: State, event: SortEnded) -> Change:
    """A reading that lost its engine is still wanted: it goes on with the next one."""
    sort = state.of(SortState)
    if event.key != sort.key:
        return no_effects(state)
    wanted = sort.wanted and event.lost
    first = event.complete and sort.pace.rows_per_second > 0
    ended = replace(sort, phase="", wanted=wanted, other_model=event.other_model)
    return state.having(ended), ((announce("All rows are read"),) if first else ())


@on(EvidenceFound)
def evidence_found(state: State, event: EvidenceFound) -> Change:
    sort = state.of(SortState)
    if event.key != sort.key:
        return no_effects(state)
    # The line may have moved, and with it what waits for a person.
    return no_effects(state.having(arranged(replace(sort, evidence=event.evidence))))


@on_page("sort.line")
def draw_line(state: State, event: PageEvent) -> Change:
    """The line is drawn as the form says; what cannot be read is said beside it."""
    try:
        line = read_goal(event.data, state.of(SortState).line)
    except InvalidInput as error:
        return no_effects(with_sort(state, line_wrong=error.message))
    drawn = replace(state.of(SortState), line=line, line_wrong="", evidence=None)
    state = state.having(arranged(drawn))
    return state, (Weigh(state.of(SortState)),)


@on_page("sort.export")
def export(state: State, event: PageEvent) -> Change:
    sort = state.of(SortState)
    match event.data.get("form"):
        case "xlsx" | "examples" as form:
            return state, (WriteSheet(sort, form),)
    return state, (WriteSheet(sort, "csv"),)


@on(SheetWritten)
def sheet_written(state: State, event: SheetWritten) -> Change:
    file = {"filename": event.filename, "type": event.type, "bytes": event.content}
    return state, (ToPage("save", file), announce(f"Saved as {event.filename}"))
