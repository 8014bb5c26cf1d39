"""How the Look & listen room changes, by what it is about."""

from app.rooms.look.handlers import answers, asking, giving
from app.rooms.look.handlers.giving import GIVEN_EVENT, HUSH, LEVEL_ID

__all__ = ["FILED", "GIVEN_EVENT", "HUSH", "LEVEL_ID"]

FILED = (answers, asking, giving)
