"""What cannot be read, and what the person is told."""

import gzip

import pytest

from hearthside.documents import (
    LARGEST_FILE_BYTES,
    LARGEST_PDF_BYTES,
    check_size,
    document,
    read_document,
)
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.documents.given import pages, refusal, zipped


def test_half_a_gigabyte_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidInput) as caught:
        check_size("a.txt", 500_000_000)
    assert caught.value.code == Code.FILE_LARGE
    assert "500 MB" in caught.value.message and "50 MB" in caught.value.message
    check_size("a.txt", LARGEST_FILE_BYTES)
    check_size("a.PDF", LARGEST_PDF_BYTES)


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearthside.documents.reading.MOST_CHARACTERS", 100)
    assert "100 characters" in refusal("a.txt", "x" * 101, Code.FILE_LARGE)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.md", b" \n\t\n", "empty"),
        ("a.txt", "\ufeff".encode(), "no text in it"),
        ("a.csv", b",,\n,,\n", "no text in it"),
        ("a.html", b"<script>x</script>", "no text in it"),
        ("a.txt", b"...---...", "no text in it"),
        ("a.exe", b"MZ", "can be read here"),
        ("README", b"text", "can be read here"),
        ("a.xlsx", b"PK", ".csv"),
        ("a.doc", b"x", ".docx"),
        ("a.txt", b"\x7fELF" + bytes(200), "not text"),
        ("a.txt", bytes(range(256)) * 4, "not text"),
        ("a.txt", b"\x89PNG" + bytes(20), "a picture"),
        ("a.md", b"%PDF-1.7", "Call it .pdf"),
        ("a.pdf", b"%PDF-1.7", "by itself"),
        ("a.eml", gzip.compress(b"x"), "a packed file"),
        ("a.html", zipped({"a": "b"}), "a packed file"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "old office format"),
    ],
)
def test_each_refusal_says_why(name: str, content: bytes, words: str) -> None:
    assert words in refusal(name, content)


def test_a_document_keeps_its_path_and_its_date() -> None:
    found = read_document("a.txt", b"Text", path="notes/a.txt", modified_ms=7)
    assert (found.path, found.modified_ms) == ("notes/a.txt", 7)
    assert document.LARGEST_FILE_BYTES < document.LARGEST_PDF_BYTES


LONG = 100_000


@pytest.mark.portable
@pytest.mark.parametrize(
    "run",
    [" " * LONG, "a" * LONG, "-" * LONG, "# " * LONG, "<!--" * LONG, "| " * LONG, "</" * LONG],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.html", "a.eml"])
def test_no_run_of_anything_holds_up_the_reading(name: str, run: str) -> None:
    """Each is read in a moment; in time that grows with the square it would take an hour."""
    found = read_document(name, f"---\ntitle: {run}\n---\nBegin {run}x\n# {run}y\n".encode())
    assert any("Begin" in section.text for section in found.sections)


@pytest.mark.portable
@pytest.mark.parametrize(
    "run",
    ["=?" * LONG, "=?a?q?b" * LONG, "\u00fc " * LONG, "From " * LONG, "(" * LONG, "a@b," * LONG],
)
@pytest.mark.parametrize("head", ["To: {}", "From x{}", "Content-Type: text/plain; x={}"])
def test_no_run_in_the_head_of_a_message_holds_up_the_reading(head: str, run: str) -> None:
    found = read_document("a.eml", f"{head.format(run)}\n\nBegin".encode())
    assert any("Begin" in section.text for section in found.sections)


@pytest.mark.portable
@pytest.mark.parametrize("run", [" " * LONG, "a" * LONG, "a-" * LONG, "a-\n" * 30_000, "9" * LONG])
def test_no_run_on_a_page_holds_up_the_reading(run: str) -> None:
    assert pages(f"Begin {run}x\n\nend").sections[0].text.startswith("Begin ")
