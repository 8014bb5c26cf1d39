"""Kept documents that cannot be read: saving one as it stands, deleting it with what belongs to it.

Knows nothing of what the documents are.
"""

from collections.abc import Mapping

from app.effects import AsideWork
from app.events import AsideGone, AsideRead
from app.room import Forgets
from app.shell.actions.ports import Dispatch
from hearthside.ports import Shelf


class AsideActions:
    """Works on `shelf`. `owners`, by collection: who keeps more of it than the document."""

    def __init__(self, shelf: Shelf, dispatch: Dispatch, owners: Mapping[str, Forgets]) -> None:
        self._shelf = shelf
        self._dispatch = dispatch
        self._owners = owners

    async def do(self, effect: AsideWork) -> None:
        if effect.what == "save":
            text = await self._shelf.get(effect.collection, effect.key)
            self._dispatch(AsideRead(effect.collection, effect.key, text or ""))
            return
        if owner := self._owners.get(effect.collection):
            await owner.forget(effect.collection, effect.key)
        else:
            await self._shelf.delete(effect.collection, effect.key)
        self._dispatch(AsideGone(effect.collection))
