"""The face of Hearthside: what a person sees, as pure functions, and the loop that drives them."""

from app.ui.frame import prerender

__all__ = ["prerender"]
