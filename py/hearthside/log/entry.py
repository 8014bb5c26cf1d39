"""One entry of a log: a prompt and its answer, as they are written down. Knows no database."""

import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from hearthside.store import read_as
from hearthside.wire.jsontext import read_json

# No column holds half a surrogate pair, and SQLite's own functions end a text at a NUL.
_UNWRITABLE: Final = re.compile("[\ud800-\udfff\0]")
# Longer than any context of the models here; a bound for what else may be asked.
MAX_CHARACTERS: Final = 200_000
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `responses`, and the name of its conversation: one doing of a person.

    `at` is when it was asked, ISO 8601 in UTC. `options` are what was asked for beside the prompt,
    `outcome` what is known of how it went, `reason` among it (absent while it goes on).
    `model_hash` names the exact weights.
    """

    id: str
    conversation: str
    name: str
    model: str
    model_hash: str
    prompt: str
    response: str
    options: Mapping[str, object]
    outcome: Mapping[str, object]
    at: str
    duration_ms: int
    input_tokens: int
    output_tokens: int


def new_id(at_ms: int) -> str:
    """A ULID (github.com/ulid/spec), in small letters as `llm` writes them: ids sort by time."""
    number = (at_ms << 80) | secrets.randbits(80)
    return "".join([_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)])


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def writable(text: str) -> str:
    """The text as a column holds it: NUL and halves of surrogate pairs become U+FFFD, and of more
    than MAX_CHARACTERS the middle is left out, which is said in its place."""
    over = len(text) - MAX_CHARACTERS
    if over > 0:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]}\n[{over} characters are left out here]\n{text[-half:]}"
    return _UNWRITABLE.sub("\ufffd", text)


def written_json(value: Mapping[str, object]) -> str:
    """JSON of plain values, in ASCII; what is none is written as its text."""
    return json.dumps(value, default=str)


def entry_text(entry: Entry) -> str:
    """An entry as text, for `read_entry`."""
    texts = {"prompt": writable(entry.prompt), "response": writable(entry.response)}
    return written_json({**asdict(entry), **texts})


def read_entry(text: str) -> Entry:
    """What `entry_text` wrote. Raises ValueError on anything else."""
    found = read_mapping(text)
    plain = read_as(_Plain, {it.name: found.get(it.name) for it in fields(_Plain)}, "an entry")
    options, outcome = _mapping(found.get("options")), _mapping(found.get("outcome"))
    return Entry(**asdict(plain), options=options, outcome=outcome)


@dataclass(frozen=True, slots=True)
class _Plain:
    """An entry but for its mappings."""

    id: str
    conversation: str
    name: str
    model: str
    model_hash: str
    prompt: str
    response: str
    at: str
    duration_ms: int
    input_tokens: int
    output_tokens: int


def read_mapping(text: str) -> dict[str, object]:
    """What `written_json` wrote; empty for anything else."""
    try:
        return _mapping(read_json(text))
    except ValueError:
        return {}


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
