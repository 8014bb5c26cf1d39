"""Files into documents: looks at what a file is, and hands it to whoever reads that.

    document = read_document("notes.md", content, modified_ms=1_700_000_000_000)
    document = document_of_pages("report.pdf", pages, hash="...", size_bytes=81_000)

A PDF is unpacked outside (by the page, with pdf.js); here only the text of its pages arrives.
Knows nothing of where the bytes come from.
"""

from collections.abc import Sequence

from hearthside.documents.document import Document


def read_document(name: str, content: bytes, *, path: str = "", modified_ms: int = 0) -> Document:
    """The document in a txt, md, csv, tsv, html, docx or eml file called `name`.

    `path`: where it lies below an opened folder, `name` included; "" for a file by itself.
    Raises InvalidInput with a sentence for the person: file.invalid for what cannot be read (an
    unknown kind, a password, damage, no text in it), file.large beyond the limits of document.py.
    """
    raise NotImplementedError


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
    of most pages is left out. Raises InvalidInput (file.invalid) when there is no text on any page,
    as in a scanned one.
    """
    raise NotImplementedError
