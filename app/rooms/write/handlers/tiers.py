"""Another model takes over: for an ask that waited for it, to check a draft, as a person wants."""

from dataclasses import replace

from app.events import ModelAway, PageEvent
from app.handling import Change, announce, no_effects, on, on_page
from app.rooms.write.effects import CheckDraft, KeepDraft
from app.rooms.write.events import VoicesFound, WriteDrafted
from app.rooms.write.handlers.asking import asked_now, who_answers
from app.rooms.write.handlers.choosing import choice_for
from app.rooms.write.handlers.text import TEXT, counted, with_write
from app.rooms.write.state import WriteState
from app.shell.handlers.model import load_for_a_while
from app.state import State

_NOT_LOADED = "The model that was to check it could not be loaded: the draft stands unchecked."


@on_page("write.model")
def model(state: State, event: PageEvent) -> Change:
    """For the next ask alone."""
    value = event.data.get("value", "")
    known = value if state.listed(value) is not None else ""
    return no_effects(with_write(state, model=known))


@on(VoicesFound)
def awake(state: State, event: VoicesFound) -> Change:
    """Whoever waited for a model goes on, as far as it is the one."""
    write = state.of(WriteState)
    if state.brain.stage != "ready" or write.voices is None:
        return no_effects(state)
    if write.waiting is not None:
        data = write.waiting
        state = counted(with_write(state, waiting=None), data.get(TEXT, ""))
        return asked_now(state, data, who_answers(state), choice_for(state))
    asked = write.asked
    if write.checking and asked is not None and state.brain.model == asked.checks:
        who = next((it for it in write.voices if not it.own), None)
        if who is None:
            return state, (KeepDraft(write.number, _NOT_LOADED),)
        return with_write(state, checking=False), (CheckDraft(write.number, who.id),)
    return no_effects(state)


@on(WriteDrafted)
def drafted(state: State, event: WriteDrafted) -> Change:
    """The draft is shown while the model that checks it comes."""
    write = state.of(WriteState)
    if write.asked is None or write.number != event.number:
        return no_effects(state)
    offer = state.listed(write.asked.checks)
    if offer is None or not offer.kept or state.instead:
        return state, (KeepDraft(event.number, _NOT_LOADED),)
    state, effects = load_for_a_while(state, offer)
    moved = f"A draft. {offer.title} is being loaded to check it."
    state = state.having(replace(state.of(WriteState), checking=True, moved=moved))
    return state, (*effects, announce(moved))


@on(ModelAway)
def away(state: State, event: ModelAway) -> Change:
    """Nobody waits for a model that does not come."""
    write = state.of(WriteState)
    if write.checking:
        return state, (KeepDraft(write.number, _NOT_LOADED),)
    return no_effects(with_write(state, waiting=None) if write.waiting is not None else state)
