"""The promises about text: encodings are found, what was guessed is said, junk is refused."""

import codecs

import pytest

from app.tables import read_table
from hearthside.documents.tables.decoding import decode
from tests.unit.tables.files import refusal

TEXT = "text;n\nJosé ate a crème brûlée \u2014 \u20ac 5 😀;1\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_unicode_is_read_whole_and_without_a_word(content: bytes) -> None:
    text, notes = decode("a.csv", content)
    assert (text, notes) == (TEXT, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf_16_is_told_by_its_zeros(encoding: str) -> None:
    assert decode("a.csv", TEXT.encode(encoding))[0] == TEXT


def test_windows_1252_is_the_last_guess_and_said() -> None:
    table = read_table("a.csv", "text;n\nJosé \u20ac \u201cx\u201d;1\n".encode("cp1252"))
    assert table.rows == (("José \u20ac \u201cx\u201d", "1"),)
    assert "Windows-1252" in table.notes[0]


def test_utf_8_with_one_fault_stays_utf_8() -> None:
    content = ("text;n\n" + "é;1\n" * 20).encode() + b"\xff;2\n"
    table = read_table("a.csv", content)
    assert table.rows[0] == ("é", "1")
    assert table.rows[-1] == ("\ufffd", "2")
    assert "damaged in 1 place" in table.notes[0]


def test_every_way_to_end_a_line_is_the_same() -> None:
    for end in ("\n", "\r\n", "\r"):
        table = read_table("a.csv", f'id,text{end}1,"two{end}lines"{end}2,x{end}'.encode())
        assert table.rows == (("1", "two\nlines"), ("2", "x"))


def test_separators_of_unicode_do_not_end_a_line() -> None:
    table = read_table("a.csv", "id,text\n1,a\u2028b\x85c\x0bd\n".encode())
    assert table.rows == (("1", "a\u2028b\x85cd"),)


def test_a_stray_control_character_is_left_out_and_said() -> None:
    table = read_table("a.csv", b"id,text\n1,a\x00b\n")
    assert table.rows == (("1", "ab"),)
    assert "Control characters" in table.notes[0]


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 4, b"\x7fELF" + bytes(100), bytes(range(1, 32)) * 9, b"abc\x00" * 99],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    assert "not a table of text" in refusal("data.csv", content)
