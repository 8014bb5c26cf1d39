"""Templates kept on the device, each with the versions before it, as the files that are exported.

    shelf = TemplateShelf(shelf)
    key = await shelf.put("Tone", text)
    await shelf.put("Tone", other)          # a second version of the same

Knows nothing of screens, or of what a template asks.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.ports import Shelf
from hearthside.store import Documents, SetAside, read_as, time_ms
from hearthside.text.escape import safe_line
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json
from hearthside.write.templates.file import read_template

TEMPLATES: Final = "templates"
"""The name of the collection."""
MOST_TEMPLATES: Final = 100
MOST_VERSIONS: Final = 10
MOST_NAME_CHARACTERS: Final = 60
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Version:
    """A template as it was kept: its file, and when."""

    text: str
    kept_at_ms: int


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A name with its versions, the newest last; there is one at least."""

    name: str
    versions: tuple[Version, ...]


class TemplateShelf:
    """The templates on this device. Errors: InvalidInput (shelf.missing, shelf.invalid, what
    `read_template` raises), StorageError."""

    def __init__(self, shelf: Shelf, clock_s: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._documents = Documents(shelf, TEMPLATES, _read)
        self._clock_s = clock_s

    async def all(self) -> tuple[list[tuple[str, KeptTemplate]], tuple[SetAside, ...]]:
        """(key, template) of each that can be read, by name; and what cannot."""
        found, aside = await self._documents.all()
        return sorted(found, key=lambda pair: (pair[1].name.casefold(), pair[0])), aside

    async def put(self, name: str, text: str) -> str:
        """Keep the file `text`, as the next version of the template of that name where there is
        one; its key. Beyond MOST_VERSIONS the oldest are let go of."""
        read_template(text)
        called = safe_line(name, MOST_NAME_CHARACTERS)
        if not called:
            raise InvalidInput(Code.CALL_INVALID, "Give the template a name first.")
        found, _ = await self._documents.all()
        key, before = next(
            ((key, it) for key, it in found if it.name.casefold() == called.casefold()),
            (secrets.token_hex(6), None),
        )
        if before is None and len(found) >= MOST_TEMPLATES:
            raise InvalidInput(
                Code.CALL_INVALID,
                f"{MOST_TEMPLATES} templates are the most that are kept: delete one first.",
            )
        versions = before.versions if before else ()
        if not versions or versions[-1].text != text:
            versions = (*versions, Version(text, int(self._clock_s() * 1000)))[-MOST_VERSIONS:]
        document = {"format": _FORMAT, **asdict(KeptTemplate(called, versions))}
        await self._shelf.put(TEMPLATES, key, json.dumps(document))
        return key

    async def delete(self, key: str) -> None:
        """All its versions, readable or not; does nothing where there is none."""
        await self._shelf.delete(TEMPLATES, key)


def _read(text: str) -> KeptTemplate:
    value: Any = read_json(text)
    if value.pop("format") != _FORMAT:
        raise ValueError("it was written by another version")
    kept = read_as(KeptTemplate, value, "the template")
    if not kept.versions:
        raise ValueError("it has no version")
    for version in kept.versions:
        time_ms(version.kept_at_ms)
    read_template(kept.versions[-1].text)
    return kept
