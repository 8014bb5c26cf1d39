"""A story from an outline, in the page: seen, changed, told, retold, taken back, and still there.

The tiny random model with a random adapter: what is told is nonsense, and how it goes is not.
Knows nothing of what makes an outline good.
"""

import json
from collections.abc import Callable
from dataclasses import replace as with_changes
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hearthside.adapters.manifest import adapter_form
from hearthside.lora import Adapter, fresh_arrays, halves_of, write_adapter
from tests.browser.conftest import DIST, Guard, Server, replace, shot, twin, visit, watched
from tests.browser.visits.person import TINY, fetch_model, fill, scenes, wait_ready, wait_told
from tests.unit.lora.adapters import MANIFEST
from web.site.assemble import adapter_entry

pytestmark = pytest.mark.browser

PATH = "adapters/story.safetensors"
FORM = {"hero": "Mila, a small fox", "place": "a lighthouse", "wish": "to hear the sea"}


def random_adapter() -> bytes:
    """An adapter of rank 8 that the tiny model takes."""
    told = json.loads((DIST / "models/tiny/manifest.json").read_text("utf-8"))
    form = adapter_form(told["adapters"])
    assert form is not None
    manifest = with_changes(MANIFEST, base=form.base, rank=8)
    return write_adapter(Adapter(manifest, halves_of(fresh_arrays(form, 8, 3))))


@pytest.fixture
def site(tmp_path: Path, serve: Callable[..., Server]) -> Server:
    """The site, with an adapter for stories that the tiny model takes."""
    folder, data = tmp_path / "site", random_adapter()
    twin(DIST, folder)
    file = folder / PATH
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_bytes(data)
    index = json.loads((folder / "models/index.json").read_text("utf-8"))
    index["adapters"] = [adapter_entry(PATH, data)]
    replace(folder / "models/index.json", json.dumps(index))
    return serve(folder)


def line(page: Page, number: int) -> str:
    return page.get_by_role("textbox", name=f"Scene {number}", exact=True).input_value()


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
        assert "Mila" in line(page, 1)
        page.get_by_role("textbox", name="Scene 2", exact=True).fill("Mila sits down and sings")
        page.get_by_role("button", name="Keep these lines").click()
        expect(page.locator("#announcer")).to_contain_text("The outline is changed")
        assert line(page, 2) == "Mila sits down and sings."
        page.get_by_role("button", name="Move scene 2 down").click()
        expect(page.get_by_role("textbox", name="Scene 3", exact=True)).to_have_value(
            "Mila sits down and sings."
        )
        shot(page, "story-outline")

        page.get_by_role("button", name="Tell this story").click()
        expect(page.locator("#scene-2")).to_be_visible()
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
        assert scenes(page) == ["Mila put on a blue hat.", *told[1:]]

        page.reload()
        wait_ready(page)
        assert scenes(page) == ["Mila put on a blue hat.", *told[1:]]
        page.locator("#outline-summary").click()
        assert line(page, 3) == "Mila sits down and sings."
