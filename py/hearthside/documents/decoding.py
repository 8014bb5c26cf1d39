"""Bytes into text: UTF-8, UTF-16 and UTF-32 by their marks, else Windows-1252, which is said.

    text, notes = decode(content)

Lines that are written in another way than the rest are read each in its own. Knows nothing of what
the text is for. Sources: Unicode 16, chapter 23.8, for the marks; the WHATWG encoding standard,
which falls back to Windows-1252 for Western languages.
"""

import codecs
import re
from typing import Final

from hearthside.documents.amounts import counted

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with UTF-16's mark, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
_IN_WORD: Final = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
# Text has hardly any; compressed data has 10 in 100.
_MOST_CONTROLS: Final = 0.005
_SAMPLE_BYTES: Final = 65_536
_ADVICE: Final = "If some look wrong, save it in Unicode (UTF-8) and choose it again."


class NotText(ValueError):
    """The bytes are no text in any encoding that is known here."""


def decode(
    content: bytes, *, declared: str = "", advice: str = _ADVICE
) -> tuple[str, tuple[str, ...]]:
    """The text, with line feeds only, and notes about what was guessed or lost.

    `declared`: the encoding that the file or its envelope names; a mark at its start counts for
    more, and a wrong name for nothing. `advice` ends the note about a guess. Raises NotText.
    """
    notes: list[str] = []
    encoding = _encoding_of(content)
    if encoding:
        text = _forgiving(content, encoding, notes)
    else:
        text = _as_declared(content, declared) or _unmarked(content, notes, advice)
    found = len(_CONTROLS.findall(text))
    if found > max(2, len(text) * _MOST_CONTROLS):
        raise NotText
    if found:
        text = _CONTROLS.sub("", text)
        notes.append("Control characters, which no text needs, were left out.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), tuple(notes)


def _encoding_of(content: bytes) -> str:
    """What a mark at the start says, or the zeros between Latin letters; "" without either."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.05 else ""


def _forgiving(content: bytes, encoding: str, notes: list[str]) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        notes.append("Some characters could not be read; \ufffd stands for each of them.")
        return content.decode(encoding, "replace")


def _as_declared(content: bytes, declared: str) -> str:
    """The text if it is what its name says, "" otherwise."""
    try:
        return content.decode(declared) if declared else ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _unmarked(content: bytes, notes: list[str], advice: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(content, notes, advice)


def _guessed(content: bytes, notes: list[str], advice: str) -> str:
    """Neither marked nor whole UTF-8: UTF-8 with faults, Windows-1252, both, or no text at all."""
    sample = content[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > max(2, len(sample) * _MOST_CONTROLS):
        raise NotText
    lines = content.splitlines(keepends=True)
    texts = [line.decode("utf-8", "replace") for line in lines]
    whole = any("\ufffd" not in text and not text.isascii() for text in texts)
    mended = damaged = 0
    for at, line in enumerate(lines):
        faults = texts[at].count("\ufffd")
        if faults and _is_western(line, texts[at], faults, beside_unicode=whole):
            texts[at] = line.decode("cp1252", "replace")
            mended += 1
        else:
            damaged += faults
    notes.extend(_about_guess(whole or damaged > 0, mended, damaged, advice))
    return "".join(texts)


def _is_western(line: bytes, text: str, faults: int, *, beside_unicode: bool) -> bool:
    """Whether a line that is no UTF-8 is Windows-1252, and not UTF-8 with a damaged place."""
    foreign = len(text) - faults - len(text.encode("ascii", "ignore"))
    if foreign > 4 * faults:
        return False
    # Where other lines are UTF-8, a byte that is a letter only by itself is a fault.
    return not beside_unicode or _IN_WORD.search(line) is not None


def _about_guess(unicode: bool, mended: int, damaged: int, advice: str) -> list[str]:
    notes = []
    if damaged:
        places = counted(damaged, "place")
        notes.append(f"It is damaged in {places}; \ufffd stands for what could not be read.")
    if mended and unicode:
        were = "line was" if mended == 1 else "lines were"
        notes.append(
            f"Its letters are written in two ways: {mended:,} {were} read as Windows-1252, "
            f"the others as Unicode. {advice}"
        )
    elif mended:
        notes.append(
            "It is not in Unicode, and does not say how its letters are written; they were read as "
            f"Windows-1252. {advice}"
        )
    return notes
