"""Suggestions while a person writes, where they were switched on: asked for, told, not wanted."""

from dataclasses import replace

from app.effects import DropSuggestion, KeepPreferences, Suggest, ToPage
from app.events import PageEvent, Suggested
from app.handling import Change, announce, no_effects, on, on_page
from app.state import State


@on_page("suggest")
def suggest(state: State, event: PageEvent) -> Change:
    """Never in the way of a job: while the model is at work, nothing is suggested."""
    number = event.data.get("number", "")
    if state.suggesting() is None or state.busy or not number.isdecimal():
        return no_effects(state)
    return state, (Suggest(int(number), event.data.get("text", ""), event.data.get("before", "")),)


@on_page("suggest.drop")
def dropped(state: State, event: PageEvent) -> Change:
    return state, (DropSuggestion(),)


@on(Suggested)
def suggested(state: State, event: Suggested) -> Change:
    return state, (ToPage("suggest", {"number": event.number, "text": event.text}),)


@on_page("prefer.suggest")
def preferred(state: State, event: PageEvent) -> Change:
    """Switched on or off."""
    wanted = not state.preferences.suggest
    preferences = replace(state.preferences, suggest=wanted)
    told = announce("Suggestions are on" if wanted else "Suggestions are off")
    state = replace(state, preferences=preferences)
    return state, (KeepPreferences(preferences), DropSuggestion(rest=not wanted), told)
