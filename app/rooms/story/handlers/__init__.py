"""How the story changes: pure functions (state, event) -> (state, effects)."""

from app.rooms.story.handlers import export, kept, queue, shared, telling

FILED = (export, kept, queue, shared, telling)
