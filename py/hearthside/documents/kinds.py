"""Which kinds of files can be read, and why others cannot: by the name's end, and by first bytes.

Knows nothing of how they are read.
"""

from typing import Final, NoReturn

from hearthside.documents.document import Kind, invalid
from hearthside.documents.signatures import (
    is_locked_office,
    is_old_office,
    is_packed,
    is_zip,
    known_as,
)

ENDINGS: Final[dict[str, Kind]] = {
    ".txt": "txt",
    ".text": "txt",
    ".log": "txt",
    ".md": "md",
    ".markdown": "md",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".eml": "eml",
    ".emlx": "eml",
    ".mht": "eml",  # a page that a browser saved: a message made of its parts
    ".mhtml": "eml",
    ".pdf": "pdf",
}
_READ: Final = "Text, Markdown, CSV, HTML, PDF, Word (.docx) and mail (.eml) can be read here."
# Kinds that people have much of, and what they can do about it.
_ADVICE: Final = {
    ".doc": "Open it in a word processor, save it as .docx, and add that.",
    ".odt": "Open it in a word processor, save it as .docx, and add that.",
    ".rtf": "Open it in a word processor, save it as .docx, and add that.",
    ".pages": "Export it as .docx or PDF, and add that.",
    ".msg": "Save the message as .eml, and add that.",
    ".xlsx": "Save the sheet as .csv, and add that.",
    ".xls": "Save the sheet as .csv, and add that.",
    ".ods": "Save the sheet as .csv, and add that.",
    ".pptx": "Save it as PDF, and add that.",
    ".epub": "Convert it to HTML or text, and add that.",
    ".zip": "Unpack it, and add what is in it.",
}


def ending_of(name: str) -> str:
    """ ".md" of "Notes.MD"; "" without one."""
    return name[name.rfind(".") :].lower() if "." in name else ""


def is_readable(name: str) -> bool:
    """Whether a file of this name is of a kind that can be read. Says nothing of what is in it."""
    return ending_of(name) in ENDINGS


def kind_of(name: str, content: bytes) -> Kind:
    """Raises InvalidInput (file.invalid) for what is empty, or known to be something else."""
    kind = ENDINGS.get(ending_of(name))
    if kind is None:
        advice = _ADVICE.get(ending_of(name), _READ)
        raise invalid(f"\u201c{name}\u201d is of a kind that cannot be read here. {advice}")
    if not content.strip():
        raise invalid(f"\u201c{name}\u201d is empty. There is nothing in it to find.")
    if kind == "pdf":
        return kind
    if is_old_office(content):
        _refuse_old_office(name, content)
    if kind == "docx":
        if not is_zip(content):
            raise invalid(
                f"\u201c{name}\u201d is no Word document, whatever its name says. {_READ}"
            )
        return kind
    _refuse_others(name, content)
    return kind


def _refuse_others(name: str, content: bytes) -> None:
    what = known_as(content)
    if is_zip(content) or is_packed(content):
        what = "a packed file"
    if what == "a PDF document":
        raise invalid(
            f"\u201c{name}\u201d is a PDF by another name. Call it .pdf, and add it again."
        )
    if what:
        raise invalid(f"\u201c{name}\u201d is {what}, whatever its name says. {_READ}")


def _refuse_old_office(name: str, content: bytes) -> NoReturn:
    if is_locked_office(content):
        raise invalid(
            f"\u201c{name}\u201d is protected by a password. Open it in a word processor, take the "
            "password off, save it, and add it again."
        )
    raise invalid(
        f"\u201c{name}\u201d is in an old office format, whatever its name says. {_ADVICE['.doc']}"
    )
