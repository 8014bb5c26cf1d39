"""A room that says again what it is told: the proof of the contract adds it to a copied tree."""

from app.rooms.echo import handlers
from app.rooms.echo.screen import echo_screen
from app.rooms.echo.state import EchoState

from app.room import Kept, Room
from hearthside.store import read_as

__all__ = ["ROOM", "handlers"]

ROOM = Room(
    id="echo",
    title="Echo",
    screen=echo_screen,
    keep={
        "echo": Kept(
            lambda state: (state.of(EchoState).said,),
            lambda state: state.of(EchoState).said,
            lambda state, kept: state.having(EchoState(read_as(str, kept))),
        )
    },
)
