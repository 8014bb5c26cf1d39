"""Files into documents: looks at what a file is, and hands it to whoever reads that.

    document = read_document("notes.md", content, modified_ms=1_700_000_000_000)
    document = document_of_pages("report.pdf", pages, hash="...", size_bytes=81_000)

A PDF is unpacked outside (by the page, with pdf.js); here only the text of its pages arrives.
Knows nothing of where the bytes come from.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hearthside.documents.archive import Unfit
from hearthside.documents.decoding import NotText, decode
from hearthside.documents.document import (
    MOST_CHARACTERS,
    MOST_LEVELS,
    MOST_PAGES,
    Document,
    Kind,
    Section,
    check_size,
    content_hash,
    invalid,
    large,
)
from hearthside.documents.formats.mail import Attached, Tangled, read_mail
from hearthside.documents.formats.markdown import read_markdown
from hearthside.documents.formats.pages import read_pages
from hearthside.documents.formats.plain import read_rows, read_text
from hearthside.documents.formats.web import charset_of, read_web
from hearthside.documents.formats.word import read_word
from hearthside.documents.kinds import is_readable, kind_of
from hearthside.documents.outline import Content, says_something
from hearthside.errors import HearthsideError
from hearthside.text.language import language_of
from hearthside.text.unseen import visible

_SAMPLE_CHARACTERS: Final = 4_000
_CODE: Final = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)


def read_document(name: str, content: bytes, *, path: str = "", modified_ms: int = 0) -> Document:
    """The document in a txt, md, csv, tsv, html, docx or eml file called `name`.

    `path`: where it lies below an opened folder, `name` included; "" for a file by itself.
    Raises InvalidInput with a sentence for the person: file.invalid for what cannot be read (an
    unknown kind, a password, damage, no text in it), file.large beyond the limits of document.py.
    """
    kind, found = _content(name, content, level=0)
    draft = Document(name, path or name, kind, (), modified_ms, len(content), content_hash(content))
    return _document(draft, found)


def document_of_pages(
    name: str,
    pages: Sequence[str],
    *,
    hash: str,
    size_bytes: int,
    title: str = "",
    path: str = "",
    modified_ms: int = 0,
    notes: Sequence[str] = (),
) -> Document:
    """The document in a PDF, of which `pages` are the texts, page by page.

    Words that were divided at a line's end are joined, and what is repeated at the head or the foot
    of most pages is left out. Raises InvalidInput: file.invalid when there is no text on any page,
    as in a scanned one; file.large beyond MOST_PAGES or MOST_CHARACTERS.
    """
    if len(pages) > MOST_PAGES:
        raise large(
            f"\u201c{name}\u201d has {len(pages):,} pages, and at most {MOST_PAGES:,} can be read "
            "here. Split it into parts, and add those."
        )
    found = read_pages(pages)
    if not found.sections:
        raise invalid(
            f"\u201c{name}\u201d has no text in it: its pages are pictures, as a scanner makes "
            "them. Put it through a text recognition (OCR) program, and add what comes out."
        )
    found = replace(found, title=title.strip(), notes=(*notes, *found.notes))
    draft = Document(name, path or name, "pdf", (), modified_ms, size_bytes, hash)
    return _document(draft, found)


def _document(draft: Document, found: Content) -> Document:
    seen = (_visible(section) for section in found.sections)
    sections = tuple(section for section in seen if says_something(section))
    if not sections:
        raise invalid(f"\u201c{draft.name}\u201d has no text in it. There is nothing to find.")
    if sum(len(section.text) for section in sections) > MOST_CHARACTERS:
        raise large(
            f"\u201c{draft.name}\u201d has more than {MOST_CHARACTERS:,} characters, the most that "
            "can be read of one file. Split it into parts, and add those."
        )
    return replace(
        draft,
        sections=sections,
        title=visible(found.title),
        language=_language(sections, found.language),
        notes=found.notes,
        modified_ms=found.written_ms or draft.modified_ms,
    )


def _language(sections: Sequence[Section], declared: str) -> str:
    """What the text says; what is declared only where that is unsure, as programs declare the
    language of their own menus. "" when nothing is to be trusted."""
    told = _CODE.fullmatch(declared.strip())
    home = told[1].lower() if told else ""
    return language_of(_sample(sections), home) or home


def _sample(sections: Sequence[Section]) -> str:
    """Text from the first sections that have some, tables last."""
    parts: list[str] = []
    left = _SAMPLE_CHARACTERS
    for section in sorted(sections, key=lambda it: it.kind == "table"):
        if left <= 0:
            break
        parts.append(section.text[:left])
        left -= len(parts[-1])
    return "\n".join(parts)


def _visible(section: Section) -> Section:
    """Of every format alike: what nobody sees in a text is left out here, and here alone."""
    return replace(
        section,
        text=visible(section.text),
        header=visible(section.header),
        heading=tuple(map(visible, section.heading)),
    )


def _content(name: str, content: bytes, level: int) -> tuple[Kind, Content]:
    check_size(name, len(content))
    kind = kind_of(name, content)
    if kind == "pdf":
        raise invalid(f"\u201c{name}\u201d is a PDF, which is read by the page. Add it by itself.")
    if kind == "docx":
        return kind, _word(name, content, level)
    if kind == "eml":
        return kind, _mail(name, content, level)
    return kind, _text(name, kind, content)


def _text(name: str, kind: Kind, content: bytes) -> Content:
    declared = charset_of(content) if kind == "html" else ""
    try:
        text, notes = decode(content, declared=declared)
    except NotText:
        raise invalid(
            f"\u201c{name}\u201d is not text, whatever its name says. Open it in the program that "
            "made it, save it as text or PDF, and add that."
        ) from None
    match kind:
        case "md":
            found = read_markdown(text)
        case "html":
            found = read_web(text)
        case "csv":
            found = read_rows(name, text)
        case _:
            found = read_text(text)
    return replace(found, notes=(*notes, *found.notes))


def _word(name: str, content: bytes, level: int) -> Content:
    def inner(called: str, part: bytes) -> Content:
        if level + 1 >= MOST_LEVELS:
            raise invalid("it has too many files within files.")
        return _content(called, part, level + 1)[1]

    try:
        return read_word(content, inner)
    except Unfit as unfit:
        pass_on = unfit.reason
    if pass_on == "large":
        raise large(
            f"\u201c{name}\u201d grows beyond measure when it is unpacked. Save it anew in a word "
            "processor, without its pictures, and add that."
        )
    said = {
        "password": "is protected by a password. Take it off, and add it again.",
        "entities": "holds definitions that no document may hold. Save it anew, and add that.",
        "damaged": (
            "is damaged, or no Word document. If it was downloaded, download it again; else save "
            "it anew in a word processor."
        ),
    }
    raise invalid(f"\u201c{name}\u201d {said[pass_on]}", pass_on)


def _mail(name: str, content: bytes, level: int) -> Content:
    try:
        found, attached = read_mail(content)
    except Tangled:
        raise invalid(
            f"\u201c{name}\u201d is damaged, or has too many messages within messages. Save those "
            "that matter each by itself, and add them."
        ) from None
    sections: list[Section] = list(found.sections)
    notes = list(found.notes)
    for file in attached:
        if level + 1 >= MOST_LEVELS or not (file.is_text or is_readable(file.name)):
            notes.append(f"Attached, and not read: \u201c{file.name}\u201d.")
            continue
        sections += _attachment(file, level + 1, notes)
    return replace(found, sections=tuple(sections), notes=tuple(notes))


def _attachment(file: Attached, level: int, notes: list[str]) -> list[Section]:
    try:
        called = file.name if is_readable(file.name) else f"{file.name}.txt"
        _, found = _content(called, file.content, level)
    except HearthsideError as error:
        notes.append(f"Attached, and not read: {error.message}")
        return []
    notes += [f"\u201c{file.name}\u201d: {note}" for note in found.notes]
    return [replace(it, heading=(file.name, *it.heading)) for it in found.sections]
