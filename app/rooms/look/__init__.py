"""The Look & listen room: a picture or a sound in, an answer in words out."""

from dataclasses import asdict

from app.room import Kept, Room
from app.rooms.look.actions import LookActions
from app.rooms.look.effects import LookEffect
from app.rooms.look.events import LookBehind, LookFetched, LookSaid
from app.rooms.look.handlers import FILED
from app.rooms.look.screen.room import look_screen
from app.rooms.look.state import LookState, lasting, made_of, paced, revived
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
            moving=lambda state: bool(state.of(LookState).live),  # the ask itself is kept at once
        ),
        "look-pace": Kept(
            lambda state: (state.of(LookState).pace,),
            lambda state: (pace := state.of(LookState).pace) and asdict(pace),
            lambda state, kept: state.having(paced(state.of(LookState), kept)),
        ),
    },
    quiet=(LookSaid, LookFetched, LookBehind),
    error_words=LOOK_WORDS,
)
