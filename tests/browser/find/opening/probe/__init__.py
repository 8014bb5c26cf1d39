"""An entry for the mind's worker: made collections, kept in the real store, opened and searched.

Stands in the place of app.main. The vectors are made too, and matrices only counted: what is
measured is Python and the encrypted store. Knows nothing of models.
"""

import asyncio
import random
import time
from array import array
from collections.abc import Awaitable, Callable
from itertools import accumulate
from typing import Any

from hearthside.adapters.browser import connect
from hearthside.documents.document import Document, Section
from hearthside.embedding.vectors import Int8Rows
from hearthside.find.chunks import Chunk, Span
from hearthside.find.index import Index
from hearthside.find.store.manifest import Manifest
from hearthside.find.store.record import Record
from hearthside.find.store.store import Store
from hearthside.wire import Op

DIMENSIONS = 256
WORDS = 150
QUERY_WORDS = 12

_house: list[Any] = []
_open: list[Index] = []


async def start() -> None:
    """Answer the page of this worker."""
    home = connect()
    home.serve({Op.APP_EVENT: _answer})
    _house.append(home)


async def _answer(args: dict[str, Any], _part: object) -> dict[str, Any]:
    data = args["data"]
    call: Callable[..., Awaitable[Any]] = {"fill": fill, "open": opened, "search": searched}[
        data["call"]
    ]
    return {"value": await call(*map(int, data["arguments"]))}


class Counting:
    """Matrices that hold nothing."""

    async def open_matrix(self, columns: int) -> int:
        return columns

    async def add_rows(self, matrix: int, rows: bytes, scales: bytes) -> int:
        return len(scales) // 4

    async def close_matrix(self, matrix: int) -> None:
        pass


class Speech:
    """Texts of made words, as often as words are in real texts (Zipf's law)."""

    def __init__(self) -> None:
        self._draw = random.Random(7)
        syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
        self._words = ["".join(self._draw.choices(syllables, k=1 + n % 3)) + str(n % 7 or "")
                       for n in range(60_000)]  # fmt: skip
        self._upto = list(accumulate(1 / (n + 2.7) for n in range(len(self._words))))

    def text(self, words: int) -> str:
        return " ".join(self._draw.choices(self._words, cum_weights=self._upto, k=words))


def _record(speech: Speech, number: int, chunks: int) -> Record:
    texts = [f"{speech.text(WORDS).capitalize()} number{number}x{n}." for n in range(chunks)]
    spans, at = [], 0
    for text in texts:
        spans.append(Chunk((Span(0, at, at + len(text)),), 200))
        at += len(text) + 1
    text = " ".join(texts)
    document = Document(
        name=f"{number}.txt", path=f"made/{number}.txt", kind="txt", sections=(Section(text),),
        modified_ms=number, size_bytes=len(text), hash=str(number), title="", language="en",
    )  # fmt: skip
    rows = random.Random(number).randbytes(chunks * DIMENSIONS)
    scales = array("f", [0.01] * chunks).tobytes()
    return Record(document, tuple(spans), model="made", vectors=Int8Rows(rows, scales, DIMENSIONS))


async def fill(documents: int, chunks: int) -> int:
    """A collection of so many documents with so many chunks each, which nobody has opened yet."""
    store, speech = Store(_house[0].encrypted, "made"), Speech()
    await _house[0].encrypted.clear("made")
    await store.write_manifest(Manifest("made", "made", 768, DIMENSIONS, (256, 768)))
    for number in range(documents):
        await store.write(_record(speech, number, chunks))
    return documents * chunks


async def opened() -> dict[str, float]:
    """Open it: seconds until it is open, until its words are there, until all is kept; and the
    longest that others waited for their turn. `read`: documents without kept words."""
    await asyncio.gather(*[index.close() for index in _open])
    _open.clear()
    held: list[float] = []
    beating = asyncio.ensure_future(_beat(held))
    began_s = time.perf_counter()
    index = await Index.open(_house[0].encrypted, Counting(), "made")  # type: ignore[arg-type]
    open_s = time.perf_counter() - began_s
    words = index._contents.words
    read = len(words._waiting)
    await words.ready()
    words_s = time.perf_counter() - began_s
    words.begin()
    if words._keeping is not None:
        await words._keeping
    kept_s = time.perf_counter() - began_s
    beating.cancel()
    _open.append(index)
    held_ms = max(held, default=0.0) * 1000
    return {
        "open_s": open_s, "words_s": words_s, "kept_s": kept_s, "held_ms": held_ms, "read": read
    }  # fmt: skip


async def _beat(held: list[float]) -> None:
    while True:
        before_s = time.perf_counter()
        await asyncio.sleep(0.01)
        held.append(time.perf_counter() - before_s - 0.01)


async def searched(times: int) -> list[float]:
    """Milliseconds of the words' part of so many different questions."""
    speech, taken = Speech(), []
    for number in range(times):
        question = f"{speech.text(QUERY_WORDS)} number{number}x0"
        keywords = _open[0]._contents.words.keywords
        began_s = time.perf_counter()
        keywords.search(question, 50, least=0.4)
        taken.append((time.perf_counter() - began_s) * 1000)
        [(best, _), *_] = keywords.search(f"number{number}x0", 50)
        assert best == (f"made/{number}.txt", 0), best
    return taken
