"""What a text is written for: one doing of a person, by which the entries of a log hang together.

    with occasion("Story"):
        ...  # all that is asked in here, and in tasks begun in here, is one conversation

Knows nothing of who says so, and nothing of a log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from hearthside.log.entry import new_id, now_ms


@dataclass(frozen=True, slots=True)
class Occasion:
    """Its id, a ULID, and what a person calls it."""

    id: str
    name: str


_CURRENT: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


@contextmanager
def occasion(name: str) -> Iterator[Occasion]:
    """Whatever is asked within is asked for this."""
    one = Occasion(new_id(now_ms()), name)
    token = _CURRENT.set(one)
    try:
        yield one
    finally:
        _CURRENT.reset(token)


def current_occasion() -> Occasion | None:
    """What is being done, None where nobody said."""
    return _CURRENT.get()
