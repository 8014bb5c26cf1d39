"""The messages in the text that a messenger exports: when, who, and what, over several lines too.

Read are WhatsApp (of both kinds of phone), Signal, Telegram and what looks like them: each message
begins with a date and a time, and a name before a colon. Knows nothing of tables.
"""

import re
from dataclasses import dataclass
from typing import Final

# Marks of direction that phones put before names and dates.
_MARKS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE: Final = r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\.?"
_HALF: Final = (
    "\u4e0a\u5348|\u4e0b\u5348|\uc624\uc804|\uc624\ud6c4"  # of the day, in Chinese and Korean
)
_TIME: Final = (
    rf"(?:(?:{_HALF})\s?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?(?:[AaPp]\.?\s?[Mm]\.?|Uhr|h))?"
)
# Some languages have a word between: at, um, kl., à.
_WHEN: Final = rf"{_DATE},?\s+(?:[^\W\d]{{1,3}}\.?\s)?{_TIME}"
_BEGIN: Final = re.compile(
    rf"(?:\[(?P<framed>{_WHEN})\]\s*-?\s*|(?P<bare>{_WHEN})\s+[-\u2013]\s+"
    rf"|(?P<first>[^\[\]\n]{{1,60}}), \[(?P<behind>{_WHEN})\]:?\s*)(?P<rest>.*)",
    re.DOTALL,
)
# What programs write in the place of a name.
_LEVEL: Final = re.compile(
    "TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL", re.IGNORECASE
)
_NAMED: Final = re.compile(r"(?P<name>[^:\n]{1,60}):(?:\s(?P<text>.*))?", re.DOTALL)
_LEAST_SHARE: Final = 0.3  # a message may have several lines


@dataclass(frozen=True, slots=True)
class Message:
    """`number` is the line that it begins in, from 1; `name` is "" of what the program says."""

    number: int
    when: str
    name: str
    text: str


def read_chat(lines: list[str]) -> list[Message]:
    """The messages, none if it is no chat. `lines` end with line feeds."""
    begun = _begun(lines[:200])
    filled = sum(1 for line in lines[:200] if line.strip())
    if (
        len(begun) < 2
        or len(begun) < _LEAST_SHARE * filled
        or any(map(str.strip, lines[: begun[0]]))
    ):
        return []
    messages = _messages(lines)
    # A log has dates too, but nobody who speaks.
    said = sum(1 for it in messages if it.name and not _LEVEL.fullmatch(it.name))
    return messages if 2 * said > len(messages) else []


def _begun(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if _BEGIN.match(_clean(line))]


def _clean(line: str) -> str:
    return _MARKS.sub("", line).replace("\u202f", " ").replace("\u00a0", " ")


def _messages(lines: list[str]) -> list[Message]:
    begun = _begun(lines)
    found = []
    for at, end in zip(begun, [*begun[1:], len(lines)], strict=True):
        first = _BEGIN.match(_clean(lines[at]))
        if first:
            rest = first["rest"] + "".join(_MARKS.sub("", line) for line in lines[at + 1 : end])
            named = None if first["first"] else _NAMED.fullmatch(rest.strip())
            name, text = (named["name"], named["text"] or "") if named else (first["first"], rest)
            when = first["framed"] or first["bare"] or first["behind"]
            found.append(Message(at + 1, when, (name or "").strip(), text.strip()))
    return found
