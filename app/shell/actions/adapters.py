"""The adapters that the site brings: fetched when first wanted, checked by their hash, put beside
the model that they were trained on.

Knows nothing of what an adapter is for.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any

from hearthside.errors import HearthsideError, error_of
from hearthside.generation.model import Model
from hearthside.lora import read_adapter
from hearthside.ports import SiteFiles
from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class SiteAdapter:
    """An adapter of the site's `models/index.json`; `base` is the SHA-256 of the layers that it
    stands beside."""

    id: str
    path: str
    base: str
    sha256: str


def adapters_of(listed: object) -> tuple[SiteAdapter, ...]:
    """The adapters of the list as the page read it; unreadable entries are left out."""
    entries: list[Any] = listed if isinstance(listed, list) else []
    names = SiteAdapter.__dataclass_fields__
    return tuple(
        SiteAdapter(**{name: entry[name] for name in names})
        for entry in entries
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in names)
    )


class AdapterActions:
    """Gives models with adapters. What was fetched once is not fetched again."""

    def __init__(self, site: SiteFiles) -> None:
        self.listed: tuple[SiteAdapter, ...] = ()
        self._site = site
        self._base: Model | None = None
        self._adapted: dict[str, Model] = {}
        self._lock = asyncio.Lock()  # who asks while it is fetched gets the same one

    def offers(self, id_: str) -> bool:
        """Whether the site has an adapter `id_` for any model."""
        return any(entry.id == id_ for entry in self.listed)

    def fits(self, id_: str, model: Model) -> bool:
        """Whether the site has an adapter `id_` for this model."""
        return self._entry(id_, model) is not None

    async def adapted(self, id_: str, model: Model) -> Model | None:
        """The model with the site's adapter `id_`; None where it has none that fits the model.

        Raises DownloadError where it cannot be had, InvalidInput (adapter.*) where it is damaged,
        and what the engine raises.
        """
        entry = self._entry(id_, model)
        if entry is None:
            return None
        async with self._lock:
            return await self._beside(entry, model)

    async def keep(self, id_: str, model: Model) -> None:
        """Read the site's adapter `id_` for this model, if there is one: the service worker then
        has it when there is no network. Raises DownloadError."""
        entry = self._entry(id_, model)
        if entry is not None and entry.id not in self._adapted:
            await self._site.read(entry.path)

    async def _beside(self, entry: SiteAdapter, model: Model) -> Model:
        if self._base is not model:  # the engine dropped the other's with it
            self._base, self._adapted = model, {}
        if entry.id not in self._adapted:
            data = await self._site.read(entry.path)
            if hashlib.sha256(data).hexdigest() != entry.sha256:
                raise _damaged()
            self._adapted[entry.id] = await model.adapted(read_adapter(data))
        return self._adapted[entry.id]

    def _entry(self, id_: str, model: Model) -> SiteAdapter | None:
        form = model.info.adapters
        fits = [one for one in self.listed if form and (one.id, one.base) == (id_, form.base)]
        return fits[0] if fits else None


def _damaged() -> HearthsideError:
    return error_of(Code.ADAPTER_INVALID, "The adapter that the site sent is damaged.")
