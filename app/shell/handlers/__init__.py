"""How what is shared changes: pure functions (state, event) -> (state, effects)."""
