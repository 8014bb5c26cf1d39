"""Bad input in the Find room: files that cannot be read, no file at all, a full disk, no models."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DIST, Server, profile, twin
from tests.browser.find.finder import FILES, enter, give, look_for, payloads, through
from tests.browser.visits.person import SLOW_MS
from web.site.assemble import seal

pytestmark = pytest.mark.browser

# So many that there is time to do something while they are read.
MANY = {f"{n}.txt": f"Letter number {n} is about ships.".encode() for n in range(60)}


def test_what_cannot_be_read_is_listed_and_the_rest_comes_in_with_its_markup_as_text(
    room: Page,
) -> None:
    give(
        room,
        {
            **FILES,
            "empty.txt": b"",
            "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(200),
            "broken.docx": b"PK\x03\x04 and then nothing",
            "endless.txt": b"x" * 300_000,
            "mixed.txt": "Caf\u00e9 und \u00dcber".encode("latin-1"),
            "<img src=x onerror=alert(1)>.txt": b"<script>alert(1)</script> dragons live here",
        },
    )
    errors = room.locator("#intake-errors")
    for name in ("empty.txt", "photo.jpg", "broken.docx"):
        expect(errors).to_contain_text(name)
    expect(errors).not_to_contain_text("mixed.txt")
    look_for(room, "\u00dcber")
    expect(room.locator("#find-passages")).to_contain_text("Caf\u00e9 und \u00dcber")
    look_for(room, "water")
    expect(room.locator("#find-passages")).to_contain_text("15 November")
    look_for(room, "dragons")
    expect(room.locator("#find-passages")).to_contain_text("<script>alert(1)</script>")
    expect(room.locator("#find-passages")).to_contain_text("<img src=x onerror=alert(1)>.txt")
    expect(room.locator("#find-passages img, #find-passages script")).to_have_count(0)


def test_no_files_and_nothing_to_look_for_are_said(room: Page) -> None:
    give(room)
    room.locator("#find-box").fill("?!")
    room.locator("#find-go").click()
    expect(room.locator("#alert-find")).to_contain_text("Type what you are looking for first")
    expect(room.locator("#find-box")).to_be_focused()
    look_for(room, "zebra")
    expect(room.locator("#found-line")).to_contain_text("Nothing was found by words")
    expect(room.locator("#find-found")).to_contain_text("with the embedding model")


@pytest.mark.whole
def test_a_pause_in_the_middle_and_going_on(room: Page) -> None:
    room.locator("#find-files").set_input_files(payloads(MANY))
    expect(room.locator("#find-box")).to_be_visible(timeout=SLOW_MS)
    room.locator("#find-pause").click()
    expect(room.locator("#intake-heading")).to_have_text("Paused", timeout=SLOW_MS)
    look_for(room, "ships")
    room.locator("#find-resume").click()
    through(room)
    expect(room.locator("#find-card-line")).to_contain_text("60 files", timeout=SLOW_MS)


def test_a_tab_that_was_closed_in_the_middle_goes_on_when_files_are_given_again(
    room: Page, context: BrowserContext, server: Server
) -> None:
    room.locator("#find-files").set_input_files(payloads(MANY))
    # As soon as a file is in, there is something to be looked for.
    expect(room.locator("#find-box")).to_be_visible(timeout=SLOW_MS)
    room.close()
    page = context.new_page()
    enter(page, server)
    expect(page.locator("#find-card-line")).to_contain_text("file", timeout=SLOW_MS)
    give(page, MANY)
    expect(page.locator("#intake-done")).to_contain_text("unchanged")
    expect(page.locator("#find-card-line")).to_contain_text("60 files", timeout=SLOW_MS)


def test_a_full_disk_holds_the_files_up_and_loses_nothing(
    room: Page, context: BrowserContext, server: Server
) -> None:
    give(room)
    session = context.new_cdp_session(room)
    origin = server.url.rstrip("/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 20_000})
    large = {"large.txt": b"".join(b"Line %d is about whales.\n" % n for n in range(40_000))}
    room.locator("#find-files").set_input_files(payloads(large))
    expect(room.locator("#alert-find")).to_contain_text("no room for more files", timeout=SLOW_MS)
    expect(room.locator("#intake-heading")).to_have_text("Storage full")
    look_for(room, "water")
    expect(room.locator("#find-passages")).to_contain_text("15 November")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    room.locator("#find-resume").click()
    through(room)
    look_for(room, "whales")
    expect(room.locator("#find-passages")).to_contain_text("about whales")


def test_a_site_without_models_still_searches_by_words(
    chromium: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    twin(DIST, site)
    for name in ("models/index.json", "files.json", "sw.js"):
        (site / name).unlink()
    (site / "models/index.json").write_text('{"format": 1, "models": []}')
    seal(site)
    server, context = serve(site), profile(chromium)
    page = context.new_page()
    enter(page, server)
    expect(page.locator("#find-words-only")).to_contain_text("searched by words only")
    give(page)
    look_for(page, "water")
    expect(page.locator("#find-passages")).to_contain_text("15 November")
    context.close()
