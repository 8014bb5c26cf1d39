"""The talks on this device: listed, opened, renamed, deleted with a way back, searched."""

from dataclasses import replace

from app.effects import Effect, ToPage
from app.events import PageEvent, Woken
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.talk.effects import (
    DeleteTalk,
    ListTalks,
    OpenTalk,
    PutTalkBack,
    RefreshTalk,
    RenameTalk,
    SearchTalks,
)
from app.rooms.talk.events import (
    TalkDeleted,
    TalkGone,
    TalkKept,
    TalkOpened,
    TalksFound,
    TalksListed,
)
from app.rooms.talk.handlers.ways import measured, with_list, with_tag
from app.rooms.talk.state import SHOWN_TURNS, TalkState
from app.rooms.talk.words import BUSY, turn_id
from app.state import State
from hearthside.talk import Conversation

SYSTEM_ID = "talk-system-form"


def left(state: State) -> State:
    """Whoever comes back finds the talk, and nothing half done with the list."""
    return with_list(state, renaming="", deleted=None, notice="", found=None)


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """A new mind reads the talk that was on the page, and puts what was being said into it."""
    room = state.of(TalkState)
    if not room.left.key:
        return no_effects(state)
    return state, (OpenTalk(room.left.key, left=room.left),)


@on(TalksListed)
def listed(state: State, event: TalksListed) -> Change:
    return no_effects(with_list(state, entries=event.entries))


@on(TalkKept)
def kept(state: State, event: TalkKept) -> Change:
    return with_tag(state, tag=event.tag), (ToPage("shelf"),)


@on_page("shelf.changed")
def changed(state: State, event: PageEvent) -> Change:
    """Another tab changed what is kept; perhaps the talk on this page."""
    room = state.of(TalkState)
    if room.kept.entries is None and not room.key:
        return no_effects(state)
    if room.key and not room.work and not room.opening:
        return state, (RefreshTalk(room.key, room.talk),)
    return state, (ListTalks(),)


@on_page("talk.new")
def new(state: State, event: PageEvent) -> Change:
    """An empty talk with the same system text."""
    room = state.of(TalkState)
    if room.work:
        return no_effects(with_list(state, notice=BUSY))
    room = TalkState(
        Conversation(system=room.talk.system),
        number=room.number,
        thinking=room.thinking,
        kept=replace(room.kept, notice="", found=None),
    )
    changed, effects = measured(clear_messages(state).having(room))
    return changed, (*effects, focus("field-talk-text", scroll=False))


@on_page("talk.open")
def open_talk(state: State, event: PageEvent) -> Change:
    key, turn = event.data.get("id", ""), int(event.data.get("number", "0"))
    room = state.of(TalkState)
    if room.work:
        return no_effects(with_list(state, notice=BUSY))
    return clear_messages(state).having(replace(room, opening=True)), (OpenTalk(key, turn),)


@on(TalkOpened)
def opened(state: State, event: TalkOpened) -> Change:
    room = state.of(TalkState)
    if event.again:
        # Not while the model answers: what it says is put into the talk that it was asked with.
        if event.key != room.key or room.work or event.talk == room.talk:
            return no_effects(state)
        changed, effects = measured(state.having(replace(room, talk=event.talk)))
        told = event.talk.system == room.talk.system
        return changed, effects if told else (*effects, _system(event.talk))
    talk = event.talk.at(event.turn) if 0 < event.turn <= len(event.talk.turns) else event.talk
    room = TalkState(
        talk,
        event.key,
        number=room.number,
        thinking=room.thinking,
        turns_shown=_so_many(talk, event.turn),
        kept=replace(room.kept, notice="", found=room.kept.found if event.turn else None),
    )
    changed, effects = measured(state.having(room))
    more: tuple[Effect, ...] = ()
    if state.place == "talk":
        more = (focus(turn_id(event.turn) if event.turn else "talk-title"),)
    return changed, (*effects, _system(talk), *more)


def _system(talk: Conversation) -> ToPage:
    """The system text, into its field."""
    return ToPage("fill", {"form": SYSTEM_ID, "fields": {"talk-system": talk.system}})


def _so_many(talk: Conversation, turn: int) -> int:
    """So many of the last turns are shown that the one that is gone to is among them."""
    path = talk.path()
    back = len(path) - path.index(turn) if turn in path else 0
    return max(SHOWN_TURNS, back)


@on(TalkGone)
def gone(state: State, event: TalkGone) -> Change:
    """It was deleted elsewhere, or is damaged: the page begins with an empty talk."""
    room = state.of(TalkState)
    if event.key in (room.key, room.left.key):
        room = TalkState(number=room.number, kept=room.kept)
    state = state.having(replace(room, opening=False))
    return no_effects(replace(state, error=event.error))


@on_page("talk.rename")
def rename(state: State, event: PageEvent) -> Change:
    key = event.data.get("id", "")
    target = "field-talk-title" if key else "talk-list-heading"
    return with_list(state, renaming=key, notice=""), (focus(target, scroll=False),)


@on_page("talk.title")
def retitle(state: State, event: PageEvent) -> Change:
    """A new title; an empty one gives it its first question's again."""
    key, title = event.data.get("id", ""), event.data.get("talk-title", "")
    state, room = with_list(state, renaming=""), state.of(TalkState)
    if room.work and key == room.key:
        return no_effects(with_list(state, notice=BUSY))
    if key == room.key:
        room = state.of(TalkState)
        state = state.having(replace(room, talk=room.talk.renamed(title)))
    return state, (RenameTalk(key, title), ToPage("shelf"), focus("talk-list-heading"))


@on_page("talk.delete")
def delete(state: State, event: PageEvent) -> Change:
    key, room = event.data.get("id", ""), state.of(TalkState)
    if room.work and key == room.key:
        return no_effects(with_list(state, notice=BUSY))
    return clear_messages(state), (DeleteTalk(key),)


@on(TalkDeleted)
def deleted(state: State, event: TalkDeleted) -> Change:
    state = with_list(state, deleted=event.deleted, notice="", found=None)
    room = state.of(TalkState)
    if room.key == event.deleted.key:
        state = state.having(TalkState(number=room.number, kept=room.kept))
    return state, (ToPage("shelf"), focus("talk-list-heading"))


@on_page("talk.undo")
def undo(state: State, event: PageEvent) -> Change:
    gone, told = state.of(TalkState).kept.deleted, "The talk is back"
    if gone is None:
        return no_effects(state)
    state = with_list(state, deleted=None, notice=f"{told}.")
    return state, (PutTalkBack(gone), ToPage("shelf"), announce(told), focus("talk-list-heading"))


@on_page("talk.search")
def search(state: State, event: PageEvent) -> Change:
    """Nothing to search for puts away what was found."""
    query = event.data.get("talk-query", "").strip()
    if not query:
        return no_effects(with_list(state, found=None))
    return state, (SearchTalks(query),)


@on(TalksFound)
def found(state: State, event: TalksFound) -> Change:
    count = len(event.found.hits)
    told = "Nothing was found" if not count else f"{count} place{'s' * (count > 1)} found"
    return with_list(state, found=event.found), (announce(told),)
