"""Everyday jobs on a text in a real page, by real clicks: asked, stopped, edited, extracted, saved.

What a random model writes is nonsense, and how it goes is not. Knows nothing of what is good.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, shot, visit
from tests.browser.visits.person import SLOW_MS, expect_error, paste, press_when

pytestmark = pytest.mark.browser
ASKED_FOR = "?model=tiny&device=wasm#write"
SAMPLE = re.compile("^Dear Ms Okafor")
ROWS = "text\nAnna leaves at 8.\nBen stays until 9.\n\nCleo has 12 hens.\n"


def ready(page: Page, site: Server) -> None:
    """In the room, with the tiny model awake and somebody there to answer."""
    visit(page, site.url + ASKED_FOR)
    page.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#write-who")).to_contain_text("everyday jobs", timeout=SLOW_MS)


def answers(page: Page, count: int) -> None:
    """Wait until so many stand, and nothing is being said."""
    expect(page.locator(".write-answer")).to_have_count(count, timeout=SLOW_MS)
    expect(page.locator("#write-live")).to_have_count(0, timeout=SLOW_MS)


def choose(page: Page, job: str) -> None:
    page.locator("#write-jobs").get_by_text(job, exact=True).click()


def test_a_text_is_summarised_and_the_answer_edited_and_kept(
    look: tuple[Page, Callable[[str], None]], site: Server
) -> None:
    page, judge = look
    ready(page, site)
    page.locator("#write-ask").click()
    expect_error(page, "There is no text yet")
    judge("write-empty")
    page.get_by_role("button", name="Try it with a sample").click()
    expect(page.locator("#write-count")).to_contain_text("words")
    expect(page.locator("#field-write-text")).to_have_value(SAMPLE)  # it comes from the worker
    page.locator("#write-ask").click()
    answers(page, 1)
    card = page.locator(".write-answer")
    card.locator("summary", has_text="What was sent").click()
    expect(card.locator(".sent")).to_contain_text("Dear Ms Okafor")
    expect(card).to_contain_text("tokens")
    card.get_by_role("button", name="Edit").click()
    page.get_by_label("Your version of the answer").fill("The pump is replaced on 4 June.")
    page.get_by_role("button", name="Keep my version").click()
    expect(card).to_contain_text("The pump is replaced on 4 June.")
    choose(page, "Reply")
    page.locator("#write-points-choice").get_by_text("thank them", exact=True).click()
    judge("write-answered")

    page.reload()
    expect(card).to_contain_text("The pump is replaced on 4 June.", timeout=SLOW_MS)
    expect(page.locator("#write-who")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#field-write-text")).to_have_value(SAMPLE)
    card.get_by_role("button", name="Undo").click()
    expect(card).not_to_contain_text("The pump is replaced on 4 June.")


def test_a_reply_is_stopped_and_what_there_is_of_it_stays(page: Page, site: Server) -> None:
    ready(page, site)
    paste(page.locator("#field-write-text"), "Will you come on Friday? Please say so. Anna")
    choose(page, "Reply")
    page.locator("#field-write-points").fill("yes\nwith a cake")
    page.get_by_role("button", name="Write a reply").click()
    said = "document.querySelector('#write-live-0')?.textContent.length > 3"
    press_when(page, f"{said} || document.querySelector('.write-answer')", "#write-stop")
    answers(page, 1)
    expect(page.locator(".write-answer .write-words").first).not_to_be_empty()
    shot(page, "write-stopped")


def test_fields_are_extracted_from_a_text_and_from_every_row_of_a_table(
    look: tuple[Page, Callable[[str], None]], site: Server, tmp_path: Path
) -> None:
    page, judge = look
    ready(page, site)
    note = tmp_path / "note.md"
    note.write_text("# Boat\n\nAnna leaves at 8 with 12 hens.", "utf-8")
    page.locator("#write-file").set_input_files(note)
    expect(page.locator("#write-notice")).to_contain_text("was read")
    choose(page, "Extract")
    page.get_by_label("Name of field 1", exact=True).fill("who")
    page.get_by_label("Name of field 2", exact=True).fill("hens")
    page.get_by_label("Kind of field 2", exact=True).select_option("number")
    page.get_by_role("button", name="Extract from the text").click()
    answers(page, 1)
    expect(page.locator(".values tbody tr")).to_have_count(2)
    told = page.locator(".write-answer .write-words").first.text_content() or ""
    assert list(json.loads(told)) == ["who", "hens"]

    table = tmp_path / "rows.csv"
    table.write_text(ROWS, "utf-8")
    page.locator("#write-many-table").set_input_files(table)
    page.get_by_role("button", name=re.compile(r"Extract from \d")).click()
    expect(page.locator("#write-many-heading")).to_contain_text("all of them", timeout=SLOW_MS)
    judge("write-many")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save as CSV").click()
    saved = tmp_path / "saved.csv"
    coming.value.save_as(saved)
    lines = saved.read_text("utf-8-sig").splitlines()
    assert lines[0] == "text,who,hens,not in the text,error" and len(lines) >= 4
