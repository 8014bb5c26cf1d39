"""The Log: every prompt and answer, where a person wants one. It is written by the shell."""

from app.room import Room
from app.rooms.log import handlers
from app.rooms.log.actions import LogActions
from app.rooms.log.effects import LogEffect, LookIn
from app.rooms.log.screen import log_screen
from app.rooms.log.state import AT_ONCE

ROOM = Room(
    id="log",
    title="Log",
    screen=log_screen,
    effects=LogEffect,
    actions=LogActions,
    on_arrive=(LookIn(0, "", AT_ONCE),),
    on_leave=handlers.left,
)
