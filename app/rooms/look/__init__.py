"""The Look & listen room: a picture or a sound in, an answer in words out."""

from app.room import Kept, Room
from app.rooms.look.actions import LookActions
from app.rooms.look.effects import LookEffect
from app.rooms.look.events import LookFetched, LookSaid
from app.rooms.look.handlers import FILED
from app.rooms.look.screen.room import look_screen
from app.rooms.look.state import LookState, lasting, made_of, revived
from app.rooms.look.words import LOOK_WORDS

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="look",
    title="Look & listen",
    screen=look_screen,
    effects=LookEffect,
    actions=LookActions,
    keep={
        "look": Kept(
            lambda state: made_of(state.of(LookState)),
            lambda state: lasting(state.of(LookState)),
            lambda state, kept: state.having(revived(kept)),
            moving=lambda state: state.of(LookState).asked is not None,
        )
    },
    quiet=(LookSaid, LookFetched),
    error_words=LOOK_WORDS,
)
