"""How the story changes: pure functions (state, event) -> (state, effects)."""
