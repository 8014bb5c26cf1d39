"""The source of a message, mended where programs write it otherwise than the email package reads.

What stands before the head (marks, empty lines, the line of a mailbox), lines that a head broke,
boundaries without quotation marks, letters beyond ASCII in the head, words that were cut within a
letter. Source: RFC 5322, RFC 2046, RFC 2047. Knows nothing of what a message says.
"""

import base64
import binascii
import codecs
import quopri
import re
from typing import Final

from hearthside.documents.decoding import NotText, decode

# Before the head: the count of an .emlx file, and the line that begins a message in a mailbox.
_BEFORE: Final = re.compile(rb"(?:\s*\d+\s*\n)?\s*(?:>?From [^\n:][^\n]*\n)?")
_HEADER: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
_EMPTY_LINE: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_CONTENT_TYPE: Final = re.compile(rb"^Content-Type:.*(?:\n[ \t]+.*)*", re.IGNORECASE | re.MULTILINE)
_BOUNDARY: Final = re.compile(rb"(\bboundary\s*=\s*)([^\s\";][^\s\";]*)", re.IGNORECASE)
_WORDS: Final = re.compile(
    r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=(?:\s*=\?\1(?:\*[^?\s]*)?\?\2\?([^?]*)\?=)*",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"=\?[^?\s]+\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_PHRASE: Final = re.compile(r"[^\r\n<>\"(),;:@]+")


def mended(content: bytes) -> bytes:
    """The same message, in a form that the email package reads."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    before = _BEFORE.match(content)
    content = content[before.end() if before else 0 :]
    end = _EMPTY_LINE.search(content)
    at = end.start() if end else len(content)
    content = _head(content[:at]) + content[at:]
    return _CONTENT_TYPE.sub(lambda it: _BOUNDARY.sub(rb'\1"\2"', it[0]), content)


def _head(head: bytes) -> bytes:
    lines = head.split(b"\n")
    named = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    last = named[-1] if named else 0
    # A line without a name, between lines with one, goes on with the line before.
    for at, line in enumerate(lines[:last]):
        if at and line[:1] not in (b" ", b"\t") and not _HEADER.match(line):
            lines[at] = b" " + line
    joined = b"\n".join(lines)
    try:
        text = decode(joined)[0]
    except NotText:
        return joined
    text = _PHRASE.sub(lambda it: _ascii(it[0]), text)
    return _WORDS.sub(_joined, text).encode("ascii", "replace")


def _ascii(phrase: str) -> str:
    """A phrase of the head, encoded from its first word beyond ASCII to its last."""
    if phrase.isascii():
        return phrase
    words = re.split(r"([ \t]+)", phrase)
    foreign = [at for at, word in enumerate(words) if not word.isascii()]
    first, after = foreign[0], foreign[-1] + 1
    encoded = _encoded("".join(words[first:after]))
    return "".join([*words[:first], encoded, *words[after:]])


def _encoded(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode('ascii')}?="


def _joined(words: re.Match[str]) -> str:
    """Words of one encoding that follow each other, as one: a letter may be in two of them."""
    try:
        content = b"".join(_bytes(*it.groups()) for it in _WORD.finditer(words[0]))
        return _encoded(decode(content, declared=words[1])[0])
    except (NotText, ValueError, binascii.Error):
        return words[0]


def _bytes(form: str, text: str) -> bytes:
    if form in "bB":
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    return quopri.decodestring(text.replace("_", "=20").encode("ascii"), header=True)
