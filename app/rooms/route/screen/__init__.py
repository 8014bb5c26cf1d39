"""The Route room's screens: pure functions from state to HTML."""
