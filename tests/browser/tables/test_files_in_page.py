"""Files on their way through the real page: chosen, dropped, far too large.

What is in a file is the business of the unit tests. Knows the Sort room only by its file field.
"""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, kept, shot, visit
from tests.unit.tables.files import workbook

pytestmark = pytest.mark.browser

WORKBOOK = workbook({"Cover": [], "May": [["id", "text"], [1, "Grüße 😀"], [2, "=1+1"]]})
DROP = """([selector, content, name]) => {
  const bytes = Uint8Array.from(atob(content), (it) => it.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name));
  const place = document.querySelector(selector).closest("[data-drop]");
  for (const kind of ["dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
  }
}"""


def choose(page: Page, name: str, content: bytes) -> None:
    page.locator("#sort-file").set_input_files({"name": name, "mimeType": "", "buffer": content})


def expect_words(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


@pytest.mark.keeps
def test_files_are_refused_or_taken_by_hand_and_by_dropping_them_without_a_network(
    page: Page, server: Server, tmp_path: Path
) -> None:
    visit(page, f"{server.url}#sort")
    expect(page.locator("#sort-file")).to_be_enabled()
    kept(page)
    page.context.set_offline(True)
    large = tmp_path / "reviews.csv"
    with large.open("wb") as file:
        file.truncate(104_000_000)  # nothing on the disk, and nothing is read
    page.locator("#sort-file").set_input_files(large)
    expect_words(page, "has 104 MB, and at most 25 MB can be read here")
    choose(page, "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    expect_words(page, "old format (.xls)")
    shot(page, "table-refused")
    choose(page, "may.xlsx", WORKBOOK)
    expect_words(page, "Grüße 😀")
    expect_words(page, "\u201cMay\u201d was read")
    shot(page, "table-chosen")
    page.get_by_role("button", name="Open another table").click()
    expect(page.locator("#sort-file")).to_be_attached()
    content = base64.b64encode("text;n\nJosé;1\nAnna;2\n".encode("utf-16")).decode()
    page.evaluate(DROP, ["#sort-file", content, "names.csv"])
    expect_words(page, "José")
