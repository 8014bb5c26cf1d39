"""Files to text with its place: txt, md, csv, tsv, html, docx, eml, and the pages of a PDF.

    document = read_document("letter.docx", content, modified_ms=1_700_000_000_000)
    for section in document.sections:
        print(section.heading, section.page, section.text)

Standard library only. Knows nothing of search, models or screens. What cannot be read is an
InvalidInput (file.invalid or file.large) whose message says what to do.
"""

from hearthside.documents.document import (
    LARGEST_FILE_BYTES,
    LARGEST_PDF_BYTES,
    Document,
    Section,
    check_size,
)
from hearthside.documents.kinds import ENDINGS, is_readable
from hearthside.documents.page_errors import AGAIN, page_error
from hearthside.documents.reading import document_of_pages, read_document

__all__ = [
    "AGAIN",
    "ENDINGS",
    "LARGEST_FILE_BYTES",
    "LARGEST_PDF_BYTES",
    "Document",
    "Section",
    "check_size",
    "document_of_pages",
    "is_readable",
    "page_error",
    "read_document",
]
