"""The promise of the hearth: after one visit and one download, no network and no server are needed.

The real model, for a scene: a whole story of it is told in tests/quality, and in a browser by
`--whole` (test_story.py). Knows nothing of how the site and the model are kept.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Guard, Server, kept, profile, shot, until, visit
from tests.browser.visits.person import (
    SENTENCE_END,
    ask,
    expect_scenes,
    expect_spines,
    fetch_model,
    go,
    stop,
    stop_button,
    title,
    wait_ready,
    wait_told,
    wait_words,
)

pytestmark = [pytest.mark.browser, pytest.mark.weights]

ADAPTERS = ("story", "tasks")


def test_a_story_is_told_with_the_server_stopped_and_the_network_off(
    chromium: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    guard = Guard(server.url)
    context = profile(chromium, keeps=True)
    page = context.new_page()
    visit(page, server.url)
    kept(page)
    fetch_model(page)
    for adapter in ADAPTERS:
        until(page, f"caches.match('adapters/{adapter}.safetensors')")
    server.stop()
    context.set_offline(True)
    guard.watch(context)
    page.reload()
    wait_ready(page)
    ask(page, hero="Luna, a quiet kitten", length="short", seed="11")
    wait_words(page)
    shot(page, "offline-telling")
    wait_words(page, scene=1)
    told = stop(page)
    assert SENTENCE_END.search(told[0].strip()), told
    name = title(page)
    go(page, "Shelf")
    expect_spines(page, [name])
    shot(page, "offline-shelf")
    page.reload()
    page.get_by_role("button", name=f"Open {name}").click()
    wait_told(page)
    expect_scenes(page, told)
    assert stop_button(page).count() == 0
    expect(page.locator("[role=alert] .notice")).to_have_count(0)
    assert guard.verdict() == []
    missing = "fetch('models/none/manifest.json').then(it => it.status, error => error.name)"
    optional = "fetch('app/none.json').then(it => it.status, error => error.name)"
    assert page.evaluate(optional) == 404
    assert page.evaluate(missing) == "TypeError", "models are the engine's business, not kept here"
    context.close()
