"""Teaching in a real page with the tiny model: brought, trained, broken off, gone on with, tried,
carried out and in; and what is brought that cannot be used."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hearthside.lora import read_adapter, write_adapter
from tests.browser.conftest import Server, shot, visit
from tests.browser.visits.person import SLOW_MS, expect_error, paste
from tests.unit.lora.adapters import small_adapter

pytestmark = pytest.mark.browser

URL = "?model=tiny&device=wasm#teach"
ARROW = "=" + ">"
THINGS = ("fox", "wood", "fire", "friend", "house", "river", "lamp", "stone", "bird", "boat")
WORDS = ("old", "warm", "deep", "small", "red", "dark")
LINES = [f"the {word} {thing} {ARROW} a {thing}, {word}" for word in WORDS for thing in THINGS]


def check(page: Page, lines: list[str]) -> None:
    paste(page.locator("#field-teach-pasted"), "\n".join(lines))
    page.get_by_role("button", name="Check these examples").click()


def ready(page: Page, server: Server) -> None:
    """In the room, with the tiny model awake."""
    visit(page, server.url + URL)
    page.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#teach-room #model-card")).to_have_count(0, timeout=SLOW_MS)


def trained(page: Page) -> None:
    """Wait until it is, and until both answers to every shown example are there."""
    expect(page.locator("#teach-taught")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#teach-taught td", has_text="\u2026")).to_have_count(0, timeout=SLOW_MS)


def tried(page: Page) -> None:
    """An input of one's own is answered without the adapter and with it."""
    page.locator("#teach-taught").get_by_role("button", name="Try it").click()
    page.locator("#field-teach-input").fill("the warm lamp")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#teach-try-form td")).to_have_count(3)
    expect(page.locator("#teach-try-form td", has_text="\u2026")).to_have_count(0, timeout=SLOW_MS)


def carried(page: Page, folder: Path) -> None:
    """The adapter goes out as a file, is deleted, and comes in again."""
    with page.expect_download() as coming:
        page.locator("#teach-taught").get_by_role("button", name="Export").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name == "Turned words.safetensors"
    adapter = read_adapter(file.read_bytes())
    assert (adapter.manifest.model, adapter.manifest.prompt_format) == ("tiny", "teach/1")
    assert [point.step for point in adapter.manifest.curve] == [0, 13, 26, 39, 52, 65]

    spine = page.locator("#teach-adapters .spine")
    spine.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete adapter").click()
    expect(spine).to_have_count(0)
    page.locator("#teach-import").set_input_files(file)
    expect(spine).to_contain_text("Turned words")


def test_a_person_teaches_goes_on_after_a_reload_and_carries_it_out_and_in(
    look: tuple[Page, Callable[[str], None]], server: Server, tmp_path: Path
) -> None:
    page, judge = look
    ready(page, server)
    check(page, [*LINES, LINES[0], f"half {ARROW}", "the old fox " + ARROW + " another"])
    expect(page.locator("#teach-count")).to_have_text("63 examples came, 61 are of use.")
    expect(page.locator("#teach-faults li")).to_have_count(3)
    judge("teach-examples")
    page.locator("#field-teach-name").fill("Turned words")
    page.locator("#field-teach-rounds").select_option("5")
    page.get_by_role("button", name="Train").click()
    expect(page.locator("#teach-losses")).to_be_visible(timeout=SLOW_MS)
    shot(page, "teach-going")
    page.reload()
    expect(page.locator("#teach-unfinished")).to_contain_text("Turned words", timeout=SLOW_MS)
    page.get_by_role("button", name="Go on", exact=True).click(timeout=SLOW_MS)
    trained(page)
    expect(page.locator("#teach-verdict")).to_be_visible()
    expect(page.locator("#teach-figures")).to_contain_text("95\u00a0% interval")
    expect(page.locator("#teach-unfinished")).to_have_count(0)
    judge("teach-taught")
    tried(page)
    carried(page, tmp_path)


def test_what_cannot_be_taught_or_imported_is_said(
    page: Page, server: Server, tmp_path: Path
) -> None:
    ready(page, server)
    check(page, [f"{thing} {ARROW} the same" for thing in (*THINGS, *WORDS)])
    expect(page.locator("#teach-obstacle")).to_contain_text("All outputs are the same")
    expect(page.get_by_role("button", name="Train")).to_be_disabled()
    page.get_by_role("button", name="Use other examples").click()
    check(
        page, [f"\u043b\u0438\u0441\u0430 {at} {ARROW} \u0434\u043e\u043c {at}" for at in range(12)]
    )
    expect(page.locator("#teach-faults")).to_contain_text("outside this model\u2019s vocabulary")
    expect(page.get_by_role("button", name="Train")).to_be_enabled()

    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"\x10" + bytes(200))
    page.locator("#teach-import").set_input_files(damaged)
    expect_error(page, "This file is no adapter")
    manifest = replace(small_adapter().manifest, prompt_format="teach/1")
    other = tmp_path / "other.safetensors"
    other.write_bytes(write_adapter(replace(small_adapter(), manifest=manifest)))
    page.locator("#teach-import").set_input_files(other)
    expect_error(page, "This adapter is for another model")
    shot(page, "teach-damaged")
