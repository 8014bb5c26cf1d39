"""The files of a log in a store: which there are, which comes next, which goes.

A file is written anew as a whole while it grows, so it stays small; the oldest goes when there are
too many. Imports `sqlite3` when a file is first read or begun, not before. Knows nothing of what is
asked, or of when a file is written.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hearthside.errors import InvalidInput
from hearthside.log.entry import new_id, now_ms
from hearthside.ports import EncryptedStore

if TYPE_CHECKING:
    from hearthside.log.file import LogFile

COLLECTION: Final = "log"
# 16 MiB in all.
FILE_BYTES: Final = 256 * 1024
MAX_FILES: Final = 64


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that is written to: its entries, its key, and the key of the file that it goes on
    from, which it takes the place of when it is first written; "" where there is none."""

    file: "LogFile"
    key: str
    replaces: str = ""


class Files:
    """The files in `store`. Their keys are ULIDs: they sort by age."""

    def __init__(self, store: EncryptedStore) -> None:
        self._store = store

    async def keys(self) -> list[str]:
        """The oldest first."""
        return sorted(await self._store.keys(COLLECTION))

    async def read(self, key: str) -> "tuple[LogFile | None, int]":
        """A file and its size in bytes; None where another tab has just taken it away.

        Raises InvalidInput where it is damaged.
        """
        from hearthside.log.file import LogFile

        content = await self._store.read(COLLECTION, key)
        return (None, 0) if content is None else (LogFile.of(content), len(content))

    async def begun(self) -> OpenFile:
        """A file to write to: new, or going on from a small one.

        Another tab may be at that one still. It writes it anew with all it knows, and an entry that
        is in two files counts once.
        """
        from hearthside.log.file import LogFile

        keys = await self.keys()
        for key in keys[: max(0, len(keys) + 1 - MAX_FILES)]:
            await self._store.delete(COLLECTION, key)
        with suppress(InvalidInput):  # damaged: it stays where it is, and whoever looks is told
            file, size_bytes = await self.read(keys[-1]) if keys else (None, 0)
            if file is not None and size_bytes < FILE_BYTES // 2:
                return OpenFile(file, new_id(now_ms()), keys[-1])
        return OpenFile(LogFile(), new_id(now_ms()))

    async def make_room(self, at_work: OpenFile) -> None:
        """The oldest file goes, if there is one beside those at work."""
        older = [key for key in await self.keys() if key not in (at_work.key, at_work.replaces)]
        if older:
            await self._store.delete(COLLECTION, older[0])


def is_full(content: bytes) -> bool:
    """Whether the file of these bytes should grow no more."""
    return len(content) >= FILE_BYTES
