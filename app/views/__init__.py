"""Screens: pure functions from state to HTML."""
