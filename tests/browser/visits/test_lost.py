"""A worker that dies or hangs in the midst of a story: said calmly, nothing lost, no reload needed.

The tiny model, since only the nerves are at stake. Knows how to end a worker from outside; knows
nothing of how its end is noticed.
"""

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser.conftest import Server, shot, until, visit
from tests.browser.visits.person import (
    SCENES,
    SLOW_MS,
    TINY,
    ask,
    expect_error,
    expect_typed,
    fetch_model,
    scenes,
    stop,
    stop_button,
    wait_ready,
    wait_words,
)

pytestmark = pytest.mark.browser

WISH = {"hero": "Mila, a small fox", "wish": "to fly", "length": "long", "seed": "3"}
END = "setTimeout(() => self.close())"
# Long enough for every patience, short enough to leave no thread behind.
HANG = """setTimeout(() => {
  const end_ms = Date.now() + 90_000;
  while (Date.now() < end_ms);
})"""
BUSY = HANG.replace("90_000", "15_000")
TYPE = """(area, text) => {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}"""
PATIENCE_MS = 30_000  # a stop is asked politely first
GONE = "lifeNotes.filter(note => note.topic === 'worker.ready' && note.worker === '{}').length"


def worker(page: Page, kind: str) -> Worker:
    [found] = [worker for worker in page.workers if f"{kind}.worker.js" in worker.url]
    return found


@pytest.fixture
def telling(server: Server, page: Page) -> Page:
    """The second scene of a story is being told."""
    visit(page, server.url + TINY)
    fetch_model(page)
    ask(page, **WISH)
    wait_words(page, scene=1)
    return page


def goes_on(page: Page, button: str) -> None:
    """The button brings at least one more scene."""
    before = len(scenes(page))
    page.get_by_role("button", name=button).click()
    more = f"document.querySelectorAll('.scene[id^=scene-]').length > {before}"
    until(page, more, SLOW_MS)
    stop(page)


def went_on(page: Page, told: str, name: str) -> None:
    """After the loss: all is said and all is there, and the story goes on without a reload."""
    expect_error(page, "The model stopped and was restarted", "Your story is saved")
    shot(page, f"lost-{name}")
    first = page.locator(SCENES).first
    expect(first).to_have_text(told, use_inner_text=True)
    expect_typed(page, hero=WISH["hero"], wish=WISH["wish"])
    wait_ready(page)
    goes_on(page, "Continue the story")
    expect(first).to_have_text(told, use_inner_text=True)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "navigate"


def test_a_killed_engine_is_replaced(telling: Page) -> None:
    told = scenes(telling)[0]
    worker(telling, "engine").evaluate(END)
    until(telling, GONE.format("engine") + " === 2", SLOW_MS)
    went_on(telling, told, "engine")


def test_a_killed_mind_is_replaced(telling: Page) -> None:
    told = scenes(telling)[0]
    worker(telling, "mind").evaluate(END)
    until(telling, GONE.format("mind") + " === 2", SLOW_MS)
    went_on(telling, told, "mind")


@pytest.mark.whole
def test_an_engine_that_does_not_heed_a_stop_is_ended_hard(telling: Page) -> None:
    told = scenes(telling)[0]
    worker(telling, "engine").evaluate(HANG)
    stop_button(telling).click()
    stopped = "Stopped. What was written is kept."
    expect(telling.locator("#after")).to_contain_text(stopped, timeout=PATIENCE_MS)
    until(telling, GONE.format("engine") + " === 2", SLOW_MS)
    expect(telling.locator(SCENES).first).to_have_text(told, use_inner_text=True)
    wait_ready(telling)
    goes_on(telling, "Continue the story")


@pytest.mark.whole
def test_what_a_person_does_while_python_is_busy_waits_and_is_bounded(
    server: Server, page: Page
) -> None:
    visit(page, server.url + TINY + "#route")
    sample = page.get_by_role("button", name="Next sample row")
    expect(sample).to_be_enabled()
    worker(page, "mind").evaluate(BUSY)
    page.wait_for_timeout(100)  # the turn of its loop in which it begins to be busy
    sample.click()
    unheard = page.locator("#unheard")
    expect(unheard).to_contain_text("What you did last waits")
    shot(page, "lost-python-busy")
    sample.evaluate("button => { for (let n = 0; n < 1000; n++) button.click(); }")
    expect(unheard).to_contain_text("the last press was not taken")
    page.locator("#route-policy").evaluate(TYPE, "no policy at all")
    shot(page, "lost-presses-refused")
    expect(unheard).to_be_hidden(timeout=SLOW_MS)
    expect(page.locator("#policy-state")).to_contain_text("line 1")
    expect(page.locator("#route-policy")).to_have_value("no policy at all")


@pytest.mark.whole
def test_workers_that_will_not_stay_are_given_up_on_with_a_way_back(
    server: Server, page: Page, expect_noise: object
) -> None:
    visit(page, server.url + TINY)
    fetch_model(page)
    for count in range(1, 6):
        until(page, GONE.format("mind") + f" === {count}", SLOW_MS)
        worker(page, "mind").evaluate(END)
    failed = page.locator("#mind-failed")
    expect(failed).to_be_visible(timeout=SLOW_MS)
    expect(failed).to_contain_text("Your stories and what you typed are safe")
    shot(page, "lost-for-good")
    failed.get_by_role("button", name="Try again").click()
    until(page, GONE.format("mind") + " === 6", SLOW_MS)
    expect(failed).to_be_hidden()
    wait_ready(page)
