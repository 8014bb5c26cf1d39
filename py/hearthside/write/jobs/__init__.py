"""The tasks one by one: how each is asked, drawn, checked, drawn again, and what is marked.

Each is a function of a `Drawer` and of what a person gives, to the draft and its events.
"""
