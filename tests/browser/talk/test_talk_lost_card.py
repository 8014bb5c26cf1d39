"""The graphics card goes in the middle of an answer in the Talk room: what was said is in the talk,
and the processor goes on with it. The tiny Gemma 4 on an imitated card.
"""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.card import carded, hold_card, take_card_when
from tests.browser.conftest import Guard, Server, shot, visit, watched
from tests.browser.talk.test_talk import SAID, answered, load, send, stop
from tests.browser.visits.person import SLOW_MS, expect_error

pytestmark = [pytest.mark.browser, pytest.mark.whole]


def test_an_answer_whose_card_went_goes_on_on_the_processor(
    chromium: Browser, guard: Guard, server: Server
) -> None:
    with carded(chromium) as browser, watched(browser, guard) as context:
        page = context.new_page()
        visit(page, server.url + "?model=tiny-gemma-4&software=1#talk")
        hold_card(page)
        load(page)
        line = page.locator("#talk-room #ready-line")
        expect(line).to_contain_text("Runs on: WebGPU")
        send(page, "Who are you?")
        take_card_when(page, f"{SAID}.length > 3", SLOW_MS)
        expect_error(
            page, "The graphics card stopped working.", "What was said so far is in the talk"
        )
        expect(line).to_contain_text("stopped in the middle of its work", timeout=SLOW_MS)
        shot(page, "desk-talk-lost-card")
        [words] = answered(page, 1)
        page.get_by_role("button", name="Go on turn 2").click()
        stop(page)
        assert answered(page, 1)[0].startswith(words.strip())
        send(page, "And who am I?")
        stop(page)
        assert len(answered(page, 2)) == 2
