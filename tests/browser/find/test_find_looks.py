"""The Find room as it looks: at a desk, in the dark, on a phone; fit for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.find.finder import ask, enter, fetch_embedder, give, look_for, through
from tests.browser.visits.person import SLOW_MS

pytestmark = pytest.mark.browser


@pytest.mark.whole
def test_the_room_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    enter(page, server)
    judge("find-begin")
    page.get_by_role("button", name="Try it with sample files").click()
    through(page)
    judge("find-samples")
    look_for(page, "May I keep a dog in the flat?")
    page.locator("#find-filters summary").click()
    page.locator("#find-list summary").click()
    page.get_by_role("button", name="Show in context passage 1").click()
    expect(page.locator(".in-place")).to_be_visible()
    judge("find-passages")
    fetch_embedder(page)
    ask(page, "When is the water turned off?")
    page.locator("#find-vectors summary").click()
    judge("find-answer")


@pytest.mark.whole
def test_what_goes_wrong_and_what_is_sealed_looks_well_too(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    enter(page, server)
    give(page, {"empty.txt": b"", "photo.jpg": b"\xff\xd8\xff" + bytes(99), "a.txt": b"A cat."})
    judge("find-errors")
    page.locator("#find-new").click()
    page.locator("#find-seal summary").click()
    page.get_by_role("button", name="Create collection").click()
    expect(page.locator("#find-new-form .wrong")).to_be_visible()
    judge("find-new")
    page.locator("#find-new-form").get_by_label("Name").fill("Letters")
    for label in ("Passphrase", "Repeat the passphrase"):
        page.get_by_label(label, exact=True).fill("correct horse battery")
    page.get_by_role("button", name="Create collection").click()
    expect(page.locator("#find-card-line")).to_contain_text("sealed", timeout=SLOW_MS)
    page.get_by_role("button", name="Lock").click()
    expect(page.locator("#field-unlock")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#find-deleting")).to_be_visible()
    judge("find-locked")
