"""Which model answers the form as it stands, and having it loaded first. No rules of its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, cast

from app.handling import Change, announce, no_effects
from app.rooms.write.state import WriteState
from app.shell.handlers.model import load_for_a_while
from app.shell.tiers import choice_of
from app.state import State
from hearthside.tiers import Ask, Choice
from hearthside.tiers.models import Job

# Of these nothing is chosen: they are for the model that is loaded, or that was taught.
_UNCHOSEN: Final = ("template", "taught")


def choice_for(state: State) -> Choice | None:
    """Who is to answer the job and text of now; None where nobody chooses."""
    write = state.of(WriteState)
    if write.job in _UNCHOSEN or (write.who is not None and write.who.own):
        return None
    ask = Ask(cast(Job, write.job), write.text_tokens, write.language)
    able = any(not it.own for it in write.voices or ())
    return choice_of(state, ask, trained=write.trained, able=able, wanted=write.model)


def loading(state: State, choice: Choice, data: Mapping[str, str]) -> Change:
    """Load the chosen model; the form is asked as soon as it is awake."""
    offer = state.listed(choice.model)
    if offer is None or state.instead:
        return no_effects(state)
    state, effects = load_for_a_while(state, offer)
    write = replace(state.of(WriteState), waiting=dict(data))
    return state.having(write), (*effects, announce(f"{choice.words} It is being loaded."))
