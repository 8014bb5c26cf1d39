"""All rooms as a newcomer finds them: on a narrow screen, by the keyboard, by ear."""

from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, shot, visit
from tests.browser.visits.person import TINY, ask, fetch_model, go, stop_button, wait_words

ROOMS = ("Write", "Sort", "Route", "Find", "Talk", "Teach", "Shelf", "Settings", "Story")
WIDTHS = (320, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# For the people who read the results: a page takes longer to draw than to measure.
PICTURES = {(320, "light"), (1440, "dark")}
# The widest element that sticks out of the window, unless a part that scrolls by itself holds it.
OVERFLOW = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const held = it => ["auto", "scroll", "hidden"].includes(getComputedStyle(it).overflowX);
    const scrolls = it => it && (held(it) || scrolls(it.parentElement));
    const out = [...document.body.querySelectorAll("*")].filter(it => it.checkVisibility()
        && it.getBoundingClientRect().right > innerWidth + 1 && !scrolls(it.parentElement));
    return wide > 0 ? out.map(it => `${it.localName}.${it.className} ${it.id}`).slice(0, 5) : [];
}"""


def fits(page: Page, name: str) -> None:
    """What the page shows is in every width, light and dark, no wider than the window."""
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if (width, scheme) in PICTURES:
            shot(page, f"room-{name}-{scheme}-{width}")
        assert page.evaluate(OVERFLOW) == [], (name, scheme, width)
        fitting = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert fitting, (name, scheme, width)


def test_no_room_is_wider_than_the_window(server: Server, page: Page) -> None:
    visit(page, server.url)
    for name in ROOMS:
        go(page, name)
        fits(page, name.lower())
    page.goto(f"{server.url}workbench/")
    fits(page, "workbench")


@pytest.mark.whole
def test_escape_stops_only_where_a_person_means_it(server: Server, page: Page) -> None:
    visit(page, server.url + TINY)
    fetch_model(page)
    ask(page, hero="Mila", length="long")
    wait_words(page)
    go(page, "Sort")
    page.keyboard.press("Escape")
    go(page, "Find")
    page.keyboard.press("Escape")
    page.locator('a[href="#story"]').last.click()
    expect(stop_button(page)).to_be_visible()
    page.evaluate("document.querySelector('#copy-dialog').showModal()")
    page.keyboard.press("Escape")
    expect(page.locator("#copy-dialog")).to_be_hidden()
    expect(stop_button(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#after")).to_be_visible()


def test_the_keys_are_written_down_and_a_file_without_stories_says_so(
    server: Server, page: Page
) -> None:
    visit(page, server.url)
    go(page, "Shelf")
    empty = {
        "name": "s.json",
        "mimeType": "application/json",
        "buffer": b'{"hearthside":1,"stories":{}}',
    }
    page.locator("#shelf-room input[type=file]").set_input_files(empty)
    expect(page.locator("#alert-shelf")).to_contain_text("There is no story in this file")
    go(page, "Settings")
    expect(page.locator("#settings-room")).to_contain_text("presses Stop or Pause")
