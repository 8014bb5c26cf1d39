"""A story that begins with a picture, in the page: given, looked at, told, put away.

The tiny random Gemma 4: what it sees is nonsense, and how it goes is not.
"""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Guard, Server, shot, visit, watched
from tests.browser.look import files
from tests.browser.visits.person import SLOW_MS, fill

pytestmark = pytest.mark.browser


def test_a_story_begins_with_a_picture(chromium: Browser, server: Server) -> None:
    with watched(chromium, Guard(server.url)) as context:
        page = context.new_page()
        visit(page, server.url + "?model=tiny-gemma-4&device=wasm#story")
        page.get_by_text("Begin with a picture, or with a sentence of your own").click()
        page.locator("#opening-fields").get_by_role("link", name="Look & listen").click()
        page.locator("#look-model").get_by_role("button", name="Accept the terms").click()
        expect(page.locator("#look-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)
        page.get_by_role("navigation").get_by_role("link", name="Story").click()

        fill(page, {"hero": "Mila, a small fox", "age": "2-4", "length": "short"})
        boat = {"name": "boat.png", "mimeType": "image/png", "buffer": files.picture()}
        page.locator("#opening-file").set_input_files(boat)
        expect(page.locator("#opening-fields figcaption")).to_have_text("boat.png")
        page.get_by_role("button", name="Look at the picture").click()
        opening = page.get_by_label("What is seen first")
        expect(opening).to_have_value(re.compile(r"\w"), timeout=SLOW_MS)
        expect(opening).to_be_focused()
        expect(page.get_by_label("Who is it about?")).to_have_value("Mila, a small fox")
        expect(page.get_by_role("button", name="Look at it again")).to_be_enabled()
        shot(page, "story-picture-seen")

        opening.fill("a red boat lies on the beach, and nobody is near")
        page.get_by_role("button", name="Show the outline first").click()
        first = page.get_by_role("textbox", name="Scene 1", exact=True)
        seen = "A red boat lies on the beach, and nobody is near."
        expect(first).to_have_value(seen, timeout=SLOW_MS)
        picture = page.get_by_role("img", name="a red boat lies on the beach")
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("complete", True)
        shot(page, "story-picture-told")
