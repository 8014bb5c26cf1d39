"""A collection in its store: what kind of index it is, a record a document, and vectors on the way.

Keys: `manifest`; of a document, whose id is a hash of its path: `doc-ID` (the record), `name-ID`
(its path, should the record be damaged), `part-ID-NUMBER` (vectors of its chunks from NUMBER on,
until all are made); `words` (where which words are, to spare reading all records for them).
Knows nothing of searching and of models.
"""

import hashlib
import re
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from hearthside.embedding.vectors import Int8Rows
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.find.store.container import packed, unpacked
from hearthside.find.store.manifest import Manifest
from hearthside.find.store.record import Record, damaged
from hearthside.ports import EncryptedStore
from hearthside.wire import Code

# By us, or by the encrypted store where its own seal or check is broken.
_DAMAGED: Final = (Code.INDEX_INVALID, Code.FILE_INVALID)
_PART_KEY: Final = re.compile(r"part-(.+)-(\d{1,9})")
_MANIFEST: Final = "manifest"
_WORDS: Final = "words"
# Records that are not asked of the encrypted store again.
_HELD_BYTES: Final = 32_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """Vectors of a document's chunks from number `first` on, while others are missing.

    `mark`: see Record.
    """

    first: int
    mark: str
    model: str
    vectors: Int8Rows


class Store:
    """`collection` of `encrypted`. Raises what the store raises; nothing is ever half written.

    `sizes` are the bytes of the records that were read or written, by document id; `words_bytes`
    those of the words.
    """

    def __init__(self, encrypted: EncryptedStore, collection: str) -> None:
        self._encrypted = encrypted
        self._collection = collection
        self._held: OrderedDict[str, tuple[int, Record]] = OrderedDict()
        self._held_bytes = 0
        self.sizes: Final[dict[str, int]] = {}
        self.words_bytes = 0
        self._parts: dict[str, set[int]] = {}

    async def scan(self) -> list[str]:
        """The ids of all documents, in a fixed order; takes in which parts there are."""
        keys = await self._encrypted.keys(self._collection)
        self._parts.clear()
        for key in keys:
            if part := _PART_KEY.fullmatch(key):
                self._parts.setdefault(part[1], set()).add(int(part[2]))
        return sorted(key.removeprefix("doc-") for key in keys if key.startswith("doc-"))

    async def read_manifest(self) -> Manifest:
        """What the vectors are; where that is damaged, what the first sound record says."""
        try:
            data = await self._encrypted.read(self._collection, _MANIFEST)
            return Manifest() if data is None else Manifest.from_bytes(data)
        except InvalidInput as error:
            if error.code not in _DAMAGED:
                raise
        for of in await self.scan():
            with suppress(InvalidInput):
                record = await self.read(of)
                if record is not None and record.vectors is not None:
                    width = record.vectors.dimensions
                    return Manifest(record.model, "", width, width)
        return Manifest()

    async def write_manifest(self, manifest: Manifest) -> None:
        """Keep what the vectors are from now on."""
        await self._encrypted.write(self._collection, _MANIFEST, manifest.to_bytes())

    async def changed(self) -> tuple[set[str], bool]:
        """What other tabs changed since this was asked last: ids of documents, and whether what the
        vectors are. It is read from the encrypted store again when it is asked for."""
        keys = await self._encrypted.changed(self._collection)
        if keys == []:
            return set(), False
        known = set(self.sizes)
        there = set(await self.scan())
        ids = known | there
        if keys is not None:
            ids = {part for key in keys if (part := _id_in(key)) is not None}
        for of in ids:
            self._let_go(of)
        return ids, keys is None or _MANIFEST in keys

    async def read_words(self) -> bytes | None:
        """The words as they were kept last; None where that is damaged, too."""
        try:
            data = await self._encrypted.read(self._collection, _WORDS)
        except InvalidInput as error:
            if error.code not in _DAMAGED:
                raise
            return None
        self.words_bytes = len(data or b"")
        return data

    async def write_words(self, data: bytes) -> None:
        """Keep the words."""
        await self._encrypted.write(self._collection, _WORDS, data)
        self.words_bytes = len(data)

    async def read(self, of: str) -> Record | None:
        """The record of a document's id. Raises InvalidInput (index.invalid) with its path."""
        if of in self._held:
            self._held.move_to_end(of)
            return self._held[of][1]
        try:
            data = await self._encrypted.read(self._collection, f"doc-{of}")
            record = None if data is None else Record.from_bytes(data)
        except InvalidInput as error:
            if error.code not in _DAMAGED:
                raise
            raise damaged(await self._name(of)) from error
        if record is not None and data is not None:
            self._hold(of, record, len(data))
        return record

    async def write(self, record: Record) -> int:
        """Keep a record in place of what was under its path; how many bytes it takes."""
        of = id_of(record.document.path)
        data = record.to_bytes()
        name = record.document.path.encode("utf-8", "surrogatepass")
        if of not in self._held:
            await self._encrypted.write(self._collection, f"name-{of}", name)
        await self._encrypted.write(self._collection, f"doc-{of}", data)
        self._hold(of, record, len(data))
        return len(data)

    async def delete(self, of: str) -> None:
        """Leave nothing of a document; the record goes first, so that no rest is taken for one."""
        self._let_go(of)
        await self._encrypted.delete(self._collection, f"doc-{of}")
        await self.delete_parts(of)
        await self._encrypted.delete(self._collection, f"name-{of}")

    async def write_part(self, of: str, part: Part) -> int:
        """Keep vectors until all of the document's are there; how many bytes they take."""
        facts = {
            "mark": part.mark,
            "model": part.model,
            "dimensions": part.vectors.dimensions,
        }
        data = packed(facts, part.vectors.rows, part.vectors.scales)
        await self._encrypted.write(self._collection, f"part-{of}-{part.first:08d}", data)
        self._parts.setdefault(of, set()).add(part.first)
        return len(data)

    async def read_parts(self, of: str, mark: str, model: str, dimensions: int) -> Int8Rows:
        """The vectors of a document's first chunks, as far as they go on without a gap.

        Only those of these chunks (`Record.mark`) and this model, cut to so many numbers.
        """
        rows: list[bytes] = []
        scales: list[bytes] = []
        done = 0
        while done in self._parts.get(of, ()):
            part = await self._read_part(of, done)
            if part is None or (part.mark, part.model) != (mark, model):
                break
            if part.vectors.dimensions < dimensions or not len(part.vectors):
                break
            cut = part.vectors.cut(dimensions)
            rows.append(cut.rows)
            scales.append(cut.scales)
            done += len(cut)
        return Int8Rows(b"".join(rows), b"".join(scales), dimensions)

    async def delete_parts(self, of: str) -> None:
        """Forget the vectors that wait for the others."""
        for first in sorted(self._parts.pop(of, ())):
            await self._encrypted.delete(self._collection, f"part-{of}-{first:08d}")

    def has_parts(self, of: str) -> bool:
        """Whether vectors of a document wait for the others."""
        return bool(self._parts.get(of))

    async def _read_part(self, of: str, first: int) -> Part | None:
        try:
            data = await self._encrypted.read(self._collection, f"part-{of}-{first:08d}")
            if data is None:
                return None
            facts, (rows, scales) = unpacked(data)
            vectors = Int8Rows(rows, scales, int(facts["dimensions"]))
            return Part(first, str(facts["mark"]), str(facts["model"]), vectors)
        except (ValueError, TypeError, KeyError):
            return None  # damaged: those vectors are made anew
        except HearthsideError as error:
            if error.code not in _DAMAGED:
                raise
            return None

    async def _name(self, of: str) -> str:
        try:
            data = await self._encrypted.read(self._collection, f"name-{of}")
        except InvalidInput:
            return ""
        return (data or b"").decode("utf-8", "replace")

    def _hold(self, of: str, record: Record, size: int) -> None:
        self._let_go(of)
        self.sizes[of] = size
        self._held[of] = (size, record)
        self._held_bytes += size
        while self._held_bytes > _HELD_BYTES and len(self._held) > 1:
            self._let_go(next(iter(self._held)))

    def _let_go(self, of: str) -> None:
        if of in self._held:
            self._held_bytes -= self._held.pop(of)[0]


def _id_in(key: str) -> str | None:
    """The document whose record or vectors are under a key."""
    part = _PART_KEY.fullmatch(key)
    if part:
        return part[1]
    return key.removeprefix("doc-") if key.startswith("doc-") else None


def id_of(path: str) -> str:
    """A name for keys, which says nothing of the path."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:24]
