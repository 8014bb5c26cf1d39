"""The log in a real page: off, on, what a story asked, a tab closed half-way, the file, gone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, visit
from tests.browser.visits.person import TINY, ask, begin, fetch_model, go, wait_ready, wait_words
from tests.browser.workbench.conftest import Bench

pytestmark = pytest.mark.browser
WISH = {"hero": "Mila the fox", "place": "an old lighthouse", "seed": "7", "length": "short"}

CELL = """
from hearthside import StopRules, generate
from workbench import open_model

model = await open_model()
print(repr(await generate(model, "The Workbench kettle", rules=StopRules(max_tokens=9)).read()))
"""


def sought(page: Page, words: str) -> str:
    """What the log says to a search."""
    page.locator("#field-log-words").fill(words)
    page.get_by_role("button", name="Search").click()
    told = page.locator("#log-counted")
    expect(told).to_contain_text(f"\u201c{words}\u201d")
    return told.inner_text()


def saved(page: Page, folder: Path) -> list[tuple[str, str, str]]:
    """The log's file as a person gets it: (room, prompt, answer) of each row, by CPython."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the log as a file").click()
    assert download.value.suggested_filename.startswith("hearthside-log-")
    path = folder / "logs.db"
    download.value.save_as(path)
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    searched = "SELECT count(*) FROM responses_fts WHERE responses_fts MATCH 'lighthouse'"
    assert base.execute(searched).fetchone()[0] > 0
    rows = base.execute(
        "SELECT c.name, r.prompt, r.response FROM responses r"
        " JOIN conversations c ON c.id = r.conversation_id ORDER BY r.id"
    ).fetchall()
    base.close()
    return rows


def switch(page: Page, to: str) -> None:
    page.get_by_role("button", name=f"Switch the log {to}").click()
    expect(page.locator("#log-switch-heading")).to_contain_text(f"is {to}")


def closed_half_way(page: Page, server: Server) -> None:
    """A story in another tab, which is closed in the middle of it."""
    other = page.context.new_page()
    visit(other, f"{server.url}{TINY}#story")
    wait_ready(other)
    ask(other, **{**WISH, "hero": "Zeppelin the owl"})
    wait_words(other, scene=1)
    other.close()


def asked_at_the_workbench(page: Page, server: Server) -> None:
    """Cells have no store of their own, and reach none."""
    other = page.context.new_page()
    assert Bench(other, server.url).run(CELL).strip()
    other.close()


def test_all_that_is_asked_is_written_down_found_and_carried_out(
    look: tuple[Page, Callable[[str], None]], server: Server, tmp_path: Path
) -> None:
    page, judge = look
    visit(page, f"{server.url}{TINY}#log")
    expect(page.locator("#log-switch-heading")).to_contain_text("is off")
    switch(page, "on")
    go(page, "Story")
    fetch_model(page)
    begin(page, **WISH)
    go(page, "Log")
    expect(page.locator("#log-entries li").first).to_be_visible()
    assert " hold" in sought(page, "LIGHTHOUSE mila")
    page.locator("#log-entries summary").first.click()
    expect(page.locator("#log-entries .log-text").first).to_contain_text("lighthouse")
    judge("log-found")
    assert sought(page, "zeppelin").startswith("None of ")
    rows = saved(page, tmp_path)
    assert {name for name, _, _ in rows} == {"Story"}
    assert any("Mila" in prompt and answer for _, prompt, answer in rows)
    asked_at_the_workbench(page, server)
    assert "1 holds" in sought(page, "workbench kettle")
    closed_half_way(page, server)
    page.reload()
    expect(page.locator("#log-switch-heading")).to_contain_text("is on")
    assert " hold" in sought(page, "zeppelin")
    off_and_gone(page, judge, tmp_path)


def off_and_gone(page: Page, judge: Callable[[str], None], folder: Path) -> None:
    switch(page, "off")
    before = len(saved(page, folder))
    go(page, "Story")
    wait_ready(page)
    page.get_by_role("button", name="New story").click()
    begin(page, **{**WISH, "hero": "Quentin"})
    go(page, "Log")
    assert sought(page, "quentin").startswith("None of ")
    assert len(saved(page, folder)) == before
    page.get_by_role("button", name="Delete the log").click()
    judge("log-asked")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#log-room")).to_contain_text("The log is deleted.")
    page.reload()
    expect(page.locator("#log-room")).to_contain_text("Nothing is in it.")
    expect(page.locator("#log-entries")).to_have_count(0)
