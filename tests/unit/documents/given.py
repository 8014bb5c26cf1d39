"""Files for the tests of documents: made on the spot, some then damaged. Holds no test."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from hearthside.documents import Document, document_of_pages, read_document
from hearthside.errors import InvalidInput
from hearthside.wire import Code

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = f"""<w:styles xmlns:w="{W}">
  <w:style w:styleId="T"><w:name w:val="Title"/></w:style>
  <w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
  <w:style w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/></w:style>
  <w:style w:styleId="Own"><w:name w:val="Chapter"/><w:basedOn w:val="H2"/></w:style>
  <w:style w:styleId="Levelled"><w:name w:val="Part"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>
  </w:style>
  <w:style w:styleId="Bullets"><w:name w:val="List"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr>
  </w:pPr></w:style>
</w:styles>"""

RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Id="r1" Target="docProps/app.xml" Type="http://x/extended-properties"/>
  <Relationship Id="r2" Target="/word/document.xml" Type="http://x/officeDocument"/>
</Relationships>"""


def paragraph(text: str, style: str = "", inside: str = "") -> str:
    """A paragraph of WordprocessingML; `inside` is XML after the text."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{styled}{run}{inside}</w:p>"


def word(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this body; `parts` are other members by name, in the place of the usual ones."""
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>"
    )
    members = {"word/document.xml": document, "word/styles.xml": STYLES, **(parts or {})}
    return zipped({"_rels/.rels": RELATIONS, **members})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def read(name: str, content: str | bytes) -> Document:
    return read_document(name, content.encode() if isinstance(content, str) else content)


def pages(*texts: str) -> Document:
    return document_of_pages("a.pdf", texts, hash="h", size_bytes=1)


def found(document: Document) -> list[tuple[tuple[str, ...], str]]:
    """(heading, text) of each section."""
    return [(section.heading, section.text) for section in document.sections]


def refusal(name: str, content: str | bytes, code: Code = Code.FILE_INVALID) -> str:
    """The sentence that a file is refused with."""
    with pytest.raises(InvalidInput) as caught:
        read(name, content)
    assert caught.value.code == code
    assert name in caught.value.message
    return caught.value.message
