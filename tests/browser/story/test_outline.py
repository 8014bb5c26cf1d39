"""A story from an outline, in the page: seen, changed, told, retold, taken back, and still there.

The tiny random model with a random adapter: what is told is nonsense, and how it goes is not.
Knows nothing of what makes an outline good.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hearthside.story.taught import PROMPT_FORMAT
from tests.browser.adapted import adapted_site
from tests.browser.conftest import Guard, Server, shot, visit, watched
from tests.browser.visits.person import (
    SLOW_MS,
    TINY,
    expect_scenes,
    fetch_model,
    fill,
    wait_ready,
    wait_told,
)

pytestmark = pytest.mark.browser

FORM = {"hero": "Mila, a small fox", "place": "a lighthouse", "wish": "to hear the sea"}


@pytest.fixture
def site(tmp_path: Path, serve: Callable[..., Server]) -> Server:
    """The site, with an adapter for stories that the tiny model takes."""
    return serve(adapted_site(tmp_path / "site", "story", PROMPT_FORMAT))


def line(page: Page, number: int) -> Locator:
    return page.get_by_role("textbox", name=f"Scene {number}", exact=True)


def planned(page: Page, site: Server) -> None:
    """A visitor who has an outline before the story."""
    visit(page, site.url + TINY)
    fetch_model(page)
    fill(page, {**FORM, "age": "2-4", "length": "short"})
    page.get_by_role("button", name="Show the outline first").click()
    expect(page.locator("#outline")).to_have_attribute("open", "")


def test_an_outline_is_seen_changed_told_and_taken_back(chromium: Browser, site: Server) -> None:
    with watched(chromium, Guard(site.url)) as context:
        page = context.new_page()
        planned(page, site)
        expect(line(page, 1)).to_have_value(re.compile("Mila"))
        line(page, 2).fill("Mila sits down and sings")
        page.get_by_role("button", name="Keep these lines").click()
        expect(page.locator("#announcer")).to_contain_text("The outline is changed")
        expect(line(page, 2)).to_have_value("Mila sits down and sings.")
        page.get_by_role("button", name="Move scene 2 down").click()
        expect(line(page, 3)).to_have_value("Mila sits down and sings.")
        shot(page, "story-outline")

        page.get_by_role("button", name="Tell this story").click()
        expect(page.locator("#scene-2")).to_be_visible(timeout=SLOW_MS)
        told = wait_told(page)
        assert len(told) >= 3
        assert page.locator("#way").count() == 0

        page.get_by_role("button", name="Edit (scene 1)").click()
        page.get_by_label("The text of scene 1").fill("Mila put on a blue hat.")
        page.get_by_role("button", name="Keep this text").click()
        expect(page.locator("#scene-0 .prose")).to_have_text("Mila put on a blue hat.")
        page.get_by_role("button", name="Rewrite scene (scene 2)").click()
        expect(page.locator("#announcer")).to_contain_text("Rewriting scene 2")
        wait_told(page)
        page.get_by_role("button", name="Undo the last change").click()
        expect(page.locator("#announcer")).to_contain_text("The change is taken back")
        expect_scenes(page, ["Mila put on a blue hat.", *told[1:]])

        page.reload()
        wait_ready(page)
        expect_scenes(page, ["Mila put on a blue hat.", *told[1:]])
        page.locator("#outline-summary").click()
        expect(line(page, 3)).to_have_value("Mila sits down and sings.")
