"""Collections: listed, taken in hand, made, named, locked and deleted."""

from dataclasses import replace
from typing import Any

from app.effects import Effect, ToPage
from app.events import EmbedderReady, PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.find.effects import (
    DeleteCollection,
    EmbedMissing,
    ListCollections,
    LockCollection,
    MakeCollection,
    OpenCollection,
    RenameCollection,
)
from app.rooms.find.events import (
    CollectionGone,
    CollectionLocked,
    CollectionOpened,
    CollectionsListed,
    MakingDone,
)
from app.rooms.find.handlers.requests import searching_again, with_find
from app.rooms.find.screen.collection import (
    HEADING_ID,
    LEAST_PASSPHRASE,
    MOST_NAME_LETTERS,
    NEW_FORM,
    UNLOCK_FORM,
)
from app.rooms.find.state import Card, FindState, Intake
from app.state import State
from hearthside.text.escape import one_line

_NOTHING_IN_HAND: dict[str, Any] = {
    "files": None,
    "languages": (),
    "other_model": "",
    "search": None,
    "answer": None,
    "trades": None,
    "measuring": False,
    "embedding": None,
    "wrong": "",
    "asking": "",
}


def _in_hand(state: State, key: str) -> State:
    """Another collection is in hand: what was found in the one before, and what was said of files
    that are through, makes way."""
    find = state.of(FindState)
    intake = Intake() if find.intake.stage == "done" else find.intake
    return with_find(state, key=key, intake=intake, **_NOTHING_IN_HAND)


@on(CollectionsListed)
def listed(state: State, event: CollectionsListed) -> Change:
    """One is taken in hand: that of before, else the first."""
    state = with_find(state, cards=event.cards)
    find = state.of(FindState)
    if find.card is None:
        key = event.cards[0].key if event.cards else ""
        state = with_find(state, key=key, files=None, other_model="")
    find = state.of(FindState)
    card = find.card
    if card is None or find.files is not None or not card.open or card.broken:
        return no_effects(state)
    return state, (OpenCollection(card.key),)


@on_page("shelf.changed")
def changed_elsewhere(state: State, event: PageEvent) -> Change:
    """Another tab made, named, filled or deleted one."""
    return (state, (ListCollections(),)) if state.place == "find" else no_effects(state)


@on_page("find.choose")
def chosen(state: State, event: PageEvent) -> Change:
    find, key = state.of(FindState), event.data.get("value", "")
    if find.intake.busy or key == find.key or not key:
        return no_effects(state)
    return _in_hand(clear_messages(state), key), (OpenCollection(key),)


@on(CollectionOpened)
def opened(state: State, event: CollectionOpened) -> Change:
    """It is in hand, or has changed: what waited for it goes on, and other tabs hear of it."""
    told = () if event.card in (state.of(FindState).cards or ()) else (ToPage("shelf"),)
    state = _with_card(state, event.card)
    if state.of(FindState).key != event.card.key:
        state = _in_hand(state, event.card.key)
    was_shut = state.of(FindState).files is None
    state = with_find(
        state,
        files=event.files,
        languages=event.languages,
        other_model=event.other_model,
        wrong="",
        asking="" if was_shut else state.of(FindState).asking,
    )
    searched, effects = searching_again(state)
    return searched, (*told, *effects, *_missing(searched))


def _with_card(state: State, card: Card) -> State:
    cards = list(state.of(FindState).cards or ())
    at = next((n for n, one in enumerate(cards) if one.key == card.key), None)
    if at is None:
        cards.insert(0, card)
    else:
        cards[at] = card
    return with_find(state, cards=tuple(cards))


def _missing(state: State) -> tuple[Effect, ...]:
    """Passages that came in while there was no model get their vectors when there is one."""
    find = state.of(FindState)
    card = find.card
    at_work = find.intake.busy or find.embedding is not None or find.measuring
    if not card or not card.unread or at_work or find.other_model:
        return ()
    return (EmbedMissing(card.key),) if state.embedding.stage == "ready" else ()


@on(EmbedderReady)
def embedder_came(state: State, event: EmbedderReady) -> Change:
    """The collection in hand is opened for it: its vectors may be of this model, or of another."""
    find = state.of(FindState)
    card = find.card
    if card is None or find.files is None:
        return no_effects(state)
    return state, (OpenCollection(card.key),)


@on(CollectionLocked)
def locked(state: State, event: CollectionLocked) -> Change:
    card = next((one for one in state.of(FindState).cards or () if one.key == event.key), None)
    if card is None:
        return no_effects(state)
    bare = Card(card.key, card.name, sealed=True, open=False)
    state = _in_hand(_with_card(state, bare), event.key)
    if not event.wrong:
        return state, (focus("field-unlock", scroll=False),) if state.place == "find" else ()
    wrong = "That is not the passphrase. It is stored nowhere and cannot be recovered; try again."
    empty = ToPage("fill", {"form": UNLOCK_FORM, "fields": {"unlock": ""}})
    return with_find(state, wrong=wrong), (empty, announce(wrong), focus("field-unlock"))


@on_page("find.unlock")
def unlock(state: State, event: PageEvent) -> Change:
    card, given = state.of(FindState).card, event.data.get("unlock", "")
    if card is None or not given:
        return state, (focus("field-unlock"),)
    return with_find(clear_messages(state), wrong=""), (OpenCollection(card.key, given),)


@on_page("find.lock")
def lock(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card = find.card
    if card is None or not card.sealed or find.intake.busy:
        return no_effects(state)
    return state, (LockCollection(card.key), announce("Locked"))


@on_page("find.new", "find.rename", "find.delete")
def asked(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    what = event.name.removeprefix("find.")
    if find.intake.busy or (what != "new" and find.card is None):
        return no_effects(state)
    places = {
        "new": "field-collection-name",
        "rename": "field-new-name",
        "delete": "find-deleting",
    }
    return with_find(state, asking=what, wrong=""), (focus(places[what]),)


@on_page("find.leave")
def left(state: State, event: PageEvent) -> Change:
    return with_find(state, asking="", wrong=""), (focus(HEADING_ID, scroll=False),)


@on_page("find.make")
def make(state: State, event: PageEvent) -> Change:
    """What is wrong is said beside the form, and what was typed stays. Pressed again while one is
    being made, it makes no second one."""
    if state.of(FindState).making:
        return no_effects(state)
    name = name_of(event.data.get("collection-name", ""))
    secret, again = event.data.get("passphrase", ""), event.data.get("passphrase-again", "")
    if wrong := _wrong(state.of(FindState), name, secret, again):
        return with_find(state, wrong=wrong), ()
    empty = {"collection-name": "", "passphrase": "", "passphrase-again": ""}
    cleared = ToPage("fill", {"form": NEW_FORM, "fields": empty})
    state = with_find(clear_messages(state), wrong="", making=True)
    return state, (MakeCollection(name, secret), cleared)


@on(MakingDone)
def made(state: State, event: MakingDone) -> Change:
    return no_effects(with_find(state, making=False))


def name_of(typed: str) -> str:
    return one_line(typed)[:MOST_NAME_LETTERS]


def _wrong(find: FindState, name: str, secret: str, again: str) -> str:
    if not name:
        return "Enter a name first."
    if any(card.name == name for card in find.cards or ()):
        return f"There is a collection called \u201c{name}\u201d already."
    if secret != again:
        return "The two passphrases are not the same."
    if secret and len(secret) < LEAST_PASSPHRASE:
        return f"A passphrase needs {LEAST_PASSPHRASE} letters or more; a sentence is best."
    return ""


@on_page("find.name")
def named(state: State, event: PageEvent) -> Change:
    """A new name was typed; an empty one changes nothing."""
    card, name = state.of(FindState).card, name_of(event.data.get("new-name", ""))
    state = with_find(state, asking="")
    if card is None or not name:
        return state, (focus(HEADING_ID, scroll=False),)
    state = _with_card(state, replace(card, name=name))
    return state, (
        RenameCollection(card.key, name),
        ToPage("shelf"),
        focus(HEADING_ID, scroll=False),
    )


@on_page("find.delete.do")
def delete(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card = find.card
    if card is None or find.asking != "delete" or find.intake.busy:
        return no_effects(state)
    return with_find(clear_messages(state), asking=""), (DeleteCollection(card.key),)


@on(CollectionGone)
def gone(state: State, event: CollectionGone) -> Change:
    cards = tuple([card for card in state.of(FindState).cards or () if card.key != event.key])
    state = with_find(state, cards=cards)
    if state.of(FindState).key == event.key:
        state = _in_hand(state, cards[0].key if cards else "")
    effects: list[Effect] = [ToPage("shelf"), announce("Deleted"), focus("find-heading")]
    card = state.of(FindState).card
    opening = [OpenCollection(card.key)] if card and card.open else []
    return state, (*opening, *effects)
