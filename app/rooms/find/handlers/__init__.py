"""How the room changes: pure functions (state, event) -> (state, effects)."""

from app.rooms.find.handlers import collections, files, search, vectors

FILED = (collections, files, search, vectors)
