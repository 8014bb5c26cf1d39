"""Where the person is: rooms, tabs, voices, and what is put away by hand."""

from dataclasses import replace

from app.effects import ToPage
from app.events import Noticed, PageEvent, VoicesHeard
from app.handling import Change, clear_messages, focus, no_effects, on, on_page
from app.rooms import room_at, rooms
from app.state import SpeechStage, State, Voice

_STAGES: dict[str, SpeechStage] = {"speaking": "speaking", "paused": "paused"}


@on_page("fragment")
def moved(state: State, event: PageEvent) -> Change:
    """The part of the address after # changed. One that names no room may mean something in one."""
    place = event.data.get("fragment", "").removeprefix("#") or rooms()[0].id
    return go(state, place) if room_at(place).id == place else no_effects(state)


def go(state: State, place: str) -> Change:
    """To another room."""
    if place == state.place:
        return no_effects(state)
    left = room_at(state.place).on_leave(clear_messages(state))
    return replace(left, place=place), (*room_at(place).on_arrive, focus(f"{place}-heading"))


@on_page("dismiss")
def dismissed(state: State, event: PageEvent) -> Change:
    return no_effects(clear_messages(state))


@on_page("settings")
def to_settings(state: State, event: PageEvent) -> Change:
    changed, effects = go(state, "settings")
    return changed, (*effects, ToPage("fragment", {"text": "#settings"}))


@on_page("reload")
def reload(state: State, event: PageEvent) -> Change:
    return state, (ToPage("reload"),)


@on_page("tabs")
def tabs(state: State, event: PageEvent) -> Change:
    return no_effects(replace(state, other_tabs=int(event.data.get("others", "0"))))


@on_page("speech")
def speech(state: State, event: PageEvent) -> Change:
    stage = _STAGES.get(event.data.get("stage", ""), "quiet")
    return no_effects(replace(state, speech=replace(state.speech, stage=stage)))


@on(VoicesHeard)
def voices(state: State, event: VoicesHeard) -> Change:
    heard = tuple(Voice(name, language, local) for name, language, local in event.voices)
    return no_effects(replace(state, speech=replace(state.speech, voices=heard)))


@on(Noticed)
def noticed(state: State, event: Noticed) -> Change:
    return no_effects(replace(state, notice=event.text))
