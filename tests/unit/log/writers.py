"""A log over the fake engine and stores, and entries as they come. Knows nothing of the tests."""

import sqlite3
from contextlib import closing
from typing import Any

from hearthside.adapters.fake.engine import FakeEngine, FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.generation.generate import generate
from hearthside.generation.model import Model, load_model
from hearthside.log import Entry, Log

# What people paste, and what breaks what is built by gluing texts together.
HOSTILE = (
    'it\'s "quoted"; DROP TABLE responses; --',
    "a\0b",
    "half \ud83d and \udc00",
    "<script>alert(1)</script>",
    "日本語の文章、" * 50,
    "{} %s \\x00 \r\n\t\u2028",
    "",
    " ",
)


def entry(number: int = 0, **changes: Any) -> Entry:
    given: dict[str, Any] = {
        "id": f"{number:026d}",
        "conversation": "c1",
        "name": "Story",
        "model": "fake",
        "model_hash": "abc",
        "prompt": f"prompt {number}",
        "response": f"answer {number}",
        "options": {"temperature": 0.5},
        "outcome": {"reason": "end"},
        "at": "2026-11-29T12:00:00+00:00",
        "duration_ms": 1500,
        "input_tokens": 7,
        "output_tokens": 9,
    }
    return Entry(**(given | changes))


async def writer(
    store: FakeEncryptedStore | None = None, shelf: FakeShelf | None = None, *, on: bool = True
) -> tuple[Log, FakeEngine, Model]:
    """A log that is written when a test says so, and a model that it hears."""
    log = Log(store or FakeEncryptedStore(), shelf or FakeShelf(), every_s=3600)
    if on:
        await log.switch(on=True)
    engine = FakeEngine()
    return log, engine, await load_model(engine, "fake", heard=log.heard)


async def ask(model: Model, prompt: str = "Hi", **options: Any) -> str:
    return await generate(model, prompt, **options).read()


class Rows:
    """An exported file, read by Python's sqlite3 alone."""

    def __init__(self, content: bytes) -> None:
        names = "SELECT DISTINCT name FROM conversations"
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content)
            assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = base.execute("SELECT response FROM responses ORDER BY id").fetchall()
            self.said = [row[0] for row in rows]
            self.names = [row[0] for row in base.execute(names)]
