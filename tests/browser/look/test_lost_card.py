"""The graphics card goes while a picture is read, or in the middle of an answer about it: what was
said is kept, and the processor goes on with it. The tiny Gemma 4 on an imitated card, which takes
most of a minute to compile it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.card import carded, hold_card, take_card_when, take_card_with
from tests.browser.conftest import Guard, Server, shot, visit, watched
from tests.browser.look import files
from tests.browser.visits.person import SLOW_MS, expect_error, press_when

pytestmark = [pytest.mark.browser, pytest.mark.whole]
SPEAKS = "document.querySelector('#look-live')?.textContent.length > 3"
ON_CARD, ON_PROCESSOR = "Runs on: WebGPU", "the graphics card stopped in the middle of its work"


@pytest.fixture
def awake(
    chromium: Browser, guard: Guard, server: Server, microphone: tuple[str, ...]
) -> Iterator[Page]:
    """In the room, with the model awake on a card that can be taken."""
    with (
        carded(chromium, *microphone) as browser,
        watched(browser, guard, permissions=["microphone"]) as context,
    ):
        context.route("**/tiny-gemma-4/manifest.json", sees_less)
        page = context.new_page()
        visit(page, server.url + "?model=tiny-gemma-4&software=1#look")
        hold_card(page)
        page.locator("#look-model").get_by_role("button", name="Accept the terms").click()
        expect(page.locator("#look-room #ready-line")).to_contain_text(ON_CARD, timeout=SLOW_MS)
        yield page


@pytest.fixture
def seeing(awake: Page) -> Page:
    """A picture is given."""
    dots = files.picture(144, 192)
    awake.locator("#look-file").set_input_files(
        {"name": "dots.png", "mimeType": "image/png", "buffer": dots}
    )
    expect(awake.locator("#look-cost-read")).to_contain_text("12 soft tokens")
    return awake


def sees_less(route: Route) -> None:
    """A picture is read in 12 soft tokens: an imitated card takes .2 seconds for each."""
    response = route.fetch()
    manifest = response.json()
    manifest["media"]["image"]["budgets"] = [12]
    route.fulfill(response=response, json=manifest)


def went_to_the_processor(page: Page) -> None:
    expect_error(page, "The graphics card stopped working.", "What was said so far is kept.")
    expect(page.locator("#look-room #ready-line")).to_contain_text(ON_PROCESSOR, timeout=SLOW_MS)
    expect(page.locator("#look-live")).to_have_count(0)


def test_an_answer_whose_card_went_goes_on_on_the_processor(seeing: Page) -> None:
    page = seeing
    words = page.locator(".look-answer .look-words")
    page.get_by_role("button", name="Read the text in it").click()  # the longest of all answers
    take_card_when(page, SPEAKS, SLOW_MS)
    went_to_the_processor(page)
    shot(page, "desk-look-lost-card")
    expect(words).to_have_count(1)
    said = words.inner_text()
    assert len(said) > 3
    page.get_by_role("button", name="Go on answer 1").click()
    more = f"document.querySelector('#look-live')?.textContent.length > {len(said) + 3}"
    press_when(page, more, "#look-stop")
    expect(words).to_contain_text(said)
    page.get_by_role("button", name="Write alt text").click()
    expect(words).to_have_count(2, timeout=SLOW_MS)
    expect(page.locator("#look-room [role=alert]")).to_be_empty()


def test_a_picture_whose_card_went_before_the_first_word_is_asked_about_again(seeing: Page) -> None:
    page = seeing
    take_card_with(page, command=30)  # of some hundred that the encoder gives
    page.get_by_role("button", name="Write alt text").click()
    went_to_the_processor(page)
    expect(page.locator(".look-answer")).to_have_count(0)
    page.get_by_role("button", name="Write alt text").click()
    expect(page.locator(".look-answer .look-words")).to_have_count(1, timeout=SLOW_MS)


def test_a_recording_whose_card_went_goes_on_and_is_written_down_at_its_end(awake: Page) -> None:
    page = awake
    take_card_with(page, command=30)
    page.get_by_role("button", name="Record with the microphone").click()
    went_to_the_processor(page)
    expect_error(page, "The recording goes on")
    shot(page, "desk-look-lost-card-recording")
    page.get_by_role("button", name="End the recording").click()
    page.get_by_role("button", name="Write down what is said").click()
    press_when(page, SPEAKS, "#look-stop")
    expect(page.locator(".look-answer .look-words")).to_have_count(1, timeout=SLOW_MS)
