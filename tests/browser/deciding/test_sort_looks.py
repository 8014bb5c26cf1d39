"""Sorting by vectors as it looks: at a desk, in the dark, on a phone; fit for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.deciding import sorter
from tests.browser.deciding.sorter import texts
from tests.browser.visits.person import SLOW_MS

pytestmark = pytest.mark.browser


@pytest.mark.whole
def test_sorting_by_vectors_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    sorter.enter(page, server, texts(60))
    sorter.choose(page, "embedding")
    expect(page.locator("#embedder-card")).to_be_visible()
    judge("sort-vectors-question")
    sorter.fetch_embedder(page)
    page.locator("#sort-propose").click()
    expect(page.locator("#sort-proposed")).to_contain_text("groups", timeout=SLOW_MS)
    page.locator("#sort-given").select_option("2")
    sorter.start(page)
    sorter.all_read(page)
    page.locator("#sort-row-3").click()
    page.locator("#sort-alike").click()
    expect(page.locator("#sort-order")).to_have_value("near", timeout=SLOW_MS)
    expect(page.locator("#sort-room #model-card")).to_be_visible()
    judge("sort-vectors-alike")
    sorter.fetch_language_model(page)
    page.locator("#sort-compare").click()
    expect(page.locator("#sort-compared")).to_be_focused(timeout=SLOW_MS)
    judge("sort-vectors-compared")
