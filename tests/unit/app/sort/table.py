"""A house with a table being sorted: rows whose words decide, and a person who answers."""

import itertools
from typing import Any

from app.rooms.sort.state import SortState
from hearthside.adapters.fake.engine import FakeShelf
from tests.unit.app.house import House, house

LABELS = "praise: somebody is pleased\ncomplaint: something went wrong"
ROWS = (
    "I love it, praise for all of it",
    "It broke, a complaint",
    "praise, it works well",
    "complaint: late again",
    "neither here nor there",
)


def csv_of(rows: tuple[str, ...] = ROWS) -> bytes:
    lines = ["id,text", *[f'{at},"{text}"' for at, text in enumerate(rows, start=1)]]
    return "\n".join(lines).encode()


async def sorting(*kept: str, shelf: FakeShelf | None = None, **start: Any) -> House:
    """A visitor in the room, with a model awake if `kept` names one. A second passes from one look
    at the clock to the next: how often the page is told does not go by how busy the machine is."""
    looks = itertools.count()
    home = house(*kept, shelf=shelf, clock=lambda: float(next(looks)))
    await home.start(fragment="#sort", **start)
    return home


async def bring(home: House, rows: tuple[str, ...] = ROWS) -> None:
    await home.do("sort.file", filename="reviews.csv", bytes=csv_of(rows), size_bytes=99)


async def sorted_table(rows: tuple[str, ...] = ROWS, **fields: str) -> House:
    """All rows are read."""
    home = await sorting("small")
    await bring(home, rows)
    await home.do("sort.start", **{"labels": LABELS, **fields})
    return home


def room(home: House) -> SortState:
    return home.app.state.of(SortState)
