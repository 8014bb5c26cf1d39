"""The vectors of the collection in hand: made anew, of another length, measured."""

from app.events import PageEvent
from app.handling import Change, announce, calm, on, on_page, stay
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
        return stay(state)
    anew = event.name == "find.anew"
    if not anew and (not wanted.isdecimal() or int(wanted) == card.dimensions or info is None):
        return stay(state)
    return calm(state), (Resize(card.key, int(wanted), anew=anew),)


@on_page("find.measure")
def measure(state: State, event: PageEvent) -> Change:
    find = state.of(FindState)
    card = find.card
    if card is None or find.intake.busy or find.measuring or find.embedding is not None:
        return stay(state)
    state = with_find(calm(state), measuring=True)
    return state, (MeasureTrades(card.key), announce("Measuring on your own passages"))


@on(TradesMeasured)
def measured(state: State, event: TradesMeasured) -> Change:
    if event.key != state.of(FindState).key:
        return stay(state)
    state = with_find(state, measuring=False, trades=event.trades or state.of(FindState).trades)
    return state, (announce("Measured"),) if event.trades else ()


@on(EmbeddingMoved)
def embedding_moved(state: State, event: EmbeddingMoved) -> Change:
    here = event.key == state.of(FindState).key
    return stay(with_find(state, embedding=event.far) if here else state)
