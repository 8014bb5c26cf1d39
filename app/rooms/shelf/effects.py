"""What can be done on the Shelf: values that handlers ask for and actions carry out.

After each of them the shelf is read anew.
"""

from dataclasses import dataclass

from app.effects import Effect
from app.events import StoryDeleted


class ShelfEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ListStories(ShelfEffect):
    pass


@dataclass(frozen=True, slots=True)
class OpenStory(ShelfEffect):
    key: str


@dataclass(frozen=True, slots=True)
class RenameStory(ShelfEffect):
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class DeleteStory(ShelfEffect):
    key: str


@dataclass(frozen=True, slots=True)
class PutBack(ShelfEffect):
    deleted: StoryDeleted


@dataclass(frozen=True, slots=True)
class ExportStories(ShelfEffect):
    pass


@dataclass(frozen=True, slots=True)
class ImportStories(ShelfEffect):
    """The text of an exported file."""

    text: str
