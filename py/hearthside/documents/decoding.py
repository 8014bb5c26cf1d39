"""Bytes into text: by their marks, by the encoding they are said to be in, else guessed and said.

    text, notes = decode(content, declared="shift_jis")

Lines that are written in another way than the rest are read each in its own. Knows nothing of what
the text is for. Source: Unicode 16, chapter 23.8, for the marks.
"""

import codecs
import re
import unicodedata
from contextlib import suppress
from typing import Final

from hearthside.documents.amounts import counted
from hearthside.documents.encodings.guess import likeliest
from hearthside.documents.encodings.labels import codec_of
from hearthside.documents.encodings.profiles import DOUBLE, NAMES

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with UTF-16's mark, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHIFTED: Final = ("iso2022_jp_ext", "iso2022_kr")
_UTF_16: Final = ("utf-16-le", "utf-16-be")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
_IN_WORD: Final = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
# Text has hardly any; compressed data has 10 in 100.
_MOST_CONTROLS: Final = 0.005
# A file that is cut, or of which a byte was lost, is still what it is said to be.
_MOST_FAULTS: Final = 0.02
# In these, bytes of ASCII are other letters.
_WIDER: Final = ("utf-16", "utf-32", "utf-7", "iso2022", "hz", "cp037", "cp500")
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
        text = _as_declared(content, codec_of(declared), notes)
        text = text or _unmarked(content, notes, advice)
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
    if b"\x1b$" in sample and (shifted := _shifted(content)):
        return shifted
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.05:
        return "utf-16-be"
    # Of other letters only blanks and line feeds have a zero.
    return next((it for it in _UTF_16 if even + odd and _is_writing(sample, it)), "")


def _shifted(content: bytes) -> str:
    """The codec of seven bits whose escapes say which letters follow; "" for other escapes."""
    if not content.isascii():
        return ""
    for codec in _SHIFTED:
        with suppress(UnicodeDecodeError):
            if not content.decode(codec).isascii():
                return codec
    return ""


def _is_writing(sample: bytes, encoding: str) -> bool:
    """Whether it is text in `encoding`, of UTF-16: only letters, of few alphabets, and blanks."""
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    kinds = [unicodedata.category(it) for it in text if it not in "\t\r\n\ufeff"]
    blanks = sum(text.count(it) for it in " \n,;")
    strange = sum(kind[0] == "C" for kind in kinds)
    return strange <= len(text) * _MOST_CONTROLS and blanks > len(text) * 0.02


def _forgiving(content: bytes, encoding: str, notes: list[str]) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        notes.append("Some characters could not be read; \ufffd stands for each of them.")
        return content.decode(encoding, "replace")


def _as_declared(content: bytes, codec: str, notes: list[str]) -> str:
    """The text if it is what its name says, but for a few places; "" otherwise."""
    if not codec:
        return ""
    if codec not in DOUBLE and not codec.startswith(_WIDER) and _is_unicode(content):
        return ""  # which hardly any text of single bytes happens to be
    try:
        return content.decode(codec)
    except UnicodeError:
        text = content.decode(codec, "replace")
    faults = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if faults > max(1, foreign * _MOST_FAULTS):
        return ""
    if codec.startswith(("cp", "windows")) and codec not in DOUBLE:
        # What Windows leaves open stands for controls in the web's tables.
        return text.replace("\ufffd", "")
    notes.append(_about_damage(faults))
    return text


def _is_unicode(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
    faults = [text.count("\ufffd") for text in texts]
    other = [
        at
        for at, line in enumerate(lines)
        if faults[at] and _is_other(line, texts[at], faults[at], beside_unicode=whole)
    ]
    codec = likeliest(b"".join(lines[at] for at in other))
    for at in other:
        texts[at] = lines[at].decode(codec, "replace")
    damaged = sum(faults) - sum(faults[at] for at in other)
    notes.extend(_about_guess(whole or damaged > 0, codec, len(other), damaged, advice))
    return "".join(texts)


def _is_other(line: bytes, text: str, faults: int, *, beside_unicode: bool) -> bool:
    """Whether a line that is no UTF-8 is something else, and not UTF-8 with a damaged place."""
    foreign = len(text) - faults - len(text.encode("ascii", "ignore"))
    if foreign > 4 * faults:
        return False
    # Where other lines are UTF-8, a byte that is a letter only by itself is a fault.
    return not beside_unicode or _IN_WORD.search(line) is not None


def _about_damage(places: int) -> str:
    where = counted(places, "place")
    return f"It is damaged in {where}; \ufffd stands for what could not be read."


def _about_guess(unicode: bool, codec: str, others: int, damaged: int, advice: str) -> list[str]:
    notes = []
    if damaged:
        notes.append(_about_damage(damaged))
    if others and unicode:
        were = "line was" if others == 1 else "lines were"
        notes.append(
            f"Its letters are written in two ways: {others:,} {were} read as {NAMES[codec]}, "
            f"the others as Unicode. {advice}"
        )
    elif others:
        notes.append(
            "It is not in Unicode, and does not say how its letters are written; they were read as "
            f"{NAMES[codec]}. {advice}"
        )
    return notes
