"""One kind of documents on a shelf, each read by a reader that checks it.

    stories = Documents(shelf, "stories", read_story)
    found, aside = await stories.all()

What does not read is set aside with the reason and stays where it is: it hides no other document,
and a person may save it as it stands or delete it. Knows nothing of what the documents say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from hearthside.errors import HearthsideError, InvalidInput
from hearthside.ports import Shelf
from hearthside.wire import Code

T = TypeVar("T")

_MAX_REASON_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that cannot be read: where it is, why, and how many characters it has."""

    collection: str
    key: str
    reason: str
    size: int


class Documents(Generic[T]):
    """The documents of one `collection`. `read` makes a value of a text, or raises anything."""

    def __init__(self, shelf: Shelf, collection: str, read: Callable[[str], T]) -> None:
        self.collection = collection
        self._shelf = shelf
        self._read = read

    async def all(self) -> tuple[list[tuple[str, T]], tuple[SetAside, ...]]:
        """(key, value) of all that can be read, in no order; and what cannot, by key."""
        found: list[tuple[str, T]] = []
        aside: list[SetAside] = []
        for key, text in await self._shelf.list(self.collection):
            try:
                found.append((key, checked(self._read, text)))
            except InvalidInput as error:
                aside.append(SetAside(self.collection, key, error.message, len(text)))
        return found, tuple(sorted(aside, key=lambda one: one.key))

    async def get(self, key: str) -> T:
        """The document under `key`. Raises InvalidInput (shelf.missing, shelf.invalid)."""
        text = await self._shelf.get(self.collection, key)
        if text is None:
            raise InvalidInput(Code.SHELF_MISSING, "This is not kept on this device any more.")
        return checked(self._read, text)


def checked(read: Callable[[str], T], text: str) -> T:
    """What `read` makes of `text`. Raises InvalidInput (shelf.invalid), whatever `read` raises."""
    try:
        return read(text)
    except HearthsideError as error:
        raise _invalid(error.message) from error
    except (KeyError, AttributeError, TypeError, LookupError) as error:
        raise _invalid("A part of it is missing or of another kind.") from error
    except ValueError as error:
        raise _invalid(f"It cannot be read: {error}.") from error
    # A reader that fails in a way of its own is no reason to lose sight of all the others.
    except Exception as error:
        raise _invalid(f"It cannot be read ({type(error).__name__}).") from error


def _invalid(reason: str) -> InvalidInput:
    return InvalidInput(Code.SHELF_INVALID, reason[:_MAX_REASON_CHARACTERS])
