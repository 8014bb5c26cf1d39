"""EML into sections: who wrote to whom, when and about what; the text; what is attached.

The plain text is preferred to its twin in HTML. Attachments of kinds that are known are read as
files of their own by whoever calls; the others are named. Source: RFC 5322 and the email package.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import default
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hearthside.documents.decoding import NotText, decode
from hearthside.documents.document import Section
from hearthside.documents.formats.plain import read_text
from hearthside.documents.formats.web import charset_of, read_web
from hearthside.documents.outline import Content, one_line, says_something

_SHOWN: Final = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS: Final = 1_000
# The email package goes into each part anew; deeper than this it would run out of stack.
_NESTING: Final = re.compile(rb"\bboundary\s*=|message/rfc822", re.IGNORECASE)
_MOST_NESTINGS: Final = 400

if TYPE_CHECKING:
    Part: TypeAlias = Message[Any, Any]
else:
    Part = Message  # takes parameters from Python 3.13 on only


@dataclass(frozen=True, slots=True)
class Attached:
    """A file within a message; of a forwarded message the message itself, as `.eml`."""

    name: str
    content: bytes


class Tangled(ValueError):
    """Parts within parts within parts, more than anybody sends."""


def read_mail(content: bytes) -> tuple[Content, tuple[Attached, ...]]:
    """The message itself, and what is attached to it. Anything at all is a message of some kind:
    the caller looks at whether `Content.sections` says something. Raises Tangled."""
    if sum(1 for _ in islice(_NESTING.finditer(content), _MOST_NESTINGS + 1)) > _MOST_NESTINGS:
        raise Tangled
    message = message_from_bytes(content, policy=default)
    notes: list[str] = []
    heads = [f"{name}: {value}" for name in _SHOWN if (value := _head(message, name))]
    body = _body(message, notes)
    title = _head(message, "Subject")
    about = (Section("\n".join(heads)),) if heads else ()
    language = _head(message, "Content-Language")
    found = Content((*about, *body), title, language, tuple(notes), _sent_ms(message))
    return found, tuple(_attached(message))


def _head(message: Part, name: str) -> str:
    try:
        return one_line(str(message.get(name) or ""))
    except (ValueError, IndexError, AttributeError, TypeError, MessageError):
        return ""  # the package stumbles over some malformed addresses and dates


def _sent_ms(message: Part) -> int:
    """When it was sent, in milliseconds since 1970; 0 without a day that can be read."""
    try:
        sent = message["Date"].datetime
        return max(0, int(sent.timestamp() * 1000)) if sent else 0
    except (ValueError, IndexError, AttributeError, TypeError, OverflowError, MessageError):
        return 0  # the package stumbles over some malformed dates


def _body(part: Part, notes: list[str]) -> list[Section]:
    """The texts of a message in their order; of several forms of one text the first that says
    something, which is the plainest (RFC 2046, 5.1.4)."""
    if part.get_content_maintype() == "text" or not part.is_multipart():
        return _text(part, notes) if _is_text(part) else []
    if part.get_content_type() == "message/rfc822":
        return []
    found: list[Section] = []
    for child in _children(part):
        sections = [it for it in _body(child, notes) if says_something(it)]
        found += sections
        if sections and part.get_content_subtype() == "alternative":
            break
    return found


def _is_text(part: Part) -> bool:
    """Text that stands in the message itself. What is of a broken kind is looked at too."""
    kind = part.get_content_type()
    return not _filename(part) and kind in ("text/plain", "text/html", "multipart/mixed")


def _children(part: Part) -> list[Part]:
    payload = part.get_payload()
    return [it for it in payload if isinstance(it, Message)] if isinstance(payload, list) else []


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
    return list((read_web(text) if page else read_text(text)).sections)


def _attached(message: Part) -> Iterator[Attached]:
    for number, part in enumerate(_leaves(message), 1):
        if number > _MOST_PARTS:
            return
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield Attached(_name(part, f"Message {number}.eml"), _inner(part))
        elif _filename(part) and not _is_shown(part):
            yield Attached(_name(part, f"Part {number}"), _bytes(part))


def _leaves(message: Part) -> Iterator[Part]:
    """The parts that hold no others; a forwarded message is one."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            waiting[:0] = _children(part)
        else:
            yield part


def _is_shown(part: Part) -> bool:
    """Whether it is a picture within the text, and so a part of that."""
    return part.get_content_maintype() == "image" and part.get("Content-ID") is not None


def _filename(part: Part) -> str:
    try:
        return one_line(str(part.get_filename() or ""))
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
