"""Everybody can use it: by keyboard alone, with a reader of screens, on a phone, in the dark.

The tiny model; the rooms for deciding are looked at in tests of their own. Knows nothing of how a
screen is made.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, until, visit
from tests.browser.visits.person import (
    SLOW_MS,
    TINY,
    ask,
    expect_error,
    fetch_model,
    go,
    scenes,
    stop_button,
    wait_told,
    wait_words,
)

pytestmark = pytest.mark.browser

FOCUSED = """(() => { const it = document.activeElement;
  return `${it.localName}#${it.id} ${it.textContent.trim().slice(0, 60)}`; })()"""


def test_every_screen_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    visit(page, server.url + TINY)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible()
    judge("welcome")
    fetch_model(page)
    ask(page, hero="x" * 200)
    expect_error(page, "check the form")
    judge("form-wrong")
    ask(page, hero="Mila, a small fox", length="short", seed="2")
    wait_words(page)
    judge("telling")
    wait_told(page)
    judge("told")
    page.get_by_role("button", name="Suggest two ideas").click()
    expect(page.locator("button.turn").first).to_be_visible(timeout=SLOW_MS)
    judge("turns")
    go(page, "Shelf")
    expect(page.locator(".spine")).to_be_visible()
    judge("shelf")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_label("New title")).to_be_visible()
    judge("shelf-rename")
    go(page, "Settings")
    judge("settings")
    page.goto(server.url + TINY + "#recipe=broken")
    expect_error(page, "This recipe link cannot be read")
    judge("error")


def tab_to(page: Page, selector: str, limit: int = 60) -> None:
    """Press Tab until `selector` has the keyboard, which must always show where it is."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            shadow = "getComputedStyle(document.activeElement).boxShadow"
            assert page.evaluate(outline) != "none" or page.evaluate(shadow) != "none", selector
            return
    raise AssertionError(f"{selector} cannot be reached; at {page.evaluate(FOCUSED)}")


def test_the_whole_way_by_keyboard_alone(server: Server, page: Page) -> None:
    visit(page, server.url + TINY)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible()
    tab_to(page, ".skip", 1)
    page.keyboard.press("Enter")
    tab_to(page, "#model-card button[data-event=load]")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#ready-line')?.textContent.includes('is ready')", SLOW_MS)
    tab_to(page, "#field-hero")
    page.keyboard.type("Mila, a small fox")
    tab_to(page, "#field-length")
    page.keyboard.press("End")
    tab_to(page, "#tell-button")
    page.keyboard.press("Enter")
    wait_words(page)
    expect(page.locator("#tale-heading")).to_be_focused()
    page.keyboard.press("Escape")
    wait_told(page)
    expect(page.locator("#after")).to_be_focused()  # what can be done next
    tab_to(page, "button[data-event=continue], button[data-event=again]")
    page.keyboard.press("Enter")
    expect(stop_button(page)).to_be_visible()
    page.keyboard.press("Escape")
    wait_told(page)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tab_to(page, "nav a[href='#shelf']")
    page.keyboard.press("Enter")
    expect(page.locator("#shelf-heading")).to_be_focused()
    if scenes(page):
        tab_to(page, ".spine button[data-event='shelf.open']")
        page.keyboard.press("Enter")
        expect(page.locator("#tale-heading")).to_be_visible()
