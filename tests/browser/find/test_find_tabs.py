"""Two tabs in the Find room: each shows and finds what the other did."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Server
from tests.browser.find.finder import FILES, enter, give, look_for
from tests.browser.visits.person import SLOW_MS

pytestmark = pytest.mark.browser

FERRY = {"ships.txt": b"The ferry leaves at noon from the second pier."}


def says(page: Page, words: str) -> None:
    expect(page.locator("#find-card-line")).to_contain_text(words, timeout=SLOW_MS)


@pytest.fixture
def other(room: Page, context: BrowserContext, server: Server) -> Page:
    """A second tab, entered when the first has files."""
    give(room)
    page = context.new_page()
    enter(page, server)
    expect(page.locator("#find-list summary")).to_contain_text("(2)", timeout=SLOW_MS)
    return page


def test_what_one_tab_takes_in_and_removes_the_other_shows_and_finds(
    room: Page, other: Page
) -> None:
    give(room, FERRY)
    says(other, "3 files")
    expect(look_for(other, "ferry").first).to_contain_text("second pier")
    other.locator("#find-list summary").click()
    other.get_by_role("button", name="Remove minutes.txt").click()
    says(other, "2 files")
    says(room, "2 files")
    look_for(room, "water")
    expect(room.locator("#found-line")).to_contain_text("Nothing was found")
    give(other, {**FERRY, "lease.md": FILES["lease.md"]})
    expect(other.locator("#intake-done")).to_contain_text("2 unchanged")


@pytest.mark.whole
def test_a_collection_that_one_tab_deletes_is_gone_in_the_other(room: Page, other: Page) -> None:
    room.get_by_role("button", name="Delete", exact=True).click()
    room.get_by_role("button", name="Delete collection").click()
    for page in (room, other):
        expect(page.get_by_role("heading", name="Add your files")).to_be_visible(timeout=SLOW_MS)
    give(other, FERRY)
    says(other, "1 file \u00b7")
    says(room, "1 file \u00b7")
    expect(look_for(room, "ferry").first).to_contain_text("second pier")
