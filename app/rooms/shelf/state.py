"""What the Shelf room shows, as frozen values. Knows nothing of how any of it changes."""

from dataclasses import dataclass

from app.events import StoryDeleted
from app.state import Part


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A story on the shelf, as its spine shows it."""

    id: str
    title: str
    when: str
    scenes: int
    finished: bool = True
    branch_of: str = ""


@dataclass(frozen=True, slots=True)
class ShelfState(Part):
    """The shelf as last read. `renaming` is the id whose title is being changed."""

    entries: tuple[ShelfEntry, ...] | None = None
    renaming: str = ""
    deleted: StoryDeleted | None = None
    notice: str = ""
