"""The bank of outlines that stories are told from, read from `bank.jsonl`.

A model of this size does not invent a plot; it can write a scene from a good line. So the plots are
people's: some three hundred, a line a scene, written for Hearthside and given to all (CC0 1.0, see
NOTICE). A line has slots for whom and what a form names. Knows nothing of how one is chosen, or of
how its slots are filled.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from hearthside.store import read_as

# Read now, and not when it is wanted: a memory snapshot holds values, but no files.
_BANK: Final = files(__package__).joinpath("bank.jsonl").read_text("utf-8")
SLOTS: Final = ("hero", "place", "wish", "friend", "thing")


@dataclass(frozen=True, slots=True)
class Outline:
    """A plot: `lines`, one a scene, with SLOTS in braces, and the `friend` and the `thing` that
    come in where nobody names others, each with its article.

    `about` says which wishes and troubles it serves, in the words of parents. `title` names it: no
    two of the bank have the same. `mood` and `age` are of `StoryForm`'s choices.
    """

    title: str
    about: str
    mood: str
    age: str
    friend: str
    thing: str
    lines: tuple[str, ...]


@cache
def outline_bank() -> tuple[Outline, ...]:
    """Every outline, in the order of the file."""
    return tuple(read_as(Outline, json.loads(line)) for line in _BANK.splitlines())


def outline_named(title: str) -> Outline | None:
    """The outline of that title; None where the bank has none, as after it was rewritten."""
    return next((one for one in outline_bank() if one.title == title), None)
