"""Adapters on this device: tried, exported, imported, deleted after being asked again."""

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.teach.effects import AnswerBoth, DeleteAdapter, ExportAdapter, ImportAdapter
from app.rooms.teach.events import AdapterBrought, AdapterGone, AdaptersListed, AdapterWritten
from app.rooms.teach.handlers.examples import asked, with_teach
from app.rooms.teach.state import Answers, TeachState
from app.state import ShownError, State
from hearthside.wire import Code


@on(AdaptersListed)
def listed(state: State, event: AdaptersListed) -> Change:
    return no_effects(with_teach(state, adapters=event.adapters))


@on_page("teach.choose")
def choose(state: State, event: PageEvent) -> Change:
    """The adapter to be tried."""
    state = with_teach(clear_messages(state), key=event.data.get("id", ""), tried=None, notice="")
    return state, (focus("teach-try-heading"),)


@on_page("teach.choose.leave")
def leave(state: State, event: PageEvent) -> Change:
    return with_teach(state, key="", tried=None), (focus("teach-adapters-heading"),)


@on_page("teach.try")
def try_it(state: State, event: PageEvent) -> Change:
    teach, given = state.of(TeachState), event.data.get("teach-input", "").strip()
    if not given or not teach.key or teach.phase or state.busy or state.brain.stage != "ready":
        return no_effects(state)
    asking = Answers(given, "")
    state, run = asked(state, tried=asking, answering=True)
    return state, (AnswerBoth(run, teach.key, (asking,)),)


@on_page("teach.export")
def export(state: State, event: PageEvent) -> Change:
    return clear_messages(state), (ExportAdapter(event.data.get("id", "")),)


@on(AdapterWritten)
def written(state: State, event: AdapterWritten) -> Change:
    file = {"filename": event.filename, "type": "application/octet-stream"}
    return state, (ToPage("save", {**file, "bytes": event.content}),)


@on_page("teach.import")
def bring_in(state: State, event: PageEvent) -> Change:
    if event.data.get("refused") or not event.content:
        return failing(state, ShownError(Code.ADAPTER_INVALID, place="teach"))
    return with_teach(clear_messages(state), notice=""), (ImportAdapter(event.content),)


@on(AdapterBrought)
def brought(state: State, event: AdapterBrought) -> Change:
    told = f"\u201c{event.title}\u201d is on this device now."
    return with_teach(state, notice=told, key=event.key, tried=None), (announce(told),)


@on_page("teach.delete")
def delete(state: State, event: PageEvent) -> Change:
    """Asked twice: an adapter that is gone is gone."""
    return with_teach(state, asking=event.data.get("id", "")), (focus("teach-asking"),)


@on_page("teach.delete.leave")
def leave_delete(state: State, event: PageEvent) -> Change:
    return with_teach(state, asking=""), (focus("teach-adapters-heading"),)


@on_page("teach.delete.do")
def do_delete(state: State, event: PageEvent) -> Change:
    return with_teach(state, asking=""), (DeleteAdapter(event.data.get("id", "")),)


@on(AdapterGone)
def gone(state: State, event: AdapterGone) -> Change:
    """Whatever was shown of it goes too."""
    teach = state.of(TeachState)
    taught = None if teach.taught and teach.taught.key == event.key else teach.taught
    key = "" if teach.key == event.key else teach.key
    tried = teach.tried if key else None
    state = with_teach(state, taught=taught, key=key, tried=tried, notice="")
    return state, (focus("teach-adapters-heading"), announce("Deleted from this device"))
