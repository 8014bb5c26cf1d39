"""A model's terms, before the first byte of it is fetched: told of, and waited for.

Knows nothing of pages: it is handed a way to report, and told what a person accepts.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from hearthside import HearthsideError

Report = Callable[[dict[str, Any]], None]
IsKept = Callable[[str], Awaitable[bool]]


class Terms:
    """`is_kept` knows which models are on the device; they need no word more."""

    def __init__(self, is_kept: IsKept, report: Report) -> None:
        self._is_kept = is_kept
        self._report = report
        self._accepted: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def accept(self, model: str) -> None:
        """The person accepts the terms of `model`: whoever waits for that goes on."""
        self._accepted[model].set()

    async def is_kept(self, offer: dict[str, Any]) -> bool:
        """Whether a model is on this device; False where nobody can say."""
        try:
            return await self._is_kept(offer["id"])
        except HearthsideError:
            return False

    async def tell(self, offer: dict[str, Any]) -> None:
        """Report a model that is absent, before anybody asks for it; silent where unknown."""
        try:
            absent = not await self._is_kept(offer["id"])
        except HearthsideError:
            return
        if absent:
            self._report({"name": "absent", "waits": False, **offer})

    async def wait(self, offer: dict[str, Any]) -> None:
        """Return once `offer` may be fetched: it is here, has no terms, or they are accepted.

        Errors: storage.*, engine.*.
        """
        if await self._is_kept(offer["id"]):
            return
        accepted = self._accepted[offer["id"]]
        waits = bool(offer.get("licence", {}).get("name")) and not accepted.is_set()
        self._report({"name": "absent", "waits": waits, **offer})
        if waits:
            await accepted.wait()
