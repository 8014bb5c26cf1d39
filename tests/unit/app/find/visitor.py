"""A person in the Find room with some files, and a page that hands them over when it is asked."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from app.rooms.find.state import Card, FindState, Search
from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from tests.unit.app.house import EMBEDDERS, MODELS, House, house

LEASE = (
    "# Lease\n\n## Pets\n\nA dog or a cat needs the landlady's permission beforehand.\n\n"
    "## Notice\n\nEither side may end the lease with three months' notice.\n"
)
MINUTES = "Minutes of the meeting.\n\nThe water is turned off on 15 November.\n"
FILES = {"lease.md": LEASE, "minutes.txt": MINUTES}
MAY_2026_MS = 1_778_000_000_000


@dataclass
class Page:
    """What the page does with files: it holds them, and answers one question after another."""

    home: House
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    answered: int = 0

    def hold(self, name: str, content: bytes) -> dict[str, Any]:
        id_ = str(len(self.files) + 1)
        self.files[id_] = (name, content)
        entry = {"id": id_, "name": name.split("/")[-1], "path": name}
        return {**entry, "size_bytes": len(content), "modified_ms": MAY_2026_MS}

    async def answer(self) -> bool:
        """Answer what was asked for since the last time; whether anything was."""
        orders = self.home.effects("file.read")[self.answered :]
        for order in orders:
            self.answered += 1
            await self.home.app.event(self._event(order["id"]))
        return bool(orders)

    def _event(self, id_: str) -> dict[str, Any]:
        _, content = self.files[id_]
        reasons = self.errors.get(id_, [])
        data: dict[str, Any] = {"id": id_, "size_bytes": len(content), "modified_ms": MAY_2026_MS}
        if reasons:
            return {"name": "file.error", "data": {"id": id_, "reason": reasons.pop(0)}}
        return {"name": "file.content", "data": {**data, "bytes": content}}


async def in_the_room(
    *kept: str,
    shelf: FakeShelf | None = None,
    encrypted: FakeEncryptedStore | None = None,
    embedders: bool = True,
    **start: Any,
) -> House:
    """A house whose visitor stands in the Find room; the models `kept` are on the device."""
    home = house(*kept, shelf=shelf, encrypted=encrypted)
    models = [*MODELS, *(EMBEDDERS if embedders else [])]
    await home.start(fragment="#find", settings={"models": models}, **start)
    return home


async def give(home: House, files: dict[str, str], **errors: list[str]) -> Page:
    """Give files to the room, and wait until it is through with them or held up."""
    page = Page(home, answered=len(home.effects("file.read")))
    listed = [page.hold(name, text.encode()) for name, text in files.items()]
    named = {name.split("/")[-1].split(".")[0]: id_ for id_, (name, _) in page.files.items()}
    page.errors = {named[name]: reasons for name, reasons in errors.items()}
    await begin(home, listed)
    await through(home, page)
    return page


async def begin(home: House, listed: list[dict[str, Any]], **more: str) -> None:
    data = {"files": json.dumps(listed), "more": "", "left_out": "0", **more}
    await home.app.event({"name": "find.files", "data": data})


async def through(home: House, page: Page) -> None:
    """Until nothing is read any more."""
    while room(home).intake.stage == "reading":
        if not await page.answer():
            await pause()
    await home.app.settle()


async def pause() -> None:
    await asyncio.sleep(0.01)  # Pyodide runs sleeps under 4 ms at once, before any timer


async def with_files(*kept: str, files: dict[str, str] | None = None, **start: Any) -> House:
    home = await in_the_room(*kept, **start)
    await give(home, files or FILES)
    return home


def room(home: House) -> FindState:
    return home.app.state.of(FindState)


def card(home: House) -> Card:
    found = room(home).card
    assert found is not None
    return found


def search(home: House) -> Search:
    found = room(home).search
    assert found is not None
    return found
