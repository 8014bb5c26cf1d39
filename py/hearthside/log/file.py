"""A log in memory that is one SQLite file: entries in, entries found, bytes out, bytes in.

    file = LogFile()
    file.put(entry)
    LogFile.of(file.content()).found("kettle", 10)

Imported when a log is first written or opened, not before: `sqlite3` is built into Pyodide, but
who keeps no log should not wait for it. Knows nothing of where the bytes lie.
"""

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, Self

from hearthside.errors import InvalidInput
from hearthside.log.entry import Entry, read_mapping, writable, written_json
from hearthside.log.schema import MIGRATIONS, SCHEMA
from hearthside.wire import Code

# A small page: a file of few entries is written anew every few seconds while something is written.
_PAGE_BYTES: Final = 1024

_PUT: Final = """
INSERT INTO responses (id, conversation_id, model, resolved_model, prompt, response, options_json,
  response_json, datetime_utc, duration_ms, input_tokens, output_tokens)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET response = excluded.response, response_json = excluded.response_json,
  prompt = excluded.prompt, duration_ms = excluded.duration_ms,
  input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens
  WHERE excluded.output_tokens >= responses.output_tokens
"""
# The id is asked of the table once more so that texts are read of those rows only that are shown.
_FOUND: Final = """
SELECT r.id, r.conversation_id, c.name, r.model, r.resolved_model, r.prompt, r.response,
  r.options_json, r.response_json, r.datetime_utc, r.duration_ms, r.input_tokens, r.output_tokens
FROM responses r LEFT JOIN conversations c ON c.id = r.conversation_id
WHERE holds(r.prompt, r.response) ORDER BY r.id DESC LIMIT ?
"""
_ALL: Final = -1
# A page pasted into the search looks for its first words only.
_MOST_WORDS: Final = 100


class LogFile:
    """A log of its own. Not for two threads."""

    def __init__(self) -> None:
        self._base = _connected()
        self._base.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        self._base.executescript(SCHEMA)
        now = datetime.now(UTC).isoformat(" ")
        with self._base:
            self._base.executemany(
                "INSERT INTO _llm_migrations VALUES (?, ?)", [(name, now) for name in MIGRATIONS]
            )

    @classmethod
    def of(cls, content: bytes) -> Self:
        """The log that these bytes are. Raises InvalidInput: file.invalid where they are none, or
        are damaged."""
        file = cls.__new__(cls)
        file._base = _connected()
        with _checked():
            if not content:
                raise sqlite3.DatabaseError("there are no bytes")
            file._base.deserialize(content)
            sound = file._base.execute("PRAGMA quick_check(1)").fetchone()
            if sound != ("ok",):
                raise sqlite3.DatabaseError(str(sound))
            file.found("", 1)
        return file

    def put(self, entry: Entry) -> None:
        """Write an entry down, in place of an earlier state of the same one."""
        with self._base:
            self._base.execute(
                "INSERT OR IGNORE INTO conversations (id, name, model) VALUES (?, ?, ?)",
                (entry.conversation, writable(entry.name), writable(entry.model)),
            )
            self._base.execute(_PUT, _row(entry))

    def found(self, words: str, most: int) -> list[Entry]:
        """The `most` latest entries that hold all of `words`, in prompt or answer, whatever their
        case; all of them where there are none. Raises InvalidInput (file.invalid)."""
        sought = folded(writable(words)).split()[:_MOST_WORDS]

        def holds(prompt: object, response: object) -> bool:
            text = folded(f"{prompt}\n{response}") if sought else ""
            return all(word in text for word in sought)

        with _checked():
            self._base.create_function("holds", 2, holds)
            return [_entry(row) for row in self._base.execute(_FOUND, (most,))]

    def ids(self) -> list[str]:
        """The ids of all entries, in no order. Raises InvalidInput (file.invalid)."""
        with _checked():
            return [str(row[0]) for row in self._base.execute("SELECT id FROM responses")]

    def add(self, other: "LogFile") -> None:
        """All entries of `other` too. Raises InvalidInput (file.invalid), with some of them in."""
        for entry in reversed(other.found("", _ALL)):
            self.put(entry)

    def content(self) -> bytes:
        """The bytes of the file."""
        return self._base.serialize()

    def close(self) -> None:
        """Give its memory back. Does nothing the second time."""
        self._base.close()

    def __del__(self) -> None:
        # It lies in memory alone: nobody loses by a file that is let go of, and Python warns.
        self.close()


def folded(text: str) -> str:
    """A text as it is searched: however it is composed, and whatever its case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _connected() -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    # A damaged text must not hide the others.
    base.text_factory = lambda data: data.decode("utf-8", "replace")
    return base


@contextmanager
def _checked() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OverflowError) as error:
        message = "This part of the log is damaged."
        raise InvalidInput(Code.FILE_INVALID, message, str(error)[:200]) from error


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.id,
        entry.conversation,
        writable(entry.model),
        entry.model_hash,
        writable(entry.prompt),
        writable(entry.response),
        written_json(entry.options),
        written_json(entry.outcome),
        entry.at,
        entry.duration_ms,
        entry.input_tokens,
        entry.output_tokens,
    )


def _entry(row: tuple[object, ...]) -> Entry:
    """Columns have no type in SQLite: each is made what it should be."""
    texts = ["" if value is None else str(value) for value in row[:10]]
    id_, conversation, name, model, model_hash, prompt, response, options, outcome, at = texts
    numbers = [value if isinstance(value, int) else 0 for value in row[10:]]
    return Entry(
        id_,
        conversation,
        name,
        model,
        model_hash,
        prompt,
        response,
        read_mapping(options),
        read_mapping(outcome),
        at,
        *numbers,
    )
