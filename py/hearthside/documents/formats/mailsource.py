"""The source of a message, mended where programs write it otherwise than the email package reads.

What stands before the head (marks, empty lines, the line of a mailbox), lines that a head broke,
boundaries without quotation marks, letters beyond ASCII in the head, words that were cut within a
letter. Source: RFC 5322, RFC 2046, RFC 2047, RFC 3676. Knows nothing of what a message says.
"""

import base64
import binascii
import codecs
import quopri
import re
from email.policy import Compat32
from itertools import groupby
from typing import Final

from hearthside.documents.decoding import NotText, decode

# Before the head: the count of an .emlx file, and the line that begins a message in a mailbox.
_BEFORE: Final = re.compile(rb"(?:\s*\d+\s*\n)?\s*(?:>?From [^\n:][^\n]*\n)?")
_HEADER: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
_EMPTY_LINE: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_BLANK_BEFORE_COLON: Final = re.compile(rb"^([!-9;-~]+)[ \t]+:")
# What says a type, perhaps in quotation marks, with a remark, without the sign that ends it.
_TYPE: Final = re.compile(r'\s*"?([\w.+-]+/[\w.+-]+)"?\s*(?:\([^()]*\)\s*)?;?')
_BOUNDARY: Final = re.compile(r"(\bboundary\s*=\s*)([^\s\";]+)", re.IGNORECASE)
# A word of RFC 2047: its charset, and its letters in base64 or quoted-printable.
_CODED: Final = r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?(?:b\?([^?]*)|q\?(.{0,998}?))\?="
_WORD: Final = re.compile(_CODED, re.IGNORECASE)
_WORDS: Final = re.compile(f"(?:{_CODED})+", re.IGNORECASE)
_BETWEEN_WORDS: Final = re.compile(r"(?<=\?=)\s+(?==\?)")


class AsWritten(Compat32):
    """The email package's policy that leaves heads as they are written, but for their letters.

    Its newer policies take addresses and types apart: in that they go into themselves as deep as
    parentheses stand, and over a long head as often as it has words.
    """

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The value in one line; of a type with the signs that part its parameters."""
        line = re.sub(r"[\r\n]+", "", value)
        if not line.isascii():
            line = _decoded(line)
        if name.lower() != "content-type":
            return line
        return _BOUNDARY.sub(r'\1"\2"', _TYPE.sub(r"\1; ", line, count=1))

    def fold_binary(self, name: str, value: str) -> bytes:
        """The line of the head, as it was read."""
        return f"{name}: {value}{self.linesep}".encode("ascii", "surrogateescape")


def mended(content: bytes) -> bytes:
    """The same message, in a form that the email package reads."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    before = _BEFORE.match(content)
    content = content[before.end() if before else 0 :]
    end = _EMPTY_LINE.search(content)
    at = end.start() if end else len(content)
    return _head(content[:at]) + content[at:]


def _head(head: bytes) -> bytes:
    lines = [_BLANK_BEFORE_COLON.sub(rb"\1:", line) for line in head.split(b"\n")]
    named = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    last = named[-1] if named else 0
    # A line without a name, between lines with one, goes on with the line before.
    for at, line in enumerate(lines[:last]):
        if at and line[:1] not in (b" ", b"\t") and not _HEADER.match(line):
            lines[at] = b" " + line
    joined = b"\n".join(lines)
    try:
        return joined if joined.isascii() else decode(joined)[0].encode()
    except NotText:
        return joined


def _decoded(line: str) -> str:
    try:
        return decode(line.encode("ascii", "surrogateescape"))[0]
    except (NotText, UnicodeEncodeError):
        return line.encode("ascii", "replace").decode()


def in_letters(value: str) -> str:
    """The value of a head with its coded words read."""
    return _WORDS.sub(_read, _BETWEEN_WORDS.sub("", value))


def _read(run: re.Match[str]) -> str:
    """Words that follow each other; of one encoding as one: a letter may be in two of them."""
    texts: list[str] = []
    for charset, words in groupby(_WORD.finditer(run[0]), lambda word: word[1].lower()):
        try:
            content = b"".join(_bytes(word[2], word[3]) for word in words)
            texts.append(decode(content, declared=charset)[0] if content else "")
        except (NotText, ValueError, binascii.Error):
            return run[0]
    return "".join(texts)


def _bytes(base: str | None, quoted: str | None) -> bytes:
    if base is not None:
        base = base.rstrip("=")
        return base64.b64decode(base + "=" * (-len(base) % 4))
    return quopri.decodestring((quoted or "").replace("_", "=20").encode("utf-8"), header=True)


def unflowed(text: str, *, cut: bool) -> str:
    """Text of the form "flowed" (RFC 3676) with the lines of a paragraph joined again; `cut`: the
    blank that ends a line is none of the text's own (DelSp)."""
    told: list[str] = []
    open_at = -1
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:].removeprefix(" ")
        fixed = said in ("", "-- ")
        if fixed or open_at != depth:
            told.append("\n" + ">" * depth + " " * bool(depth))
        flows = said.endswith(" ") and not fixed
        told.append(said[:-1] if flows and cut else said)
        open_at = depth if flows else -1
    return "".join(told)[1:]
