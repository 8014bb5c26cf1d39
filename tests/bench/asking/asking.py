"""The bench's Python for asking: questions to a collection of many passages, end to end.

Serves one operation in the mind's worker, `bench.ask {model, device, passages, dimensions, texts,
questions, answers}`. The questions are embedded by the real model; the passages' vectors are made,
since the exact search takes as long for any. Times are milliseconds, of Python, the hops and the
engine together. Knows nothing of pages or of what is printed.
"""

import asyncio
import time
from array import array
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from random import Random
from typing import Any, Final

from bench_files import files

from app.rooms.find.actions.seeking import MOST_PASSAGES
from app.rooms.find.passages import passages_of
from hearthside.adapters.browser import Home
from hearthside.embedding.embedder import Embedder, load_embedder
from hearthside.find.ask import Asking, Ended, Passages
from hearthside.find.chunks import estimated_tokens
from hearthside.find.index import Index
from hearthside.find.keywords import Keywords
from hearthside.ports import Embedded, EmbeddingEngine

_COLLECTION: Final = "bench"
# After the last file the words are kept, once it is quiet; people rest too before they come back.
_REST_S: Final = 5.0
# What is asked before the clock counts, and of the engine for the first time.
_FIRST_QUESTION: Final = "How many people live in the city?"


async def ask(home: Home, args: dict[str, Any]) -> dict[str, Any]:
    """A collection made and kept, opened again, and asked one question after another."""
    loaded = await load_embedder(home.embedder, args["model"], device=args["device"])
    made_s, encrypted, matrices = time.perf_counter(), home.encrypted, home.embedder
    maker = Embedder(Made(home.embedder, loaded.info.dimensions), loaded.info)
    wide = args["dimensions"]
    index = await Index.open(encrypted, matrices, _COLLECTION, maker, dimensions=wide)
    for document in files(args["texts"]):
        await index.add(document)
        if index.figures().chunks >= args["passages"]:
            break
    await asyncio.sleep(_REST_S)
    await index.close()
    made_s = time.perf_counter() - made_s
    embedder = Embedder(home.embedder, loaded.info)
    opened_ms, index = await _timed(Index.open(encrypted, matrices, _COLLECTION, embedder))
    first_ms, _ = await _timed(index.search(_FIRST_QUESTION))
    watch = Watch()
    watch.on(embedder, "encode_query", "embedding")
    watch.on(matrices, "nearest", "vectors")
    watch.on_sync(Keywords, "search", "words")
    asked = list(zip(args["questions"], args["answers"], strict=True))
    rows = [await _asked(index, embedder, watch, *one) for one in asked]
    figures = index.figures()
    return {
        "device": loaded.info.device_reason,
        "passages": figures.chunks,
        "files": figures.documents,
        "kept_mb": figures.stored_bytes / 1e6,
        "made_s": made_s,
        "opened_ms": opened_ms,
        "first_ms": first_ms,
        "questions": rows,
    }


async def _asked(
    index: Index, embedder: Embedder, watch: "Watch", question: str, answer: str
) -> dict[str, Any]:
    """One question, as the Find room asks it: passages ready to be shown, then a quoted answer."""
    watch.ms = {}
    row: dict[str, Any] = {}
    began_s = time.perf_counter()
    # The room begins anew with each question too.
    events = Asking(index, embedder).ask(question, passages=MOST_PASSAGES)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Passages):
                shown = passages_of(question, [one.hit for one in event.passages])
                row = {"whole": (time.perf_counter() - began_s) * 1000, **watch.ms}
                row["found"] = any(answer in one.text for one in shown)
            elif isinstance(event, Ended):
                row["answered"] = (time.perf_counter() - began_s) * 1000
                row["outcome"] = event.outcome
    return row


class Made:
    """An `EmbeddingEngine` that gives every text a direction of its own, drawn by lot."""

    def __init__(self, engine: EmbeddingEngine, dimensions: int) -> None:
        self._dimensions = dimensions
        self._draw = Random(0)
        self.load_embedder = engine.load_embedder
        self.unload_embedder = engine.unload_embedder

    async def embed(self, texts: Sequence[str]) -> Embedded:
        rows = [self._direction() for _ in texts]
        return Embedded(b"".join(rows), (1,) * len(texts), (False,) * len(texts))

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return await estimated_tokens(texts)

    def _direction(self) -> bytes:
        """float32 numbers; the embedder cuts them to length 1."""
        levels = memoryview(self._draw.randbytes(self._dimensions)).cast("b")
        return array("f", levels).tobytes()


class Watch:
    """How long calls take, in milliseconds and added up by part, since `ms` was set to nothing."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    def on(self, owner: Any, name: str, part: str) -> None:
        """Watch what is awaited."""
        call: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def watched(*args: Any, **named: Any) -> Any:
            began_s = time.perf_counter()
            value = await call(*args, **named)
            self._add(part, began_s)
            return value

        setattr(owner, name, watched)

    def on_sync(self, owner: Any, name: str, part: str) -> None:
        """Watch what answers at once."""
        call: Callable[..., Any] = getattr(owner, name)

        def watched(*args: Any, **named: Any) -> Any:
            began_s = time.perf_counter()
            value = call(*args, **named)
            self._add(part, began_s)
            return value

        setattr(owner, name, watched)

    def _add(self, part: str, began_s: float) -> None:
        self.ms[part] = self.ms.get(part, 0.0) + (time.perf_counter() - began_s) * 1000


async def _timed(work: Awaitable[Any]) -> tuple[float, Any]:
    """How long it takes, in milliseconds, and what comes of it."""
    began_s = time.perf_counter()
    value = await work
    return (time.perf_counter() - began_s) * 1000, value
