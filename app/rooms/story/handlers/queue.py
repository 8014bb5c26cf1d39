"""What is asked for before the language model is ready: it waits, in sight, and starts then."""

from dataclasses import replace

from app.effects import ToPage
from app.events import FetchMoved, ModelAway, ModelReady, PageEvent, Surveyed
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page, update
from app.rooms.story.effects import Prepare
from app.rooms.story.screen.form import queued_line
from app.rooms.story.state import FormState, Queued, Telling, with_form
from app.state import State


def not_now(state: State, event: PageEvent) -> Change | None:
    """None when work can begin at once. Else what becomes of the event: nothing while other work is
    under way, a place in the queue while the model is on its way, advice where there is none."""
    if state.of(Telling).busy or state.of(FormState).busy:
        return no_effects(state)
    if state.brain.stage == "ready":
        return None
    if state.brain.stage in ("loading", "unknown"):
        state = with_form(clear_messages(state), queued=Queued(event.name, event.data))
        return state, (announce(queued_line(state)), focus("queued"))
    text = "Download the language model first. What you typed is kept."
    return replace(state, notice=text), (announce(text), focus("model-heading"))


@on_page("queue.cancel")
def cancelled(state: State, event: PageEvent) -> Change:
    told = focus("tell-button" if state.of(Telling).story is None else "next-heading", scroll=False)
    return with_form(state, queued=None), (announce("Cancelled. What you typed is kept."), told)


@on(ModelReady)
def released(state: State, event: ModelReady) -> Change:
    """What waited begins, as if it were asked for now; else what stories need is brought."""
    queued = state.of(FormState).queued
    if queued is None:
        return state, (Prepare(),)
    return update(with_form(state, queued=None), PageEvent(queued.name, queued.data))


@on(FetchMoved)
def moved(state: State, event: FetchMoved) -> Change:
    if state.of(FormState).queued is None:
        return no_effects(state)
    return state, (ToPage("text", {"target": "queued-line", "text": queued_line(state)}),)


@on(Surveyed)
def surveyed(state: State, event: Surveyed) -> Change:
    """No model is here after all: nothing will ever start."""
    return no_effects(with_form(state, queued=None) if state.brain.stage == "absent" else state)


@on(ModelAway)
def away(state: State, event: ModelAway) -> Change:
    return no_effects(with_form(state, queued=None))


@on_page("engine.failed")
def engine_failed(state: State, event: PageEvent) -> Change:
    return no_effects(with_form(state, queued=None))
