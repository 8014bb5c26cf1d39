"""A table sorted by the embedding model: decided by likeness, looked through, carried out, found.

Knows the words of the room.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, kept, shot, until
from tests.browser.deciding import sorter
from tests.browser.deciding.sorter import texts
from tests.browser.visits.person import SLOW_MS, go
from tests.browser.visits.test_access import tab_to
from tests.browser.visits.test_lost import END, GONE, worker
from tests.browser.visits.test_sort import in_hand, wait_rows

pytestmark = pytest.mark.browser

TEXTS = "#sort-rows li .text"  # of the rows in sight


def exported(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as saved:
        page.locator("#sort-export-csv").click()
    return list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))


def test_rows_are_decided_by_likeness_to_examples_and_carried_out(
    page: Page, server: Server
) -> None:
    rows = texts(60)
    sorter.enter(page, server, rows)
    expect(page.locator("#model-card")).to_be_visible()
    sorter.choose(page, "embedding")
    expect(page.locator("#embedder-card")).to_be_visible()
    expect(page.locator("#model-card")).to_have_count(0)
    expect(page.locator("#sort-task")).to_be_hidden()
    sorter.give_examples(page, 6)
    sorter.start(page)
    expect(page.locator("#embedder-heading")).to_be_focused()
    sorter.fetch_embedder(page)
    sorter.all_read(page)
    expect(page.locator("#sort-room #embedder-ready")).to_contain_text("is ready")
    page.locator("#sort-rows li button").nth(1).click()
    expect(in_hand(page)).to_have_text("Row 2")
    expect(page.locator("#sort-choice-2")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("0")
    expect(page.locator("#sort-learned")).to_contain_text("Learned from it.", timeout=SLOW_MS)
    found = exported(page)
    assert [row["comment"] for row in found] == [text for text, _ in rows]
    right = sum(row["label"] == row["known"] for row in found)
    assert right >= 57, f"{right} of 60 are right"
    assert all(0 <= float(row["margin"]) <= float(row["probability"]) <= 1 for row in found)
    assert [row["review"] for row in found if row["id"] == "2"] == ["confirmed by a person"]
    assert page.locator("#model-card").count() == 0, "no language model was needed"


@pytest.mark.whole
def test_rows_like_one_and_near_duplicates_are_shown_together(page: Page, server: Server) -> None:
    rows = texts(40)
    same = f"{rows[3][0]}!"
    sorter.sort_by_vectors(page, server, [*rows, (same.upper(), ""), (same, "")])
    page.locator("#sort-row-3").click()
    page.locator("#sort-alike").click()
    expect(page.locator("#sort-order")).to_have_value("near", timeout=SLOW_MS)
    expect(page.locator("#sort-show option:checked")).to_contain_text("Like row 4")
    expect(page.locator(TEXTS).nth(1)).to_have_text(same)
    likest = page.locator(TEXTS).all_text_contents()
    assert likest[:2] == [rows[3][0], same]
    others = [text for text in likest[:12] if "wonderful" in text.lower()]
    assert len(others) <= 3, f"by chance it would be about six: {likest[:12]}"
    shot(page, "sort-alike")
    page.locator("#sort-twins").click()
    expect(page.locator("#sort-show option:checked")).to_contain_text("Near-duplicates")
    expect(page.locator(TEXTS, has_text=rows[0][0])).to_have_count(0)
    pair = page.locator(TEXTS).all_text_contents()
    assert {rows[3][0], same} <= set(pair) and len(pair) < 30, pair
    page.locator("#sort-show").select_option("all")
    expect(page.locator("#sort-count")).to_have_text("42 rows")


def test_labels_are_proposed_from_the_rows_and_sorted_by(page: Page, server: Server) -> None:
    sorter.enter(page, server, texts(40))
    expect(page.locator("#sort-propose")).to_have_count(0)
    sorter.choose(page, "embedding")
    expect(page.locator("#embedder-card")).to_contain_text("propose labels from the rows")
    sorter.fetch_embedder(page)
    page.locator("#sort-labels").fill("other: none of these")
    page.locator("#sort-propose").click()
    found = page.locator("#sort-proposed")
    expect(found).to_contain_text("groups were found in 40 rows", timeout=SLOW_MS)
    expect(page.locator("#sort-labels")).to_be_focused()  # last of all: its lines are in it
    lines = page.locator("#sort-labels").input_value().splitlines()
    assert lines[0] == "other: none of these" and len(lines) > 1
    shot(page, "sort-proposed")
    sorter.start(page, "\n".join(lines[1:3]) if len(lines) > 2 else "\n".join(lines))
    sorter.all_read(page)


def test_both_models_are_compared_and_one_click_lets_the_better_one_decide(
    page: Page, server: Server
) -> None:
    rows = texts(60)
    sorter.enter(page, server, rows)
    sorter.fetch_language_model(page)
    page.locator("#sort-given").select_option("2")
    sorter.start(page)
    sorter.all_read(page)
    section = page.locator("section:has(> #sort-compare-heading)")
    expect(section).to_contain_text("It has to be here too")
    sorter.fetch_embedder(page)
    page.locator("#sort-compare").click()
    expect(page.locator("#sort-compared")).to_be_focused(timeout=SLOW_MS)
    said = page.locator("#sort-compared").inner_text()
    found = re.search(
        r"On your (\d+) labelled rows the embedding model was right (\d+) times, the language "
        r"model (\d+) times: more than luck would give\.",
        said,
    )
    assert found, said
    n, ours, other = map(int, found.groups())
    assert n == 44 and other < ours <= n, (
        "sixteen of the sixty stand in the language model's prompt"
    )
    shot(page, "sort-compared")
    page.locator("#sort-switch").click()
    sorter.all_read(page)
    expect(page.locator("#sort-room #embedder-ready")).to_be_visible()
    expect(page.locator("#sort-alike, #sort-twins").first).to_be_visible()
    right = sum(row["label"] == row["known"] for row in exported(page))
    assert right == 60, "what the table said stays"
    expect(page.locator("#sort-compared")).to_have_count(0)


@pytest.mark.whole  # a sort that is found again: visits/test_sort.py; the choice: its sister here
def test_the_choice_and_the_sort_are_there_after_a_reload(page: Page, server: Server) -> None:
    sorter.sort_by_vectors(page, server, texts(40))
    page.reload()
    expect(page.locator("#sort-room #embedder-ready")).to_be_visible(timeout=SLOW_MS)
    sorter.all_read(page)
    page.get_by_role("button", name="Change the labels").click()
    expect(page.locator("#sort-by")).to_have_value("embedding")
    page.locator("#sort-start").click()
    sorter.all_read(page)


@pytest.mark.whole  # what is found by meaning is found offline at each run
@pytest.mark.keeps
def test_the_choice_and_the_sort_are_there_after_a_reload_and_offline(
    page: Page, server: Server
) -> None:
    sorter.sort_by_vectors(page, server, texts(40))
    page.reload()
    expect(page.locator("#sort-room #embedder-ready")).to_be_visible(timeout=SLOW_MS)
    sorter.all_read(page)
    go(page, "Story")
    kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#story-heading")).to_be_visible()
    until(page, "document.querySelector('#model-card')", SLOW_MS)
    assert page.locator("#embedder-ready").count() == 0, "in the story room nobody waits for it"
    go(page, "Sort")
    expect(page.locator("#sort-room #embedder-ready")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Change the labels").click()
    expect(page.locator("#sort-by")).to_have_value("embedding")
    page.locator("#sort-start").click()
    sorter.all_read(page)
    page.context.set_offline(False)


@pytest.mark.whole
@pytest.mark.parametrize("kind", ["engine", "mind"])
def test_a_killed_worker_costs_no_row(page: Page, server: Server, kind: str) -> None:
    sorter.enter(page, server, texts(1_000))
    sorter.choose(page, "embedding")
    sorter.fetch_embedder(page)
    sorter.start(page)
    wait_rows(page, 64)
    worker(page, kind).evaluate(END)
    until(page, GONE.format(kind) + " === 2", SLOW_MS)
    sorter.all_read(page)
    page.locator("#sort-rows li button").first.click()
    page.locator("#sort-alike").click()
    expect(page.locator("#sort-order")).to_have_value("near", timeout=SLOW_MS)


@pytest.mark.whole
def test_the_model_is_chosen_and_the_rows_are_looked_through_by_keyboard(
    page: Page, server: Server
) -> None:
    sorter.enter(page, server, texts(24))
    tab_to(page, "#sort-labels")
    page.keyboard.type(sorter.LABELS)
    tab_to(page, "#sort-by")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#embedder-card")).to_be_visible()
    tab_to(page, "#sort-start")
    page.keyboard.press("Enter")
    expect(page.locator("#embedder-heading")).to_be_focused()
    tab_to(page, "#embedder-card button[data-event='embedder.load']")
    page.keyboard.press("Enter")
    sorter.all_read(page)
    tab_to(page, "#sort-rows li button")
    page.keyboard.press("Enter")
    tab_to(page, "#sort-alike")
    page.keyboard.press("Enter")
    expect(page.locator("#sort-order")).to_have_value("near", timeout=SLOW_MS)


@pytest.mark.whole
def test_what_is_missing_is_said_where_the_button_is(page: Page, server: Server) -> None:
    sorter.sort_by_vectors(page, server, texts(6))
    page.locator("#sort-rows li button").first.click()
    expect(in_hand(page)).to_have_text("Row 1")
    page.keyboard.press("0")
    expect(page.locator("#sort-work")).to_contain_text("1 are labelled so far", timeout=SLOW_MS)
    page.get_by_role("button", name="Change the labels").click()
    page.locator("#sort-propose").click()
    expect(page.locator("#sort-proposed")).to_contain_text("too few to be grouped")
    expect(page.locator("#sort-labels")).to_have_value(sorter.LABELS)
