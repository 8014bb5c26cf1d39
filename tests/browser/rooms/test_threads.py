"""The processor's threads: as many as there are cores where the page is isolated, else one.

Each of the suite's jobs keeps to one core (tests/run.py), which would hide the difference; the one
here may use all of the machine's. The tiny model.
"""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Server, profile, until, visit
from tests.browser.visits.person import TINY, begin, fetch_model

pytestmark = pytest.mark.browser

CORES = os.cpu_count() or 1
MOST_THREADS = 4  # web/engine/device.js


@pytest.mark.skipif(CORES == 1, reason="a machine with one core has no second thread to give")
def test_where_the_page_is_isolated_several_threads_tell_the_story(
    unbound: Browser, server: Server
) -> None:
    page = profile(unbound).new_page()
    visit(page, server.url + TINY)
    assert page.evaluate("crossOriginIsolated") is True
    assert f"CPU, {min(CORES, MOST_THREADS)} threads" in fetch_model(page)
    assert begin(page, hero="Mila, a fox")


@pytest.mark.whole
def test_where_it_is_not_one_thread_does(unbound: Browser, serve: Callable[..., Server]) -> None:
    page = profile(unbound).new_page()
    visit(page, serve(bare=True).url + TINY)
    assert page.evaluate("crossOriginIsolated") is False
    until(page, "document.querySelector('#model-card').textContent.includes('a single thread')")
    assert "CPU, 1 thread" in fetch_model(page)
    assert begin(page, hero="Mila, a fox")
