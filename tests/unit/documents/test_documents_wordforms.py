"""Word files as templates, forms and reviewers leave them: nothing that is seen may be lost."""

import pytest

from tests.unit.documents.given import W, found, paragraph, read, word

P = "http://schemas.openxmlformats.org/package/2006/relationships"


def related(*kinds: tuple[str, str]) -> str:
    """The relations of the text: (kind, target) each, with the ids r0, r1 …"""
    told = "".join(
        f'<Relationship Id="r{at}" Type="http://x/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(kinds)
    )
    return f'<Relationships xmlns="{P}">{told}</Relationships>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def controlled(inside: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def test_rows_and_cells_in_content_controls_are_in_their_places() -> None:
    rows = f"<w:tr>{cell('Item')}{cell('Price')}{cell('Paid')}</w:tr>"
    rows += f"<w:tr>{cell('Rent')}{controlled(cell('900 euros'))}{cell('yes')}</w:tr>"
    heating = f"<w:tr>{cell('Heating')}{controlled(controlled(cell('90')))}{cell('no')}</w:tr>"
    rows += f"<w:customXml>{controlled(heating)}</w:customXml>"
    document = read("a.docx", word(f"<w:tbl>{rows}</w:tbl>"))
    assert document.sections[0].header == "Item | Price | Paid"
    assert document.sections[0].text == "Rent | 900 euros | yes\nHeating | 90 | no"


def test_merged_cells_stand_under_their_heads() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    rows = f"<w:tr>{cell('House')}{cell('Cost', wide)}{cell('Paid')}</w:tr>"
    start, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows += f"<w:tr>{cell('North', start)}{cell('Rent')}{cell('900')}{cell('yes')}</w:tr>"
    rows += f"<w:tr>{cell('', goes_on)}{cell('Heat')}{cell('90')}{cell('no')}</w:tr>"
    before = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    rows += f"<w:tr>{before}{cell('990')}{cell('partly')}</w:tr>"
    rows += f"<w:tr><w:trPr><w:del/></w:trPr>{cell('deleted')}</w:tr>"
    document = read("a.docx", word(f"<w:tbl>{rows}</w:tbl>"))
    assert document.sections[0].header == "House | Cost | Cost | Paid"
    assert document.sections[0].text.split("\n") == [
        "North | Rent | 900 | yes",
        "North | Heat | 90 | no",
        "|  | 990 | partly",
    ]


def test_a_table_in_a_table_is_read_by_itself() -> None:
    rows = (
        f"<w:tr>{cell(name)}{cell(cost)}</w:tr>" for name, cost in (("Rent", "900"), ("Heat", "90"))
    )
    inner = f"<w:tbl>{''.join(rows)}</w:tbl>"
    outer = f"<w:tbl><w:tr>{cell('Left')}<w:tc>{inner}{paragraph('')}</w:tc></w:tr></w:tbl>"
    texts = [it.text for it in read("a.docx", word(outer)).sections]
    assert texts == ["Left", "Rent | 900\nHeat | 90"]


@pytest.mark.parametrize(
    "chunk",
    [
        b"<html><body><p>The deposit is 900 euros.</p></body></html>",
        "<p>The deposit is 900 euros.</p>".encode("utf-16"),
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html\r\n\r\n<p>The deposit is 900 euros.</p>\r\n--x--\r\n",
        b"The deposit is 900 euros.",
        word(paragraph("The deposit is 900 euros.")),
    ],
)
def test_an_embedded_text_is_read_whatever_it_is(chunk: bytes) -> None:
    parts = {"word/_rels/document.xml.rels": related(("aFChunk", "/word/afchunk.dat"))}
    content = word('<w:altChunk w:id="r0"/>', {**parts, "word/afchunk.dat": chunk})
    assert [it.text for it in read("a.docx", content).sections] == ["The deposit is 900 euros."]


def test_an_embedded_text_that_cannot_be_read_is_told() -> None:
    rels = {"word/_rels/document.xml.rels": related(("aFChunk", "a.rtf"))}
    body = paragraph("Text.") + '<w:altChunk w:id="r0"/><w:altChunk w:id="r9"/>'
    document = read("a.docx", word(body, {**rels, "word/a.rtf": "{\\rtf1 Hi}"}))
    assert [note.startswith("Embedded, and not read") for note in document.notes] == [True, True]


def test_comments_and_what_stands_at_the_edges_of_pages_are_read() -> None:
    note = f'<w:comment w:id="0" w:author="Ana">{paragraph("Too dear?")}</w:comment>'
    parts = {
        "word/_rels/document.xml.rels": related(
            ("comments", "talk.xml"), ("header", "h.xml"), ("footer", "f.xml")
        ),
        "word/talk.xml": f'<w:comments xmlns:w="{W}">{note}</w:comments>',
        "word/h.xml": f'<w:hdr xmlns:w="{W}">{paragraph("Invoice 42")}</w:hdr>',
        "word/f.xml": f'<w:ftr xmlns:w="{W}">{paragraph("7")}</w:ftr>',
    }
    body = paragraph("Rent: 900", inside='<w:r><w:commentReference w:id="0"/></w:r>')
    assert found(read("a.docx", word(body, parts))) == [
        ((), "Invoice 42\n\nRent: 900 [1]\n\n[1] Ana: Too dear?")
    ]


def test_boxes_in_cells_and_second_forms_are_read_once() -> None:
    box = "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice>"
    box += (
        "<mc:Fallback><w:txbxContent>{}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    boxed = paragraph("Left", inside=box.format(paragraph("once"), paragraph("once")))
    old = paragraph("Right", inside=box.format("<w:p/>", paragraph("old form")))
    body = f"<w:tbl><w:tr><w:tc>{boxed}</w:tc><w:tc>{old}</w:tc></w:tr></w:tbl>"
    assert read("a.docx", word(body)).sections[0].text == "Left once | Right old form"


def test_signs_and_boxes_of_forms_are_seen() -> None:
    inside = """<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>paid </w:t><w:fldChar>
    <w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData>
    </w:fldChar><w:noBreakHyphen/><w:softHyphen/><w:fldChar><w:ffData><w:ddList>
    <w:result w:val="1"/><w:listEntry w:val="May"/><w:listEntry w:val="June"/></w:ddList>
    </w:ffData></w:fldChar></w:r>"""
    text = read("a.docx", word(paragraph("Rent ", inside=inside))).sections[0].text
    assert text == "Rent \u2611paid \u2610-June"


def test_a_title_alone_is_kept() -> None:
    assert found(read("a.docx", word(paragraph("Do not feed", "T")))) == [((), "Do not feed")]


def test_headings_without_text_are_kept() -> None:
    body = paragraph("House rules", "H1") + paragraph("for the north wing", "H1")
    body += paragraph("Dogs need permission.") + paragraph("Bins go out on Tuesday", "H2")
    assert found(read("a.docx", word(body))) == [
        ((), "House rules"),
        (("for the north wing",), "Dogs need permission."),
        (("for the north wing",), "Bins go out on Tuesday"),
    ]
