"""How the state changes: pure functions (state, event) -> (state, effects), a file per concern."""
