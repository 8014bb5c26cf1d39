"""The Find room: a person's own files, searched by words and by meaning, and asked."""

from app.effects import Survey
from app.room import Collection, Kept, Room
from app.rooms.find.actions import FindActions
from app.rooms.find.actions.library import CARDS
from app.rooms.find.effects import FindEffect, ListCollections
from app.rooms.find.handlers import FILED
from app.rooms.find.screen.errors import FIND_WORDS
from app.rooms.find.screen.room import find_screen
from app.rooms.find.state import FindState, lasting, made_of, revived

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="find",
    title="Find",
    screen=find_screen,
    effects=FindEffect,
    actions=FindActions,
    on_arrive=(ListCollections(), Survey()),
    keep={
        "find": Kept(
            lambda state: made_of(state.of(FindState)),
            lambda state: lasting(state.of(FindState)),
            lambda state, kept: state.having(revived(kept)),
        )
    },
    collections={CARDS: Collection("collection", "collections", ListCollections())},
    error_words=FIND_WORDS,
    wakes_embedder=True,
    without_embedder="Search by words still works.",
)
