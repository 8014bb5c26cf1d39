"""A page that fails to start twice leads to a reset, which leaves nothing of ours behind.

What fails is what is kept: a file of the site in the browser's cache, which no reload mends.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import KEPT, READY, Server, shot, until
from tests.browser.visits.person import TINY, fetch_model

pytestmark = pytest.mark.browser

SPOIL = """async () => {
  const [name] = (await caches.keys()).filter((it) => it.startsWith("hearthside-site-"));
  const address = new URL("app/page.js", document.baseURI).href;
  await (await caches.open(name)).put(address, new Response("", { status: 404 }));
}"""
# Another site of the same origin keeps things too.
THEIRS = """async () => {
  await (await navigator.storage.getDirectory()).getDirectoryHandle("theirs", { create: true });
  await caches.open("theirs");
  localStorage.setItem("theirs", "1");
}"""
LEFT = """async () => {
  const folders = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) folders.push(name);
  return {
    folders,
    caches: await caches.keys(),
    bases: (await indexedDB.databases()).map(({ name }) => name),
    pairs: Object.keys(localStorage).concat(Object.keys(sessionStorage)),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
}"""
NOTHING_OF_OURS = {
    "folders": ["theirs"],
    "caches": ["theirs"],
    "bases": [],
    "pairs": ["theirs"],
    "workers": 0,
}


def fail_to_start(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#obstacle-text")).to_contain_text("app/page.js is missing")


@pytest.mark.keeps
def test_a_start_that_fails_twice_offers_to_reset_everything(
    page: Page, server: Server, expect_noise: Callable[..., None]
) -> None:
    page.goto(server.url + TINY)
    until(page, f"{READY} && {KEPT}")
    fetch_model(page)
    page.evaluate(THEIRS)
    kept = page.evaluate(LEFT)
    assert "hearthside-files" in kept["folders"] and kept["bases"] and kept["workers"] == 1
    page.evaluate(SPOIL)
    expect_noise("404")
    way = page.locator("#obstacle-reset")
    fail_to_start(page, server.url)
    expect(way).to_be_hidden()
    fail_to_start(page, server.url)
    shot(page, "reset-offered")
    way.get_by_role("link", name="see what would go").click()
    expect(page.get_by_role("heading", name="What goes")).to_be_visible()
    page.get_by_role("button", name="Reset everything").click()
    shot(page, "reset-asked")
    page.get_by_role("button", name="Keep everything").click()
    assert {**page.evaluate(LEFT), "pairs": []} == {**kept, "pairs": []}
    # The next visit begins at once, and keeps things again: it is held up until that is looked at.
    page.route(server.url, lambda it: it.fulfill(body="<p>held up</p>", content_type="text/html"))
    page.get_by_role("button", name="Reset everything").click()
    page.get_by_role("button", name="Delete everything").click()
    page.wait_for_url(server.url)
    expect(page.locator("p")).to_have_text("held up")
    assert page.evaluate(LEFT) == NOTHING_OF_OURS
    page.unroute(server.url)
    page.goto(server.url + TINY)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible()
    shot(page, "reset-done")
