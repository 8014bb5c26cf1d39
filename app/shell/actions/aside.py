"""Kept documents that cannot be read: saving one as it stands, deleting it with what belongs to it.

Knows nothing of what the documents are.
"""

from collections.abc import Awaitable, Callable, Mapping

from app.effects import AsideWork
from app.events import AsideGone, AsideRead
from app.shell.actions.context import Tell
from hearthside.ports import Shelf

Delete = Callable[[str], Awaitable[None]]


class AsideDeeds:
    """Works on `shelf`. `deletes`, by collection: where more belongs to a document than itself."""

    def __init__(self, shelf: Shelf, tell: Tell, deletes: Mapping[str, Delete]) -> None:
        self._shelf = shelf
        self._tell = tell
        self._deletes = deletes

    async def do(self, effect: AsideWork) -> None:
        if effect.what == "save":
            text = await self._shelf.get(effect.collection, effect.key)
            self._tell(AsideRead(effect.collection, effect.key, text or ""))
            return
        if delete := self._deletes.get(effect.collection):
            await delete(effect.key)
        else:
            await self._shelf.delete(effect.collection, effect.key)
        self._tell(AsideGone(effect.collection))
