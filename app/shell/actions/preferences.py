"""What a person chose once, on the shelf; what cannot be read is put beside, not overwritten.

Knows nothing of what the choices mean.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from app.effects import KeepPreferences, ListSettings
from app.events import AsideFound, Failed, PreferencesRead
from app.shell.actions.ports import Dispatch, shown_error
from app.state import Preferences
from hearthside.errors import HearthsideError
from hearthside.ports import Shelf
from hearthside.store import Documents, read_as
from hearthside.wire.jsontext import read_json

SETTINGS: Final = "settings"
_KEY: Final = "preferences"


class PreferencesActions:
    """The preferences on `shelf`. `dispatch` takes events."""

    def __init__(self, shelf: Shelf, dispatch: Dispatch) -> None:
        self._shelf = shelf
        self._documents = Documents(shelf, SETTINGS, read_preferences)
        self._dispatch = dispatch

    async def do(self, effect: KeepPreferences | ListSettings) -> None:
        if isinstance(effect, KeepPreferences):
            await self._shelf.put(SETTINGS, _KEY, preferences_text(effect.preferences))
        else:
            await self._list()

    async def read(self, settings: Mapping[str, Any]) -> None:
        """Dispatch of what was chosen before; `settings` of the page's address go first."""
        chosen = None
        try:
            found, aside = await self._documents.all()
            chosen = dict(found).get(_KEY)
            if any(one.key == _KEY for one in aside):
                await self._put_beside()
            await self._list()
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error)))
        self._dispatch(PreferencesRead(preferences_of(chosen, settings)))

    async def _list(self) -> None:
        _, aside = await self._documents.all()
        self._dispatch(AsideFound(SETTINGS, aside))

    async def _put_beside(self) -> None:
        """The next choice is kept under the usual key, which must not take these away."""
        text = await self._shelf.get(SETTINGS, _KEY)
        taken = dict(await self._shelf.list(SETTINGS))
        number = next(n for n in range(1, len(taken) + 2) if f"{_KEY}-{n}" not in taken)
        await self._shelf.put(SETTINGS, f"{_KEY}-{number}", text or "")
        await self._shelf.delete(SETTINGS, _KEY)


def preferences_text(preferences: Preferences) -> str:
    return json.dumps(asdict(preferences))


def read_preferences(text: str) -> Preferences:
    """Raises ValueError on what are no preferences."""
    return read_as(Preferences, read_json(text), "the settings")


def preferences_of(chosen: Preferences | None, settings: Mapping[str, Any]) -> Preferences:
    """What was chosen before; the page's own address (`?model=...&device=...`) goes first."""
    chosen = chosen or Preferences()
    device = settings.get("device")
    return replace(
        chosen,
        model=str(settings.get("model") or chosen.model),
        embedder=str(settings.get("embedder") or chosen.embedder),
        device=device if device in ("auto", "webgpu", "wasm") else chosen.device,
        software=settings.get("software") == "1" or chosen.software,
    )
