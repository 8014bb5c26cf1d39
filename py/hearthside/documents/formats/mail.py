"""EML into sections: who wrote to whom, when and about what; the text; what is attached.

The plain text is preferred to its twin in HTML. Attachments of kinds that are known are read as
files of their own by whoever calls; the others are named. Source: RFC 5322 and the email package.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hearthside.documents.decoding import NotText, decode
from hearthside.documents.document import Section
from hearthside.documents.formats.plain import read_text
from hearthside.documents.formats.web import charset_of, read_web
from hearthside.documents.outline import Content, one_line

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
    found = Content((*about, *body.sections), title, _head(message, "Content-Language"))
    attached = tuple(_attached(message))
    return Content(found.sections, found.title, found.language, (*notes, *body.notes)), attached


def _head(message: Part, name: str) -> str:
    try:
        return one_line(str(message.get(name) or ""))
    except (ValueError, IndexError, AttributeError, TypeError, MessageError):
        return ""  # the package stumbles over some malformed addresses and dates


def _body(message: EmailMessage, notes: list[str]) -> Content:
    """The text of a message: the plain part if it says something, else the one in HTML."""
    for kind in ("plain", "html"):
        part = _part_of(message, kind)
        found = _text(part, kind, notes) if part is not None else Content(())
        if any(section.text.strip() for section in found.sections):
            return found
    return Content(())


def _text(part: Part, kind: str, notes: list[str]) -> Content:
    content = _bytes(part)
    declared = str(part.get_content_charset() or "")
    if kind == "html" and not declared:
        declared = charset_of(content)
    try:
        text, said = decode(content, declared=declared)
    except NotText:
        notes.append("The text of the message could not be read.")
        return Content(())
    notes.extend(said)
    return read_web(text) if kind == "html" else read_text(text)


def _attached(message: EmailMessage) -> Iterator[Attached]:
    body = {id(part) for kind in ("plain", "html") if (part := _part_of(message, kind))}
    for number, part in enumerate(_leaves(message), 1):
        if number > _MOST_PARTS:
            return
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield Attached(_name(part, f"Message {number}.eml"), _inner(part))
        elif id(part) not in body and _is_file(part, kind):
            yield Attached(_name(part, f"Part {number}"), _bytes(part))


def _part_of(message: EmailMessage, kind: str) -> Part | None:
    try:
        return message.get_body(preferencelist=(kind,))
    except (AttributeError, KeyError, ValueError):
        return None


def _leaves(message: Part) -> Iterator[Part]:
    """The parts that hold no others; a forwarded message is one."""
    waiting: list[Part] = [message]
    while waiting:
        part = waiting.pop(0)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [it for it in payload if isinstance(it, Message)]
        else:
            yield part


def _is_file(part: Part, kind: str) -> bool:
    """A part with a name; pictures within the text are parts of the text."""
    return bool(part.get_filename()) and not (
        kind.startswith("image/") and part.get("Content-ID") is not None
    )


def _name(part: Part, otherwise: str) -> str:
    try:
        name = one_line(str(part.get_filename() or ""))
    except (ValueError, TypeError, LookupError):
        name = ""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
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
