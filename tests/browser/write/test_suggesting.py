"""Suggestions in a page, by the real model: switched on, shown after the caret, taken by keys."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, shot, visit
from tests.browser.visits.person import SLOW_MS

pytestmark = pytest.mark.browser
BEGUN = "If you have any further questions, do not hes"


def test_pale_words_follow_what_is_typed_and_keys_take_them(page: Page, site: Server) -> None:
    visit(page, site.url + "?device=wasm#settings")
    page.locator("#settings-room").get_by_role("button", name="Accept the terms").click()
    page.get_by_label("Suggest how my text may go on").check()
    page.locator("nav").get_by_role("link", name="Write").click()
    field = page.locator("#field-write-text")
    expect(field).to_have_attribute("data-suggest", "", timeout=SLOW_MS)
    field.click()
    page.keyboard.type(BEGUN)
    ghost = page.locator(".ghost-words")
    expect(ghost).to_have_text("itate to contact us.", timeout=SLOW_MS)
    expect(page.locator("#announcer")).to_contain_text("Tab takes it")
    shot(page, "write-suggestion")
    seen, held = ghost.bounding_box(), field.bounding_box()
    assert seen and held and held["x"] < seen["x"] and held["y"] < seen["y"] < held["y"] + 60
    page.keyboard.type("it")
    expect(ghost).to_have_text("ate to contact us.")
    page.keyboard.press("Control+ArrowRight")
    expect(field).to_have_value(f"{BEGUN}itate")
    page.keyboard.press("Escape")
    expect(ghost).to_have_count(0)
    page.keyboard.type(" ")
    expect(ghost).to_have_text("to contact us.", timeout=SLOW_MS)
    page.keyboard.press("Tab")
    expect(field).to_have_value(f"{BEGUN}itate to contact us.")
    expect(field).to_be_focused()
    page.keyboard.press("Control+z")
    expect(field).not_to_have_value(f"{BEGUN}itate to contact us.")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    expect(ghost).to_have_count(0)
