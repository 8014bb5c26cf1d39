"""How the routing changes: pure functions (state, event) -> (state, effects)."""

from app.rooms.route.handlers import deciding, editing, larger, policy, sight, texts

FILED = (deciding, policy, editing, sight, texts, larger)
