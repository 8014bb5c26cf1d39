"""Screens of the Sort room: pure functions of the state."""
