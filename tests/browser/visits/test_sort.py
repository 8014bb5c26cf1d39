"""A table sorted on the real page: in, read, put right, carried out, left and found again.

The tiny model, whose labels mean nothing; what counts is that nothing is lost. Knows the words of
the room.
"""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, Worker, expect

from tests.browser.conftest import Server, shot, until, visit
from tests.browser.visits.person import SLOW_MS, TINY, expect_error

pytestmark = pytest.mark.browser

SORT = f"{TINY}#sort"
LABELS = "praise: somebody is pleased\ncomplaint: something went wrong\nquestion: somebody asks"
TEXTS = ("I love this kettle", "It broke on the second day", "Does it come in blue?")
END = "setTimeout(() => self.close())"
SHOWN = "document.querySelectorAll('#sort-rows li').length"
ALL_READ = "/^All .* rows are read/.test(document.querySelector('#sort-progress-line').textContent)"


def table(rows: int) -> bytes:
    lines = [f'{at},"{TEXTS[at % 3]}, number {at}"' for at in range(1, rows + 1)]
    return "\n".join(["id,comment", *lines]).encode()


def wake(page: Page, server: Server) -> None:
    """In the room, with a model."""
    visit(page, server.url + SORT)
    page.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#sort-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)


def bring(page: Page, content: bytes, name: str = "reviews.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("#sort-file").set_input_files(file)  # type: ignore[arg-type]


def start(page: Page, rows: int, labels: str = LABELS) -> None:
    bring(page, table(rows))
    expect(page.locator("#sort-column")).to_have_value("1", timeout=SLOW_MS)
    page.locator("#sort-labels").fill(labels)
    page.locator("#sort-start").click()
    expect(page.locator("#sort-work")).to_be_visible(timeout=SLOW_MS)


def read_rows(page: Page) -> int:
    line = page.locator("#sort-progress-line").inner_text()
    found = re.search(r"([\d,]+) (?:of [\d,]+ )?rows", line)
    return int(found[1].replace(",", "")) if found else 0


def wait_rows(page: Page, rows: int) -> None:
    """Wait until at least so many are read."""
    bar = f"(document.querySelector('#sort-bar')?.value ?? 0) >= {rows}"
    until(page, bar, SLOW_MS)


def pause(page: Page) -> int:
    page.locator("#sort-pause").click()
    expect(page.locator("#sort-progress-line")).to_contain_text("nothing is lost", timeout=SLOW_MS)
    return read_rows(page)


def in_hand(page: Page) -> Locator:
    return page.locator("#sort-review-heading")


def test_a_table_is_read_put_right_by_keys_and_carried_out(page: Page, server: Server) -> None:
    wake(page, server)
    start(page, 60)
    until(page, ALL_READ, SLOW_MS)
    expect(page.locator("#sort-rows meter").first).to_be_visible()
    expect(page.locator("#sort-rows li:not(:has(meter))")).to_have_count(0)
    page.get_by_role("button", name="Review doubtful rows").click()
    expect(page.locator("#sort-order")).to_have_value("doubt")
    expect(page.locator("#sort-review")).to_be_focused()  # last of all, so keys are heard
    first = in_hand(page).inner_text()
    page.keyboard.press("2")
    expect(in_hand(page)).not_to_have_text(first)
    expect(page.locator("#sort-learned")).to_contain_text("Learned from it.", timeout=SLOW_MS)
    second = in_hand(page).inner_text()
    page.keyboard.press("0")
    expect(in_hand(page)).not_to_have_text(second)
    expect(page.locator("#sort-evidence")).to_contain_text("2 reviewed rows", timeout=SLOW_MS)
    shot(page, "sort-review")
    with page.expect_download() as saved:
        page.locator("#sort-export-csv").click()
    rows = list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))
    assert [row["id"] for row in rows] == [str(at) for at in range(1, 61)]
    corrected = next(row for row in rows if f"Row {row['id']}" == first)
    assert corrected["label"] == "complaint"
    assert corrected["review"].endswith("by a person")
    assert {row["label"] for row in rows} <= {"praise", "complaint", "question"}
    assert all(0 <= float(row["margin"]) <= float(row["probability"]) <= 1 for row in rows)
    with page.expect_download() as saved:
        page.locator("#sort-export-xlsx").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes()))
    assert book.worksheets[0].max_row == 61


def test_a_closed_tab_is_found_again_and_goes_on_when_asked(page: Page, server: Server) -> None:
    wake(page, server)
    start(page, 400)
    wait_rows(page, 60)
    read = pause(page)
    page.locator("#sort-rows li button").first.click()
    expect(in_hand(page)).to_have_text("Row 1", timeout=SLOW_MS)
    page.keyboard.press("1")
    expect(page.locator("#sort-learned")).to_be_visible(timeout=SLOW_MS)
    context = page.context
    page.close()
    page = context.new_page()
    visit(page, server.url + SORT)
    expect(page.locator("#sort-jobs")).to_contain_text("400 rows", timeout=SLOW_MS)
    page.get_by_role("button", name="Open reviews.csv").click()
    expect(page.locator("#sort-work-heading")).to_be_focused()
    expect(page.locator("#sort-progress-line")).to_contain_text(f"{read:,}")
    assert read_rows(page) == read
    expect(page.locator("#sort-show")).to_contain_text("Checked by you (1)")
    expect(page.locator("#sort-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)
    assert page.locator("#sort-pause").count() == 0, "it must not run by itself"
    page.locator("#sort-go").click()
    wait_rows(page, read + 20)
    shot(page, "sort-reading")


def worker(page: Page, kind: str) -> Worker:
    [found] = [worker for worker in page.workers if f"{kind}.worker.js" in worker.url]
    return found


@pytest.mark.whole
@pytest.mark.parametrize("kind", ["engine", "mind"])
def test_a_killed_worker_costs_no_row_and_the_reading_goes_on(
    page: Page, server: Server, kind: str
) -> None:
    wake(page, server)
    start(page, 300)
    wait_rows(page, 100)
    worker(page, kind).evaluate(END)
    expect_error(page, "The model stopped and was restarted", "Every row that was read")
    until(page, ALL_READ, SLOW_MS)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "navigate"


@pytest.mark.whole
def test_ten_thousand_rows_scroll_and_answer_to_the_keyboard(page: Page, server: Server) -> None:
    wake(page, server)
    start(page, 10_000)
    wait_rows(page, 5)
    pause(page)
    assert page.evaluate(SHOWN) <= 60
    page.locator("#sort-rows").evaluate("it => it.scrollIntoView({ block: 'end' })")
    page.evaluate("document.querySelector('#sort-rows').scrollTop = 1e9")
    expect(page.locator("#sort-row-9999")).to_be_in_viewport()
    assert page.evaluate(SHOWN) <= 60
    page.evaluate("document.querySelector('#sort-rows').scrollTop /= 2")
    half = "document.querySelector('#sort-rows li')?.ariaPosInSet > 4000"
    until(page, half + " && document.querySelector('#sort-rows li').ariaPosInSet < 6000", SLOW_MS)
    row = page.locator("#sort-rows li button").nth(20)
    at = int(row.get_attribute("data-row") or 0)
    row.click()
    expect(in_hand(page)).to_have_text(f"Row {at + 1:,}", timeout=SLOW_MS)
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    expect(in_hand(page)).to_have_text(f"Row {at + 41:,}", timeout=SLOW_MS)
    expect(page.locator(f"#sort-row-{at + 40}")).to_be_focused()
    expect(page.locator(f"#sort-row-{at + 40}")).to_be_in_viewport()
    page.locator("#sort-search").fill("number 777")
    page.keyboard.press("Enter")
    expect(page.locator("#sort-count")).to_contain_text("11 of 10,000", timeout=SLOW_MS)


def test_a_bad_file_is_refused_in_words_and_one_of_a_hundred_megabytes_unread(
    page: Page, server: Server, tmp_path: Path
) -> None:
    visit(page, server.url + SORT)
    for name, content, said in (
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "picture.png"),
        ("empty.csv", b"", "is empty"),
        ("page.xlsx", b"<html><body>not found</body></html>", "page.xlsx"),
    ):
        bring(page, content, name)
        expect_error(page, said, "cannot be read as a table")
        expect(page.locator("#sort-file")).to_be_enabled()
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(101_000_000)
    page.locator("#sort-file").set_input_files(large)
    expect_error(page, "too large for this page", "101 MB")


@pytest.mark.whole
def test_odd_files_are_read_with_a_word_on_what_was_odd(page: Page, server: Server) -> None:
    visit(page, server.url + SORT)
    bring(page, "text\nsch\xf6n\n=1+1\n\n\u20ac 5".encode("cp1252"))
    expect(page.locator("#sort-table-notes")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".preview")).to_contain_text("sch\xf6n")
    expect(page.locator(".preview")).to_contain_text("=1+1")
    page.get_by_role("button", name="Open another table").click()
    bring(page, b"a,b\n1\n2,3,4\n5,6")
    expect(page.locator("#sort-table-notes li").first).to_be_visible(timeout=SLOW_MS)
    page.locator("#sort-labels").fill("only one")
    page.locator("#sort-start").click()
    expect(page.locator("#sort-labels-wrong")).to_contain_text("at least 2", timeout=SLOW_MS)
    expect(page.locator("#sort-labels")).to_be_focused()
    expect(page.locator("#sort-labels")).to_have_value("only one")


@pytest.mark.whole
def test_the_room_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    visit(page, server.url + SORT)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible()
    judge("sort-welcome")
    wake(page, server)
    bring(page, table(40))
    expect(page.locator("#sort-column")).to_be_visible(timeout=SLOW_MS)
    page.locator("#sort-labels").fill("one")
    page.locator("#sort-start").click()
    expect(page.locator("#sort-labels-wrong")).to_be_visible(timeout=SLOW_MS)
    judge("sort-question")
    page.locator("#sort-labels").fill(LABELS)
    page.locator("#sort-start").click()
    expect(page.locator("#sort-work")).to_be_visible(timeout=SLOW_MS)
    until(page, ALL_READ, SLOW_MS)
    judge("sort-read")
    page.locator("#sort-review").get_by_role("button", name="Check random rows").click()
    for _ in range(12):
        before = in_hand(page).inner_text()
        page.keyboard.press("0")
        expect(in_hand(page)).not_to_have_text(before, timeout=SLOW_MS)
    expect(page.locator("#sort-evidence .chart").first).to_be_visible(timeout=SLOW_MS)
    judge("sort-evidence")
    page.get_by_role("button", name="Delete this sort").click()
    expect(page.get_by_role("button", name="Delete sort")).to_be_visible()
    judge("sort-delete")
