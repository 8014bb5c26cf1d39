"""PDFs in a real browser: their text by page, or why there is none."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from hearthside.documents import document_of_pages
from hearthside.documents.document import MOST_CHARACTERS, MOST_PAGES
from hearthside.errors import InvalidInput
from tests.browser.conftest import Server, kept, visit
from tests.browser.documents import pdfs
from tests.browser.documents.conftest import answer, choose, told

pytestmark = pytest.mark.browser

TWO = pdfs.pdf(
    [
        pdfs.page("The bread is baked in the morn-", "ing and sold (hot).", "", "", "Rye is dark."),
        pdfs.page("Caf\u00e9 and cr\u00e8me"),
    ],
    title="The bakery",
)


def given(page: Page, folder: Path, content: bytes, name: str = "a.pdf") -> str:
    """The id of a PDF that a person has chosen."""
    (folder / name).write_bytes(content)
    [file] = choose(page, folder / name)
    id: str = file["id"]
    return id


def pages_of(found: dict[str, Any]) -> list[str]:
    assert found["name"] == "file.pages", found
    pages: list[str] = json.loads(found["content"])
    return pages


def workers(page: Page, wanted: int) -> int:
    """How many workers of pdf.js there are, when there are as many as wanted or after a while."""
    count = -1
    for _ in range(1_000):
        count = sum("pdf.worker" in worker.url for worker in page.workers)
        if count == wanted:
            break
        page.wait_for_timeout(50)
    return count


def test_the_text_of_each_page_becomes_a_document(probe: Page, tmp_path: Path) -> None:
    found = answer(probe, given(probe, tmp_path, TWO))
    pages = pages_of(found)
    assert (found["title"], found["hash"]) == ("The bakery", hashlib.sha256(TWO).hexdigest())
    assert found["size_bytes"] == str(len(TWO))
    document = document_of_pages("a.pdf", pages, hash="", size_bytes=1)
    assert [(it.page, it.text) for it in document.sections] == [
        (1, "The bread is baked in the morning and sold (hot).\n\nRye is dark."),
        (2, "Caf\u00e9 and cr\u00e8me"),
    ]


def test_a_heading_is_told_by_its_size(probe: Page, tmp_path: Path) -> None:
    heading, text = pdfs.page("Rye", font_size=20), pdfs.page("Dark bread", "is dark", top=700)
    pages = pages_of(answer(probe, given(probe, tmp_path, pdfs.pdf([heading + b"\n" + text]))))
    assert pages == ["Rye\n\nDark bread\nis dark"]


def test_the_page_and_the_library_have_the_same_limits(probe: Page) -> None:
    limits = probe.evaluate("limits")
    assert (limits["pages"], limits["characters"]) == (MOST_PAGES, MOST_CHARACTERS)


def test_pages_are_counted_while_they_are_read(probe: Page, tmp_path: Path) -> None:
    content = pdfs.pdf([pdfs.page(f"Page {n}", *["and more"] * 40) for n in range(1, 201)])
    assert len(pages_of(answer(probe, given(probe, tmp_path, content)))) == 200
    first = told(probe, "file.progress")[0]
    assert (first["page"], first["pages"]) == ("1", "200")


def test_a_second_file_is_read_by_the_same_worker(probe: Page, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        assert len(pages_of(answer(probe, given(probe, tmp_path, TWO, name)))) == 2
    assert workers(probe, 1) == 1


def test_characters_known_only_by_a_map_are_looked_up_on_the_site(
    probe: Page, tmp_path: Path
) -> None:
    content = pdfs.pdf([pdfs.chinese("面包很好吃")], font=pdfs.SONG)
    assert pages_of(answer(probe, given(probe, tmp_path, content))) == ["面包很好吃"]


def test_a_scanned_file_has_no_text(probe: Page, tmp_path: Path) -> None:
    pages = pages_of(answer(probe, given(probe, tmp_path, pdfs.pdf([pdfs.PICTURE] * 2))))
    assert pages == ["", ""]
    with pytest.raises(InvalidInput, match="no text in it"):
        document_of_pages("a.pdf", pages, hash="", size_bytes=1)


def test_a_locked_file_opens_with_its_password_only(probe: Page, tmp_path: Path) -> None:
    content = pdfs.pdf([pdfs.page("Secret bread")], password="rye")
    id = given(probe, tmp_path, content)
    assert answer(probe, id)["reason"] == "password"
    assert answer(probe, id, password="oat")["reason"] == "password.wrong"
    assert pages_of(answer(probe, id, password="rye")) == ["Secret bread"]


@pytest.mark.parametrize("content", [b"", b"no pdf at all", b"%PDF-1.4\n" + bytes(3000)])
def test_a_damaged_file_is_said_to_be_damaged(probe: Page, tmp_path: Path, content: bytes) -> None:
    assert answer(probe, given(probe, tmp_path, content))["reason"] == "damaged"
    assert len(pages_of(answer(probe, given(probe, tmp_path, TWO, "b.pdf")))) == 2


def test_a_file_whose_table_is_wrong_is_read_all_the_same(probe: Page, tmp_path: Path) -> None:
    content = TWO.replace(b"startxref\n", b"startxref\n9")
    assert "Rye is dark." in pages_of(answer(probe, given(probe, tmp_path, content)))[0]


def test_what_takes_too_long_or_is_too_much_is_given_up(probe: Page) -> None:
    content = base64.b64encode(TWO).decode()
    for limits, reason in (({"start_ms": 0}, "slow"), ({"page_ms": 0}, "slow"),
                           ({"pages": 1}, "large"), ({"characters": 5}, "large")):  # fmt: skip
        assert probe.evaluate("(it) => within(it)", [content, limits]) == reason
    assert workers(probe, 0) == 0, "what was given up is not worked on any more"


def test_without_a_network_it_says_so_and_succeeds_later(
    probe: Page, tmp_path: Path, expect_noise: Any
) -> None:
    expect_noise("Failed to load resource", "net::ERR_INTERNET_DISCONNECTED")
    probe.context.set_offline(True)
    id = given(probe, tmp_path, TWO)
    assert answer(probe, id)["reason"] == "unfetched"
    probe.context.set_offline(False)
    assert len(pages_of(answer(probe, id))) == 2


@pytest.mark.keeps
def test_after_its_first_use_it_works_without_a_network(page: Page, server: Server) -> None:
    visit(page, server.url)
    kept(page)
    content = base64.b64encode(TWO).decode()
    read = """async (content) => {
      const { PdfReader } = await import(new URL("app/page/pdf.js", location.href).href);
      const bytes = Uint8Array.from(atob(content), (it) => it.charCodeAt(0));
      const vendor = new URL("vendor/pdf/", location.href).href;
      return (await new PdfReader(vendor).read(bytes, undefined, () => {})).pages.length;
    }"""
    cached = "async () => (await (await caches.open((await caches.keys())[0])).keys())"
    count = f"{cached}.filter(({{ url }}) => url.includes('vendor/pdf/')).length"
    assert page.evaluate(count) == 0, "nobody waits for what most do not need"
    assert page.evaluate(read, content) == 2
    page.context.set_offline(True)
    page.reload()
    assert page.evaluate(read, content) == 2


def test_a_file_that_is_let_go_of_is_not_told_of(probe: Page, tmp_path: Path) -> None:
    content = pdfs.pdf([pdfs.page(*["and more"] * 40) for _ in range(2_000)])
    id = given(probe, tmp_path, content)
    probe.evaluate("(id) => read({ id })", id)
    told(probe, "file.progress")
    probe.evaluate("(id) => forget({ ids: [id] })", id)
    assert len(pages_of(answer(probe, given(probe, tmp_path, TWO, "b.pdf")))) == 2
    assert not [it for it in probe.evaluate("told") if it.get("id") == id and "reason" in it]
