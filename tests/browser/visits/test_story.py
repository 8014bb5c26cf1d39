"""A first visit with the real model on the processor: fetched, a story told, stopped, told again.

One visit is shared by the tests of this file, in their order: the model is fetched once. Knows
nothing of what makes a story good.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DIST, Guard, Server, shot, until, visit, watched
from tests.browser.visits.person import (
    SENTENCE_END,
    SLOW_MS,
    ask,
    expect_scenes,
    expect_typed,
    fill,
    go,
    scenes,
    stop,
    stop_button,
    title,
    wait_ready,
    wait_told,
    wait_words,
)

pytestmark = [pytest.mark.browser, pytest.mark.weights]

WISH = {"hero": "Mila, a small fox", "place": "an old lighthouse", "length": "short", "seed": "7"}
# A quiet machine writes ten tokens in 300 ms.
MOST_WORDS_AFTER = 10

# How many words come from the press to the moment nothing is being told any more.
STOP = """() => new Promise((resolve) => {
  const told = () => [...document.querySelectorAll('#story .prose')].map((it) => it.innerText);
  const words = () => told().join(' ').trim().split(/\\s+/).length;
  const before = words();
  new MutationObserver((_, watch) => {
    if (document.querySelector('#stop-button')) return;
    watch.disconnect();
    resolve(words() - before);
  }).observe(document.body, {childList: true, subtree: true});
  document.querySelector('#stop-button').click();
})"""


@pytest.fixture(scope="module")
def open_page(chromium: Browser, server: Server) -> Iterator[Callable[[], Page]]:
    """Opens pages of one visitor, who may use the clipboard."""
    guard = Guard(server.url)
    with watched(chromium, guard, keeps=True) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context.new_page


@pytest.fixture(scope="module")
def page(open_page: Callable[[], Page], server: Server) -> Page:
    page = open_page()
    visit(page, server.url)
    return page


@pytest.fixture(scope="module")
def fetched(page: Page) -> list[float]:
    """Accepts the terms; the progress in bytes that the bar showed on the way."""
    page.get_by_role("button", name="Accept the terms").click()
    seen = []
    bar = page.locator("#fetch-bar")
    end_s = time.monotonic() + SLOW_MS / 1000
    while page.locator("#model-card").count() and time.monotonic() < end_s:
        seen += bar.evaluate_all("bars => bars.map(bar => bar.value)")
        page.wait_for_timeout(50)
    wait_ready(page)
    return seen


def test_the_licence_is_shown_before_anything_is_fetched(page: Page) -> None:
    card = page.locator("#model-card")
    expect(card).to_contain_text("By downloading it you accept them")
    terms = card.get_by_role("link", name="Gemma Terms of Use")
    answer = page.evaluate(
        "address => fetch(address).then(it => it.text())", terms.get_attribute("href")
    )
    assert "Gemma" in answer and "Prohibited" in answer
    default = json.loads((DIST / "models/index.json").read_text("utf-8"))["models"][0]
    size = f"{round(default['download_bytes'] / 1e6)} MB"
    button = page.get_by_role("button", name=f"download {size}")
    expect(button).to_be_enabled()
    shot(page, "story-welcome")


def test_the_download_shows_its_progress(page: Page, fetched: list[float]) -> None:
    moved = [after for before, after in pairwise(fetched) if after > before]
    assert len(moved) > 2, fetched
    assert "Runs on: CPU" in wait_ready(page)
    expect(page.locator("#model-card")).to_have_count(0)


def test_words_come_live_with_scene_and_speed(page: Page, fetched: list[float]) -> None:
    ask(page, **WISH)
    first = wait_words(page)
    until(page, f"document.querySelector('#live-words').textContent.length > {len(first)}", SLOW_MS)
    expect(page.locator("#where")).to_have_text(re.compile(r"Scene \d of \d"))
    pace = "document.querySelector('#pace').textContent"
    until(page, f"/\\d tokens a second, .+ left/.test({pace})", SLOW_MS)
    shot(page, "story-telling")
    wait_words(page, scene=1)
    told = stop(page)
    assert SENTENCE_END.search(told[0].strip()), told
    assert "Mila" in " ".join(told)


@pytest.mark.whole  # as tests/quality/test_story.py has it of this model, on CPython, at each run
def test_a_whole_story_has_a_scene_for_each_line_of_its_outline(page: Page) -> None:
    page.get_by_role("button", name="New story").click()
    ask(page, **WISH)
    told = wait_told(page)
    assert 4 <= len(told) <= 6
    assert all(SENTENCE_END.search(scene.strip()) for scene in told), told
    shot(page, "story-told")


@pytest.mark.whole
def test_a_recipe_link_waits_to_be_asked_and_tells_the_same_again(
    page: Page, open_page: Callable[[], Page]
) -> None:
    told = scenes(page)
    assert told, "the story of the test before stands on the page"
    page.get_by_role("button", name="Copy recipe link").click()
    expect(page.locator("#announcer")).to_contain_text("The recipe link is copied")
    link = page.evaluate("navigator.clipboard.readText()")
    friend = open_page()
    visit(friend, link)
    expect(friend.get_by_role("heading", name="Someone shared a recipe with you")).to_be_visible()
    wait_ready(friend)
    assert stop_button(friend).count() == 0, "it must not run by itself"
    shot(friend, "story-recipe-link")
    friend.get_by_role("button", name="Tell this story").click()
    expect(stop_button(friend)).to_be_visible()
    wait_told(friend)
    expect_scenes(friend, told)
    friend.close()


def test_a_reload_keeps_the_story_the_shelf_and_what_was_typed(page: Page) -> None:
    told, name = scenes(page), title(page)
    page.get_by_role("button", name="New story").click()
    fill(page, {"hero": "Bo, a baby elephant", "wish": "to swim", "length": "long"})
    page.reload()
    wait_ready(page)
    expect_typed(page, hero="Bo, a baby elephant", wish="to swim", length="long")
    go(page, "Shelf")
    page.locator("#shelf-room").get_by_role("button", name=f"Open {name}").first.click()
    expect(page.locator("#tale-heading")).to_have_text(name)
    expect_scenes(page, told)
    page.get_by_role("button", name="New story").click()


def test_stop_is_quick_while_words_flow_and_another_story_can_follow(
    page: Page, fetched: list[float]
) -> None:
    after = []
    for _ in range(3):
        ask(page, **WISH)
        before = wait_words(page)
        after.append(page.evaluate(STOP))
        expect(page.locator("#after")).to_contain_text("Stopped. What was written is kept.")
        expect(page.locator("#story")).to_contain_text(before.strip()[:20])
        page.get_by_role("button", name="New story").click()
    print(f"words after the press: {after}")
    assert min(after) <= MOST_WORDS_AFTER, after
    ask(page, **WISH | {"seed": "8"})
    wait_words(page)
    stop_button(page).press("Enter")
