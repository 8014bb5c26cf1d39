"""The Find room's screens: pure functions from state to HTML."""
