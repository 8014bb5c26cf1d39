"""Plain text, rows of cells and encodings, read into documents."""

import hashlib

import pytest

from hearthside.documents import is_readable
from tests.unit.documents.given import found, paragraph, read, word


def test_a_text_is_one_section_and_knows_where_it_came_from() -> None:
    content = b"One line.  \r\nAnother.\r\n\r\n\r\n\r\nA paragraph.\n"
    document = read("a.txt", content)
    assert found(document) == [((), "One line.\nAnother.\n\nA paragraph.")]
    assert (document.name, document.path, document.kind) == ("a.txt", "a.txt", "txt")
    assert document.hash == hashlib.sha256(content).hexdigest()
    assert document.size_bytes == len(content)


def test_an_endless_line_is_read_whole() -> None:
    line = "word " * 400_000
    document = read("a.txt", line)
    assert len(document.sections[0].text) == len(line.rstrip())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_is_read_by_its_marks(encoding: str) -> None:
    text = "Grüße aus Köln, 25 \u20ac the night, and so on and on."
    document = read("a.txt", text.encode(encoding))
    assert document.sections[0].text == text
    assert document.notes == ()


def test_windows_1252_is_guessed_and_said() -> None:
    document = read("a.md", "# Café\n\nÀ bientôt \u2013 \u20ac 5".encode("cp1252"))
    assert found(document) == [((), "À bientôt \u2013 \u20ac 5")]
    assert "Windows-1252" in document.notes[0]


def test_lines_in_two_encodings_are_read_each_in_its_own_and_said() -> None:
    content = "Grüße aus Köln\n".encode() * 3 + "Crème brûlée\n".encode("cp1252")
    document = read("a.txt", content)
    assert document.sections[0].text == "Grüße aus Köln\n" * 3 + "Crème brûlée"
    assert "in two ways: 1 line was read as Windows-1252" in document.notes[0]


def test_one_damaged_place_in_unicode_stays_one_damaged_place() -> None:
    content = "Grüße aus Köln\n".encode() * 3 + b"42 \xff 43\n"
    document = read("a.txt", content)
    assert document.sections[0].text.endswith("42 \ufffd 43")
    assert "damaged in 1 place" in document.notes[0]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Dampf\u00adschiff, de\u200bposit, \ufeffword\u2060s", "Dampfschiff, deposit, words"),
        ("Dampf\u00ad\nschiff", "Dampfschiff"),
        ("de\u200dpo\u200csit \u200c\u200d end", "deposit  end"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f468\u200d\U0001f469 two", "\U0001f468\u200d\U0001f469 two"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.eml", "a.docx"])
def test_letters_that_nobody_sees_divide_no_word(name: str, written: str, seen: str) -> None:
    content = {
        "a.eml": f"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{written}\n".encode(),
        "a.html": f"<pre>{written}</pre>".encode(),
        "a.docx": word(paragraph(written)),
    }.get(name, written.encode())
    assert read(name, content).sections[-1].text == seen


def test_rows_have_their_names_beside_them() -> None:
    document = read("a.csv", 'name;town\n"Ada; L.";London\nBo;Wien\n')
    [section] = document.sections
    assert (section.kind, section.header) == ("table", "name | town")
    assert section.text == "Ada; L. | London\nBo | Wien"


def test_rows_of_numbers_have_no_names() -> None:
    document = read("a.tsv", "1\t2.5\n3\t4\n")
    assert (document.sections[0].header, document.sections[0].text) == ("", "1 | 2.5\n3 | 4")


def test_a_line_above_the_names_is_the_title() -> None:
    document = read("a.csv", "Guests in May\nname,town\nAda,London\nBo,Wien\n")
    assert document.title == "Guests in May"
    assert document.sections[0].header == "name | town"


def test_a_quotation_mark_that_never_closes_swallows_nothing() -> None:
    rows = "".join(f"row {n},x\n" for n in range(50))
    document = read("a.csv", f'text,n\n5" nails,3\n{rows}')
    assert len(document.sections[0].text.split("\n")) == 51


def test_one_column_is_lines_of_text() -> None:
    [section] = read("a.csv", "remark\nGood bread\nStale cake\n").sections
    assert (section.kind, section.text) == ("text", "remark\nGood bread\nStale cake")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bread was good and the tea was hot, but it is not what we had before.", "en"),
        ("Das Brot war gut und der Tee war heiß, aber es ist nicht wie vorher.", "de"),
        ("El pan y el té son como los de mi casa, pero no hay para todos.", "es"),
        ("Хлеб был хороший, и чай был горячий.", "ru"),
        ("Хліб був добрий, і чай був гарячий.", "uk"),  # noqa: RUF001
        ("パンはおいしくて、お茶は熱かったです。", "ja"),
        ("面包很好吃，茶很热。", "zh"),  # noqa: RUF001
        ("الخبز كان جيدا والشاي ساخنا", "ar"),
        ("Το ψωμί ήταν καλό.", "el"),  # noqa: RUF001
        ("Ok.", ""),
    ],
)
def test_the_language_is_guessed_or_left_open(text: str, language: str) -> None:
    assert read("a.txt", text).language == language


def test_kinds_are_told_by_their_endings() -> None:
    assert is_readable("Notes.MD") and is_readable("a.b.pdf") and is_readable("x.docx")
    assert not is_readable("a.xlsx") and not is_readable("README") and not is_readable("md")
