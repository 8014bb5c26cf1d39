"""EML into sections: who wrote to whom, when and about what; the text; what is attached.

The plain text is preferred to its twin in HTML, unless it only says that there is one. Attachments
of kinds that are known are read as files of their own by whoever calls; the others are named.
Source: RFC 5322 and the email package.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from mimetypes import guess_extension
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hearthside.documents.decoding import NotText, decode
from hearthside.documents.document import Section
from hearthside.documents.formats.calendar import read_calendar
from hearthside.documents.formats.mailsource import AsWritten, in_letters, mended, unflowed
from hearthside.documents.formats.plain import read_text
from hearthside.documents.formats.web import charset_of, read_web
from hearthside.documents.outline import Content, says_something
from hearthside.text.escape import one_line

_POLICY: Final = AsWritten()
_SHOWN: Final = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS: Final = 1_000
# The email package goes into each part anew; deeper than this it would run out of stack.
_NESTING: Final = re.compile(rb"\bboundary\s*=|message/rfc822", re.IGNORECASE)
_MOST_NESTINGS: Final = 400
_SERVING: Final = re.compile(r"signature|encrypted|pkcs7|ms-tnef")
_FIRST_LINE: Final = re.compile(
    rb"^--([^\s\"-][^\r\n\"]{0,68}?|-+[^\s\"][^\r\n\"]{0,68}?)[ \t]*\r?$", re.MULTILINE
)
_ARMOR: Final = "-----BEGIN PGP MESSAGE-----"
# Texts that are not for people: of pages, watches, word processors.
_CODE: Final = (
    "text/css",
    "text/javascript",
    "text/rtf",
    "text/watch-html",
    "text/x-amp-html",
    "text/x-javascript",
)
# Words of a text that only says that there is another.
_LONGEST_STUB: Final = 60
_FEWEST_WORDS: Final = 3
_MUCH_MORE: Final = 6

if TYPE_CHECKING:
    Part: TypeAlias = Message[Any, Any]
else:
    Part = Message  # takes parameters from Python 3.13 on only


@dataclass(frozen=True, slots=True)
class Attached:
    """A file within a message; of a forwarded message the message itself, as `.eml`.
    `is_text`: whether the message says that it is plain text, whatever its name."""

    name: str
    content: bytes
    is_text: bool = False


class Tangled(ValueError):
    """Parts within parts within parts, more than anybody sends."""


def read_mail(content: bytes) -> tuple[Content, tuple[Attached, ...]]:
    """The message itself, and what is attached to it. Anything at all is a message of some kind:
    the caller looks at whether `Content.sections` says something. Raises Tangled."""
    if sum(1 for _ in islice(_NESTING.finditer(content), _MOST_NESTINGS + 1)) > _MOST_NESTINGS:
        raise Tangled
    message = message_from_bytes(mended(content), policy=_POLICY)
    notes: list[str] = []
    heads = [f"{name}: {value}" for name in _SHOWN if (value := _head(message, name))]
    body = _body(message, notes)
    title = _head(message, "Subject")
    about = (Section("\n".join(heads)),) if heads else ()
    language = _head(message, "Content-Language")
    found = Content((*about, *body), title, language, tuple(notes), _sent_ms(message))
    return found, tuple(_attached(message))


def _head(message: Part, name: str) -> str:
    return one_line(in_letters(str(message.get(name) or "")))


def _sent_ms(message: Part) -> int:
    """When it was sent, in milliseconds since 1970; 0 without a day that can be read."""
    try:
        return max(0, int(parsedate_to_datetime(_head(message, "Date")).timestamp() * 1000))
    except (ValueError, IndexError, TypeError, OverflowError):
        return 0


def _body(part: Part, notes: list[str], *, whole: bool = True) -> list[Section]:
    """The texts of a message in their order; `whole`: the part is the message itself."""
    part = _with_parts(part)
    if sealed := _sealed(part):
        notes.append(sealed)
    if part.get_content_maintype() == "text" or not part.is_multipart():
        return _text(part, notes) if _is_text(part, whole=whole) else []
    if part.get_content_type() == "message/rfc822":
        return []
    if part.get_content_subtype() == "alternative":
        return _alternative(_children(part), notes)
    return [it for child in _children(part) for it in _body(child, notes, whole=False)]


def _alternative(parts: list[Part], notes: list[str]) -> list[Section]:
    """Of several forms of one text the first that says something, which is the plainest (RFC 2046,
    5.1.4), unless it is but a stub; and what a calendar adds."""
    chosen: list[Section] = []
    dates: list[Section] = []
    for part in parts:
        said: list[str] = []
        sections = [it for it in _body(part, said, whole=False) if says_something(it)]
        if part.get_content_type() == "text/calendar":
            dates += sections
        elif sections and (not chosen or _is_stub(chosen, sections)):
            chosen = sections
            notes += said
        elif not sections:
            notes += said
    return chosen + dates


def _is_stub(plain: list[Section], other: list[Section]) -> bool:
    """Whether a short text says nothing of what another form of it says."""
    short = _words(plain)
    long = _words(other)
    if len(long) < _FEWEST_WORDS or len(short) > _LONGEST_STUB:
        return False
    shared = sum(word in long for word in short)
    return 2 * shared < len(short) or len(long) > _MUCH_MORE * len(short)


def _words(sections: list[Section]) -> set[str]:
    return set(re.findall(r"\w{2,}", " ".join(it.text for it in sections).casefold()))


def _is_text(part: Part, *, whole: bool) -> bool:
    """Text that stands in the message itself, of whatever kind (RFC 2046, 4.1.4). What is of a
    broken kind is looked at too."""
    kind = part.get_content_type()
    if kind == "text/calendar":
        return True
    named = bool(_filename(part)) and not (whole and part.get_content_disposition() != "attachment")
    return not named and kind.startswith(("text/", "multipart/")) and kind not in _CODE


def _sealed(part: Part) -> str:
    """What to tell of a part that is encrypted or wrapped; "" for any other."""
    kind = part.get_content_type()
    if (
        kind == "multipart/encrypted"
        or kind.endswith("/pkcs7-mime")
        or kind.endswith("x-pkcs7-mime")
    ):
        return (
            "The message is encrypted or sealed (S/MIME or PGP), and cannot be read here. Open it "
            "in your mail program, and save its text."
        )
    if kind == "application/ms-tnef":
        return (
            "The message holds a part in Outlook\u2019s own form (winmail.dat), which cannot be "
            "read here. Ask for it as HTML or plain text."
        )
    return ""


def _children(part: Part) -> list[Part]:
    payload = part.get_payload()
    return [it for it in payload if isinstance(it, Message)] if isinstance(payload, list) else []


def _with_parts(part: Part) -> Part:
    """The part itself; of one whose boundary is missing or another, what its text is made of."""
    if part.get_content_maintype() != "multipart" or part.is_multipart():
        return part
    text = _bytes(part)
    first = _FIRST_LINE.search(text)
    if first is None:
        return part
    head = b'Content-Type: %s; boundary="%s"\n\n' % (part.get_content_type().encode(), first[1])
    made = message_from_bytes(head + text, policy=_POLICY)
    return made if made.is_multipart() else part


def _text(part: Part, notes: list[str]) -> list[Section]:
    content = _bytes(part)
    page = part.get_content_subtype() == "html"
    declared = str(part.get_content_charset() or "") or (charset_of(content) if page else "")
    try:
        text, said = decode(content, declared=declared)
    except NotText:
        notes.append("The text of the message could not be read.")
        return []
    notes.extend(said)
    if str(part.get_param("format")).lower() == "flowed" and not page:
        text = unflowed(text, cut=str(part.get_param("delsp")).lower() == "yes")
    if part.get_content_subtype() == "calendar":
        return read_calendar(text)
    if _ARMOR in text:
        notes.append("A part of the text is encrypted (PGP), and cannot be read here.")
    return list((read_web(text) if page else read_text(text)).sections)


def _attached(message: Part) -> Iterator[Attached]:
    for number, part in enumerate(_leaves(message), 1):
        if number > _MOST_PARTS:
            return
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield Attached(_name(part, f"Message {number}.eml"), _inner(part))
        elif _filename(part) and not _is_shown(part) and not _is_text(part, whole=part is message):
            yield Attached(_name(part, f"Part {number}"), _bytes(part), kind == "text/plain")
        elif not _filename(part) and not _is_of_another(part):
            yield Attached(f"Part {number}{guess_extension(kind) or ''}", _bytes(part))


def _leaves(message: Part) -> Iterator[Part]:
    """The parts that hold no others; a forwarded message is one."""
    waiting = [message]
    while waiting:
        part = _with_parts(waiting.pop(0))
        if part.get_content_maintype() == "multipart":
            waiting[:0] = _children(part)
        else:
            yield part


def _is_shown(part: Part) -> bool:
    """Whether it is a picture within the text, and so a part of that."""
    return part.get_content_maintype() == "image" and part.get("Content-ID") is not None


def _is_of_another(part: Part) -> bool:
    """Whether a part without a name serves another: its page, its signature, its delivery."""
    kind = part.get_content_type()
    resource = part.get("Content-ID") is not None or part.get("Content-Location") is not None
    return (
        resource
        or kind.startswith(("text/", "multipart/", "message/"))
        or bool(_SERVING.search(kind))
    )


def _filename(part: Part) -> str:
    try:
        return one_line(in_letters(str(part.get_filename() or "")))
    except (ValueError, TypeError, LookupError):
        return ""


def _name(part: Part, otherwise: str) -> str:
    name = _filename(part).replace("\\", "/").rsplit("/", 1)[-1]
    if part.get_content_type() == "message/rfc822" and not name.lower().endswith(".eml"):
        name = f"{name}.eml" if name else ""
    return name or otherwise


def _bytes(part: Part) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _inner(part: Part) -> bytes:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    try:
        return inner.as_bytes() if isinstance(inner, Message) else b""
    except (LookupError, ValueError, TypeError, MessageError):
        return b""
