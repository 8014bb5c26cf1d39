"""The Sort room: a table in, a label for each row out."""

from app.room import Collection, Kept, Room
from app.rooms.sort.actions import SortActions
from app.rooms.sort.effects import ListJobs, SortEffect
from app.rooms.sort.handlers import FILED
from app.rooms.sort.screen.errors import SORT_WORDS
from app.rooms.sort.screen.room import sort_screen
from app.rooms.sort.state import SortState, lasting, made_of, revived
from hearthside.sort.kept import JOBS, TABLES

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="sort",
    title="Sort",
    screen=sort_screen,
    effects=SortEffect,
    actions=SortActions,
    on_arrive=(ListJobs(),),
    keep={
        "sort": Kept(
            lambda state: made_of(state.of(SortState)),
            lambda state: lasting(state.of(SortState)),
            lambda state, kept: state.having(revived(kept)),
        )
    },
    collections={
        JOBS: Collection("sort", "sorts", ListJobs()),
        TABLES: Collection("table", "tables", ListJobs()),
    },
    error_words=SORT_WORDS,
    without_embedder="Your table and your answers are kept; the language model can decide instead.",
)
