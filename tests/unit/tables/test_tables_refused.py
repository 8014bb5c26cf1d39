"""The promises about what is no table: each is refused in a sentence that says what to do."""

import io
import zipfile

import pytest

from app.tables import archive, read_table
from hearthside.documents import tables
from hearthside.documents.tables import LARGEST_FILE_BYTES, check_size
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.tables.files import changed, refusal, workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>"""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n \n,,\n", "no rows"),
        ("a.xls", OLE, "old format (.xls)"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.numbers", zipped("Index/Document.iwa", "preview.jpg"), "a Numbers file"),
        ("a.ods", zipped("mimetype", "content.xml"), "OpenDocument"),
        ("a.xlsb", zipped("xl/workbook.bin"), ".xlsb"),
        ("a.docx", zipped("word/document.xml"), "not a table"),
        ("a.zip", zipped("rows.csv"), "Unpack it"),
        ("a.xls", b" <HTML><table><tr><td>1</td></tr></table>", "web page"),
        ("a.xml", b'<?xml version="1.0"?><rows/>', "XML file"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "Unpack it"),
        ("a.pdf", b"%PDF-1.7", "a PDF document"),
        ("a.png", b"\x89PNG\r\n", "a picture"),
        ("a.xlsx", zipped("xl/workbook.xml"), "could not be read as a workbook"),
        ("a.xlsx", b"PK\x03\x04 and no zip", "damaged"),
    ],
)
def test_it_is_told_by_what_it_is_and_what_to_do(name: str, content: bytes, words: str) -> None:
    told = refusal(name, content)
    assert words in told
    assert name in told


def test_folders_in_a_name_are_not_repeated() -> None:
    assert "/" not in refusal("C:/fakepath/a.csv", b"")


def test_a_large_file_is_refused_by_its_size_alone() -> None:
    with pytest.raises(InvalidInput) as caught:
        check_size("reviews.csv", 104_000_000)
    assert caught.value.code == Code.TABLE_LARGE
    assert "104 MB, and at most 25 MB" in caught.value.message
    assert "split the file" in caught.value.message
    check_size("reviews.csv", LARGEST_FILE_BYTES)
    refusal("a.csv", bytes(LARGEST_FILE_BYTES + 1), Code.TABLE_LARGE)


def test_a_zip_that_grows_beyond_measure_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_UNPACKED_BYTES", 1_000_000)
    target = io.BytesIO(workbook({"S": [["text"], ["a"]]}))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/media/bomb.bin", bytes(5_000_000))
    assert len(target.getvalue()) < 20_000
    assert "grows to 5 MB" in refusal("a.xlsx", target.getvalue(), Code.TABLE_LARGE)


def test_a_zip_that_lies_about_its_sizes_gives_out_no_more_than_it_declares() -> None:
    rows = [["text"], *[["a" * 1000]] * 500]
    content = workbook({"S": rows})
    member = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        true_bytes = source.getinfo(member).file_size.to_bytes(4, "little")
    lying = content.replace(true_bytes, (300).to_bytes(4, "little"))
    assert lying != content
    refusal("a.xlsx", lying)


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_entities_are_refused_wherever_they_stand(member: str) -> None:
    content = changed(workbook({"S": [["text"], ["a"]]}), member, lambda _: BOMB)
    assert "definitions that no workbook may hold" in refusal("a.xlsx", content)
    padded = BOMB.replace(b"<!DOCTYPE", b"<!--" + b" " * 100_000 + b"--><!DOCTYPE")
    content = changed(content, member, lambda _: padded)
    assert "definitions" in refusal("a.xlsx", content)


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_no_encoding_hides_them(encoding: str) -> None:
    text = BOMB.decode().replace('"1.0"', f'"1.0" encoding="{encoding}"')
    head, rest = text.split("?>", 1)
    other = head + "?>" + rest
    bomb = other.encode(encoding) if encoding != "cp037" else (head + "?>").encode() + rest.encode()
    content = changed(workbook({"S": [["text"], ["a"]]}), "xl/styles.xml", lambda _: bomb)
    refusal("a.xlsx", content)


@pytest.mark.parametrize("cut", [30, 500, 2000, -30])
def test_a_damaged_workbook_is_refused(cut: int) -> None:
    content = workbook({"S": [["text"], ["some words", 3]]})
    refusal("a.xlsx", content[:cut])


def test_broken_xml_inside_is_refused() -> None:
    content = workbook({"S": [["text"], ["a"]]})
    for spoil in (
        lambda it: it[: it.index(b"</row>")],
        lambda it: it.replace(b"</row>", b"</rrow>"),
        lambda _: b"",
    ):
        refusal("a.xlsx", changed(content, "xl/worksheets/sheet1.xml", spoil))


def test_the_library_alone_reads_text_and_says_what_to_do_with_a_workbook() -> None:
    content = workbook({"May": [["text"], ["fine"]]})
    with pytest.raises(InvalidInput, match=r"Save the table as \.csv") as refused:
        tables.read_table("may.xlsx", content)
    assert refused.value.code == Code.TABLE_INVALID
    assert tables.read_table("may.csv", b"text\nfine\n").rows == (("fine",),)
    assert read_table("may.xlsx", content).rows == (("fine",),)
