"""How the sort changes: pure functions (state, event) -> (state, effects)."""

from app.rooms.sort.handlers import meaning, review, setup, work

FILED = (setup, work, review, meaning)
