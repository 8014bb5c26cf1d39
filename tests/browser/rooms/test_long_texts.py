"""What long texts cost, measured in a real page with the tiny model: stopped, whole, deleted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, visit
from tests.browser.visits.person import SLOW_MS, TINY

pytestmark = pytest.mark.browser


def test_long_texts_are_measured_shown_and_kept(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    visit(page, server.url + TINY + "#settings")
    card = page.locator("#long-texts")
    measure = card.get_by_role("button", name="Measure long texts")
    expect(measure).to_be_disabled()
    page.locator("#settings-room").get_by_role("button", name="Accept the terms").click()
    expect(measure).to_be_enabled(timeout=SLOW_MS)
    expect(card).to_contain_text("texts of 256, 2,048 and 4,080 tokens")
    measure.click()
    expect(page.locator("#pace-bar")).to_be_visible()
    card.get_by_role("button", name="Stop measuring").click()
    expect(measure).to_be_enabled(timeout=SLOW_MS)

    measure.click()
    expect(page.locator("#pace-0-pace circle")).to_have_count(3, timeout=SLOW_MS)
    rows = page.locator("#pace-0-table tbody tr")
    expect(rows.locator("th")).to_have_text(["256", "2,048", "4,080"])
    seconds = [float(it) for it in rows.locator("td:nth-child(2)").all_inner_texts()]
    assert 0 < seconds[0] < seconds[1] < seconds[2]
    written = [float(it) for it in rows.locator("td:nth-child(4)").all_inner_texts()]
    assert min(written) > 0
    expect(rows.last.locator("td").last).to_contain_text("MB")  # the processor tells its memory
    expect(card).to_contain_text("4,096 tokens are the most that this model reads")
    judge("settings-long-texts")

    card.get_by_role("button", name="Delete this measurement").click()
    expect(rows).to_have_count(0)
