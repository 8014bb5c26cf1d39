"""How the Look & listen room changes, by what it is about."""

from app.rooms.look.handlers import answers, asking, giving, recording
from app.rooms.look.handlers.giving import GIVEN_EVENT
from app.rooms.look.handlers.recording import LEVEL_ID

__all__ = ["FILED", "GIVEN_EVENT", "LEVEL_ID"]

FILED = (answers, asking, giving, recording)
