"""A tab in which many texts were routed has grown no larger: counts only, no milliseconds."""

import pytest
from playwright.sync_api import Page, expect

from tests.bench.endurance.endurance import endure, enter
from tests.browser.conftest import Server, kept

pytestmark = pytest.mark.browser

TASKS, LOOKS = 20, 2


@pytest.mark.whole
@pytest.mark.keeps
def test_a_tab_does_not_grow_from_task_to_task(page: Page, server: Server) -> None:
    enter(page, server.url, "tiny")
    kept(page)
    early, late = endure(page, TASKS, LOOKS)
    shown = f"{early}\n{late}"
    assert (early.caches, early.entries) == (late.caches, late.entries), shown
    assert early.elements == late.elements, shown
    expect(page.locator("#announcer p")).to_have_count(0)
    assert late.kept - early.kept < 500_000, shown
