"""What is on the page of a talk: which branch, what is being changed, and the system text."""

from dataclasses import replace

from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on_page
from app.rooms.talk.effects import KeepTalk
from app.rooms.talk.handlers.ways import measured
from app.rooms.talk.state import SHOWN_TURNS, TalkState
from app.rooms.talk.words import turn_id
from app.shell.actions.ports import shown_error
from app.state import State
from hearthside.errors import InvalidInput


@on_page("talk.branch")
def branch(state: State, event: PageEvent) -> Change:
    """To another version of a turn, as far as that one was gone on with."""
    room, number = state.of(TalkState), int(event.data.get("number", "0"))
    if room.work or room.opening or not 1 <= number <= len(room.talk.turns):
        return no_effects(state)
    talk = room.talk.at(number)
    place = talk.versions(number).index(number) + 1
    state = clear_messages(state).having(replace(room, talk=talk, editing=0))
    changed, effects = measured(state)
    told = announce(f"Version {place} of {len(talk.versions(number))}")
    kept = (KeepTalk(room.key, talk),) if room.key else ()
    return changed, (*effects, *kept, told, focus(turn_id(number), scroll=False))


@on_page("talk.edit")
def edit(state: State, event: PageEvent) -> Change:
    """A question is to be changed; 0 leaves it as it is."""
    room, number = state.of(TalkState), int(event.data.get("number", "0"))
    if room.work or (number and number not in room.talk.path()):
        return no_effects(state)
    target = "field-talk-edited" if number else turn_id(room.editing)
    return state.having(replace(room, editing=number)), (focus(target, scroll=False),)


@on_page("talk.system")
def system(state: State, event: PageEvent) -> Change:
    """The system text, whenever the hand rests. A talk that is still being read brings its own."""
    room, text = state.of(TalkState), event.data.get("talk-system", "")
    if room.opening or room.work or text == room.talk.system:
        return no_effects(state)
    try:
        talk = room.talk.told(text)
    except InvalidInput as error:
        return failing(state, shown_error(error, "talk"))
    changed, effects = measured(clear_messages(state).having(replace(room, talk=talk)))
    kept = (KeepTalk(room.key, talk),) if room.key else ()
    return changed, (*effects, *kept)


@on_page("talk.earlier")
def earlier(state: State, event: PageEvent) -> Change:
    room = state.of(TalkState)
    shown = room.turns_shown + SHOWN_TURNS
    first = room.talk.path()[-min(shown, len(room.talk.path())) :][:1]
    target = turn_id(first[0]) if first else "talk-heading"
    return state.having(replace(room, turns_shown=shown)), (focus(target),)
