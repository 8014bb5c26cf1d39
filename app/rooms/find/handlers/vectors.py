"""The vectors of the collection in hand: made anew, of another length, measured."""

from app.events import PageEvent
from app.handling import Change, announce, clear_messages, no_effects, on, on_page
from app.rooms.find.effects import MeasureTrades, Resize
from app.rooms.find.events import EmbeddingMoved, TradesMeasured
from app.rooms.find.handlers.requests import with_find
from app.rooms.find.state import FindState
from app.state import State


@on_page("find.anew", "find.dimensions")
def resize(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card, wanted = find.card, event.data.get("value", "0")
    info = state.embedding.info
    if card is None or find.intake.busy or find.embedding is not None:
        return no_effects(state)
    anew = event.name == "find.anew"
    if not anew and (not wanted.isdecimal() or int(wanted) == card.dimensions or info is None):
        return no_effects(state)
    return clear_messages(state), (Resize(card.key, int(wanted), anew=anew),)


@on_page("find.measure")
def measure(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card = find.card
    if card is None or find.intake.busy or find.measuring or find.embedding is not None:
        return no_effects(state)
    state = with_find(clear_messages(state), measuring=True)
    return state, (MeasureTrades(card.key), announce("Measuring on your own passages"))


@on(TradesMeasured)
def measured(state: State, event: TradesMeasured) -> Change:
    if event.key != state.of(FindState).key:
        return no_effects(state)
    state = with_find(state, measuring=False, trades=event.trades or state.of(FindState).trades)
    return state, (announce("Measured"),) if event.trades else ()


@on(EmbeddingMoved)
def embedding_moved(state: State, event: EmbeddingMoved) -> Change:
    here = event.key == state.of(FindState).key
    return no_effects(with_find(state, embedding=event.far) if here else state)
