"""Texts on their way: asked for, watched, stopped, and what comes of them carried out by hand."""

from dataclasses import replace

from app.effects import Effect, ToPage
from app.events import PageEvent
from app.handling import Change, announce, failing, focus, no_effects, on, on_page
from app.rooms.route.effects import RouteRows, RouteTable, StopRouting
from app.rooms.route.events import (
    AnswerMoved,
    PolicyPrepared,
    RoutingEnded,
    RowsRouted,
    StreamBegan,
)
from app.rooms.route.handlers.requests import (
    is_late,
    routing_rows,
    routing_text,
    with_small_back,
)
from app.rooms.route.handlers.requests import with_route as _with
from app.rooms.route.samples import SampleRow, sample_rows
from app.rooms.route.screen.words import stage_line, where_to
from app.rooms.route.sheet import sheet_of
from app.rooms.route.state import Answer, RouteState
from app.state import ShownError, State
from app.tables import check_size
from hearthside.errors import InvalidInput
from hearthside.wire import Code

_TEXT_FORM = "route-form"


def _not_now(state: State) -> Change | None:
    """Why nothing can be routed just now. Work in another room is no reason: rules need no model,
    and the engine takes turns. A text under way makes way, a list does not."""
    route = state.of(RouteState)
    if route.work == "stream":
        return no_effects(state)
    fault = route.policy.fault
    if fault is not None or not route.policy.text:
        message = fault.message if fault else "There is no policy yet."
        return failing(state, ShownError(Code.POLICY_INVALID, message, place="route"))
    return None


@on_page("route.go")
def go(state: State, event: PageEvent) -> Change:
    """Route what stands in the field. A row of the sample that was not changed keeps its answer."""
    if (no := _not_now(state)) is not None:
        return no
    text = event.data.get("text", "").replace("\r\n", "\n")
    route = state.of(RouteState)
    rows = sample_rows(route.policy.card.sample)
    row = rows[route.sample_row - 1] if 0 < route.sample_row <= len(rows) else SampleRow("")
    expected = row.expected if row.text.strip() == text.strip() else ""
    changed, asked = routing_text(state, text, expected)
    answer = changed.of(RouteState).answer
    before = route.answer if route.busy else None
    if answer is None or (before and (before.text, before.basis) == (text, answer.basis)):
        return no_effects(state)  # asked twice, answered once
    return changed, (*asked, announce(stage_line(answer)), focus("answer-heading"))


@on_page("route.sample")
def next_sample(state: State, event: PageEvent) -> Change:
    """The next row of the sample goes into the field; after the last one comes the first."""
    rows = sample_rows(state.of(RouteState).policy.card.sample)
    if state.of(RouteState).busy or not rows:
        return no_effects(state)
    number = state.of(RouteState).sample_row % len(rows) + 1
    state = _with(state, replace(state.of(RouteState), sample_row=number, answer=None))
    fields = {"text": rows[number - 1].text}
    told = announce(f"Row {number} of {len(rows)}: {rows[number - 1].text}")
    return state, (ToPage("fill", {"form": _TEXT_FORM, "fields": fields}), told)


@on_page("route.rows", "route.rows.sample")
def rows_asked(state: State, event: PageEvent) -> Change:
    route = state.of(RouteState)
    if (no := _not_now(state)) is not None:
        return no
    name, rows = "The sample rows", sample_rows(route.policy.card.sample)
    if event.name == "route.rows":
        lines = event.data.get("rows", "").splitlines()
        name, rows = "The lines", tuple([SampleRow(line) for line in lines if line.strip()])
    if not rows:
        message = "There is no line with words in it yet. Put one text on each line."
        return failing(state, ShownError(Code.CALL_INVALID, message, place="route"))
    return routing_rows(state, RouteRows(route.policy.text, name, rows))


@on_page("route.rows.file")
def table_brought(state: State, event: PageEvent) -> Change:
    if (no := _not_now(state)) is not None:
        return no
    name = event.data.get("filename", "")
    try:
        check_size(name, int(event.data.get("size_bytes", "0")))
    except InvalidInput as error:
        return failing(state, ShownError(error.code, error.message, place="route"))
    if "refused" in event.data:
        message = "It cannot be read."
        return failing(state, ShownError(Code.TABLE_INVALID, message, place="route"))
    return routing_rows(state, RouteTable(state.of(RouteState).policy.text, name, event.content))


@on_page("route.stop")
def stop(state: State, event: PageEvent) -> Change:
    return (state, (StopRouting(),)) if state.of(RouteState).busy else no_effects(state)


# --- how the work goes -------------------------------------------------------------------------


@on(PolicyPrepared)
def prepared(state: State, event: PolicyPrepared) -> Change:
    if is_late(state, event.request):
        return no_effects(state)
    return no_effects(_with(state, replace(state.of(RouteState), preparing=event.preparing)))


@on(AnswerMoved)
def moved(state: State, event: AnswerMoved) -> Change:
    """A verdict, or the end of it all, is said to those who listen."""
    route = state.of(RouteState)
    if is_late(state, event.request):
        return no_effects(state)
    before, after = route.answer, event.answer
    told: tuple[Effect, ...] = ()
    if after.verdict is not None and (before is None or before.verdict is None):
        told = (announce(where_to(after.verdict)),)
    elif _has_summary(after) and before is not None and not _has_summary(before):
        told = (announce("A summary for a person is ready to be read and changed"),)
    elif after.draft and before is not None and not before.draft:
        told = (announce(f"The answer: {after.draft}"),)
    return _with(state, replace(route, answer=after)), told


def _has_summary(answer: Answer) -> bool:
    """Whether a summary is shown: it is ready before a larger model is waited for."""
    return bool(answer.handoff) and answer.stage == "done"


@on(StreamBegan)
def stream_began(state: State, event: StreamBegan) -> Change:
    if is_late(state, event.request):
        return no_effects(state)
    state = _with(state, replace(state.of(RouteState), stream=event.stream))
    return state, (announce(f"Routing {event.stream.of} rows"),)


@on(RowsRouted)
def rows_routed(state: State, event: RowsRouted) -> Change:
    route = state.of(RouteState)
    stream = route.stream
    if stream is None or is_late(state, event.request):
        return no_effects(state)
    stream = replace(stream, rows=(*stream.rows, *event.rows))
    return no_effects(_with(state, replace(route, stream=stream)))


@on(RoutingEnded)
def ended(state: State, event: RoutingEnded) -> Change:
    """Done, stopped or failed: in every case what is there stays."""
    if is_late(state, event.request):
        return no_effects(state)
    route = state.of(RouteState)
    stream = route.stream
    told: tuple[Effect, ...] = ()
    if route.work == "stream" and stream is not None:
        stopped = len(stream.rows) < stream.of
        stream = replace(stream, stopped=stopped)
        done = f"{len(stream.rows)} of {stream.of} rows routed"
        told = (announce(f"Stopped. {done}" if stopped else done),)
    answer = route.answer
    if route.work == "route" and answer is not None and answer.stage != "done":
        answer = replace(answer, stage="done", stopped=True)
        told = (announce("Stopped. What is done is kept."),)
    route = replace(route, work="", preparing=None, answer=answer, stream=stream)
    state, back = with_small_back(_with(state, route))
    return state, (*told, *back)


# --- what comes of it --------------------------------------------------------------------------


@on_page("route.handoff.typed")
def handoff_typed(state: State, event: PageEvent) -> Change:
    """What a person made of the summary is kept for the next mind."""
    route = state.of(RouteState)
    answer = route.answer
    if answer is None or not answer.handoff:
        return no_effects(state)
    answer = replace(answer, handoff=_summary(event))
    return no_effects(_with(state, replace(route, answer=answer)))


def _summary(event: PageEvent) -> str:
    return event.data.get("handoff", "").replace("\r\n", "\n")


@on_page("route.handoff.copy", "route.handoff.save")
def handoff_carried(state: State, event: PageEvent) -> Change:
    """What stands in the field, as the person left it."""
    text = _summary(event)
    if event.name == "route.handoff.copy":
        return state, (ToPage("copy", {"text": text, "done": "The summary is copied"}),)
    file = {"filename": "for-a-person.txt", "type": "text/plain;charset=utf-8"}
    return state, (ToPage("save", {**file, "text": text}),)


@on_page("route.draft.copy")
def draft_copied(state: State, event: PageEvent) -> Change:
    answer = state.of(RouteState).answer
    if answer is None or not answer.draft:
        return no_effects(state)
    return state, (ToPage("copy", {"text": answer.draft, "done": "The answer is copied"}),)


@on_page("route.rows.save")
def rows_saved(state: State, event: PageEvent) -> Change:
    stream = state.of(RouteState).stream
    if stream is None or not stream.rows:
        return no_effects(state)
    file = {"filename": "routed.csv", "type": "text/csv;charset=utf-8"}
    return state, (ToPage("save", {**file, "text": sheet_of(stream)}),)
