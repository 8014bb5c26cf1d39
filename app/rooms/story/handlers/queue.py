"""What is asked for before the language model is ready: it waits, in sight, and starts then."""

from dataclasses import replace

from app.effects import Effect
from app.events import PageEvent
from app.handling import PAGE_RULES, Change, announce, calm, focus, on_page, stay
from app.rooms.story.screen.form import queued_line
from app.state import Queued, State


def not_now(state: State, event: PageEvent) -> Change | None:
    """None when work can begin at once. Else what becomes of the event: nothing while other work is
    under way, a place in the queue while the model is on its way, advice where there is none."""
    if state.telling.busy:
        return stay(state)
    if state.brain.stage == "ready":
        return None
    if state.brain.stage in ("loading", "unknown"):
        state = replace(calm(state), queued=Queued(event.name, event.data))
        return state, (announce(queued_line(state)), focus("queued"))
    text = "Download the language model first. What you typed is kept."
    return replace(state, notice=text), (announce(text), focus("model-heading"))


@on_page("queue.cancel")
def cancelled(state: State, event: PageEvent) -> Change:
    told = focus("tell-button" if state.telling.story is None else "next-heading", scroll=False)
    return replace(state, queued=None), (announce("Cancelled. What you typed is kept."), told)


def released(state: State) -> Change:
    """The model is ready: what waited for it begins, as if it were asked for now."""
    queued, effects = state.queued, list[Effect]()
    state = replace(state, queued=None)
    if queued is not None:
        for rule in PAGE_RULES[queued.name]:
            state, more = rule(state, PageEvent(queued.name, queued.data))
            effects += more
    return state, tuple(effects)
