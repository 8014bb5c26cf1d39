"""How the Sort room changes: pure functions (state, event) -> (state, effects)."""
