"""A file as it is searched: sections of text, each with its place, and what to tell about it.

Here stand the limits, each once. Knows nothing of formats, of where files come from, or of search.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

from hearthside.documents.amounts import megabytes
from hearthside.errors import InvalidInput
from hearthside.wire import Code

Kind = Literal["txt", "md", "csv", "html", "docx", "eml", "pdf"]

LARGEST_FILE_BYTES: Final = 50_000_000
# A PDF is mostly pictures and fonts, which are passed over: only its text reaches this library.
LARGEST_PDF_BYTES: Final = 200_000_000
# About 6,000 pages; the Bible has 4.3 million characters.
MOST_CHARACTERS: Final = 20_000_000
MOST_PAGES: Final = 10_000
# Files within files: a message that is attached to a message.
MOST_LEVELS: Final = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text under one heading, or one table, or (in a PDF) one page.

    `text`: paragraphs apart by an empty line; lines by a line feed, never a carriage return. Of a
    table each line is a row, its cells apart by " | ", and `header` is the line that names its
    columns ("" when it has none), to be repeated with each part of it.
    `heading`: the titles above the text, the outermost first, without the document's own title.
    `page`: from 1; 0 in what has no pages.
    """

    text: str
    heading: tuple[str, ...] = ()
    page: int = 0
    kind: Literal["text", "table"] = "text"
    header: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file: at least one section, each with a letter or digit in it.

    `path` is the way to the file below the folder that was opened, with `/` and the name at its
    end; it is the name alone for a single file. `hash` is the SHA-256 of the file's bytes, in hex
    (of a PDF: of its bytes too, as the page reckoned it). `modified_ms` since 1970, 0 if unknown:
    of the file, or of the mail in it, which was sent before it was saved. `title` is what the
    document calls itself, "" when it does not. `language` is a two-letter code, as declared or else
    guessed from the text, "" when neither is to be trusted. `notes` are sentences for the person:
    what was guessed, mended or left out.
    """

    name: str
    path: str
    kind: Kind
    sections: tuple[Section, ...]
    modified_ms: int
    size_bytes: int
    hash: str
    title: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()


def content_hash(content: bytes) -> str:
    """The name of a file's exact bytes: SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def invalid(message: str, detail: str = "") -> InvalidInput:
    """To be raised for what cannot be read; the message says what to do."""
    return InvalidInput(Code.FILE_INVALID, message, detail)


def large(message: str) -> InvalidInput:
    """To be raised for what is too large to be read here."""
    return InvalidInput(Code.FILE_LARGE, message)


def check_size(name: str, size_bytes: int) -> None:
    """Raises InvalidInput (file.large) for a file that is larger than its kind may be.

    To be asked before a file is read, since reading alone may cost more memory than there is.
    """
    most_bytes = LARGEST_PDF_BYTES if name.lower().endswith(".pdf") else LARGEST_FILE_BYTES
    if size_bytes > most_bytes:
        raise large(
            f"\u201c{name}\u201d has {megabytes(size_bytes)}, and at most {megabytes(most_bytes)} "
            "can be read here. Split it into parts, and add those."
        )
