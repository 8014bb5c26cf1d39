"""Word files into sections: headings by style, lists, tables, footnotes; nothing that is hidden."""

from functools import partial

import pytest

from hearthside.documents.archive import LARGEST_UNPACKED_BYTES, open_archive
from hearthside.wire import Code
from tests.unit.documents.given import (
    RELATIONS,
    STYLES,
    W,
    found,
    paragraph,
    read,
    refusal,
    word,
    zipped,
)

FOOTNOTES = f"""<w:footnotes xmlns:w="{W}"><w:footnote w:id="-1"><w:p/></w:footnote>
<w:footnote w:id="2">{paragraph("See the oven.")}</w:footnote></w:footnotes>"""
CORE = """<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Declared</dc:title></c:coreProperties>"""


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_headings_lists_tables_and_footnotes() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = (
        paragraph("The bakery", "T")
        + paragraph("Before.")
        + paragraph("Bread", "H1")
        + paragraph("It is baked", inside=mark)
        + paragraph("flour", "Bullets")
        + paragraph("Rye", "Own")
        + paragraph("Dark.")
        + table(["what", "how much"], ["flour", "500 g"])
        + paragraph("Deeper", "Levelled")
        + paragraph("Still.")
    )
    document = read("a.docx", word(body, {"word/footnotes.xml": FOOTNOTES}))
    assert document.title == "The bakery"
    assert found(document) == [
        ((), "Before."),
        (("Bread",), "It is baked [1]\n\n- flour\n\n[1] See the oven."),
        (("Bread", "Rye"), "Dark."),
        (("Bread", "Rye"), "flour | 500 g"),
        (("Bread", "Rye", "Deeper"), "Still."),
    ]
    assert document.sections[3].header == "what | how much"


def test_what_is_deleted_hidden_or_doubled_is_left_out() -> None:
    inside = """<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>
    <w:ins><w:r><w:t> new</w:t></w:r></w:ins>
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>
    <w:r><w:instrText>PAGEREF _Toc</w:instrText></w:r>
    <w:hyperlink><w:r><w:t> link</w:t><w:tab/><w:t>after</w:t><w:br/><w:t>below</w:t></w:r>
    </w:hyperlink>
    <mc:AlternateContent><mc:Choice><w:r><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p>
    </w:txbxContent></w:r></mc:Choice><mc:Fallback><w:r><w:t>twice</w:t><w:txbxContent><w:p><w:r>
    <w:t>again</w:t></w:r></w:p></w:txbxContent></w:r></mc:Fallback>
    </mc:AlternateContent>"""
    document = read("a.docx", word(paragraph("Old", inside=inside)))
    assert document.sections[0].text == "Old new link\tafter\nbelow\n\nin a box"


def test_a_short_letter_saved_by_word_is_read() -> None:
    # Its root is longer than the rest: newer expats tell of nothing before the last piece.
    names = " ".join(
        f'xmlns:n{n}="http://schemas.microsoft.com/office/word/{n}"' for n in range(40)
    )
    text = paragraph("Dear Bo,") + paragraph("The deposit is 900 euros.") + paragraph("Ana")
    main = f'<w:document xmlns:w="{W}" {names}><w:body>{text}</w:body></w:document>'
    document = read("letter.docx", word("", {"word/document.xml": main}))
    assert found(document) == [((), "Dear Bo,\n\nThe deposit is 900 euros.\n\nAna")]


def test_the_title_may_be_a_property() -> None:
    document = read("a.docx", word(paragraph("Text."), {"docProps/core.xml": CORE}))
    assert document.title == "Declared"


def test_content_controls_are_looked_into() -> None:
    body = f"<w:sdt><w:sdtContent>{paragraph('Inside')}</w:sdtContent></w:sdt>"
    assert found(read("a.docx", word(body))) == [((), "Inside")]


def test_a_file_without_styles_is_read() -> None:
    main = f'<w:document xmlns:w="{W}"><w:body>{paragraph("Text.", "H1")}</w:body></w:document>'
    content = zipped({"_rels/.rels": RELATIONS, "word/document.xml": main})
    assert found(read("a.docx", content)) == [((), "Text.")]


def test_the_strict_form_is_read_and_a_main_part_by_another_name() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = paragraph("Bread", "H1") + paragraph("Dark.")
    main = f'<w:document xmlns:w="{strict}"><w:body>{body}</w:body></w:document>'
    content = zipped(
        {
            "_rels/.rels": RELATIONS.replace("document.xml", "document2.xml"),
            "word/styles.xml": STYLES.replace(W, strict),
            "word/document2.xml": main,
        }
    )
    assert found(read("a.docx", content)) == [(("Bread",), "Dark.")]


def test_entities_that_grow_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = zipped({"word/document.xml": f'{bomb}<w:document xmlns:w="{W}">&b;</w:document>'})
    assert "definitions" in refusal("a.docx", content)


def test_a_file_that_grows_beyond_measure_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LARGEST_UNPACKED_BYTES == 200_000_000
    least = partial(open_archive, most_bytes=1_000_000)
    monkeypatch.setattr("hearthside.documents.formats.word.open_archive", least)
    content = zipped({"word/document.xml": b" " * 1_000_001})
    assert len(content) < 10_000
    assert "grows" in refusal("a.docx", content, Code.FILE_LARGE)


def test_a_locked_file_is_said_to_be_locked() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refusal("a.docx", locked)
    zipped_lock = bytearray(word(paragraph("Text.")))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        zipped_lock[zipped_lock.index(sign) + at] |= 1
    assert "password" in refusal("b.docx", bytes(zipped_lock))


@pytest.mark.parametrize("cut", [60, 200, -40])
def test_a_cut_file_is_said_to_be_damaged(cut: int) -> None:
    assert "damaged" in refusal("a.docx", word(paragraph("Text. " * 500))[:cut])


def test_bad_xml_is_said_to_be_damaged() -> None:
    for text in ("<w:document", "", f'<w:document xmlns:w="{W}"><w:body><w:p></w:document>'):
        assert "damaged" in refusal("a.docx", word("", {"word/document.xml": text}))


def test_another_zip_is_no_word_document() -> None:
    assert "or no Word document" in refusal("a.docx", zipped({"a.txt": "x"}))
    assert "no Word document" in refusal("b.docx", "Dear all,")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/footnotes.xml"])
def test_what_is_nested_without_end_breaks_nothing(part: str) -> None:
    deep = f'<w:x xmlns:w="{W}">' + "<w:p>" * 50_000 + "</w:p>" * 50_000 + "</w:x>"
    assert "damaged" in refusal("a.docx", word(paragraph("Text."), {part: deep}))


def test_frames_within_frames_are_looked_into() -> None:
    deep = "<w:sdt><w:sdtContent>" * 50 + paragraph("Text.") + "</w:sdtContent></w:sdt>" * 50
    assert found(read("a.docx", word(deep))) == [((), "Text.")]
