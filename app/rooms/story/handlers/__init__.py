"""How the story changes: pure functions (state, event) -> (state, effects)."""

from app.rooms.story.handlers import edits, export, kept, picture, queue, shared, telling

FILED = (edits, export, kept, picture, queue, shared, telling)
