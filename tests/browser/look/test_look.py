"""Look & listen in a real page: shown, heard, stopped, kept, refused, and fit for everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.browser.conftest import Guard, Server, shot, until, visit, watched
from tests.browser.look import files
from tests.browser.visits.person import SLOW_MS, expect_error, press_when, reload_when

pytestmark = pytest.mark.browser
# Whether a page after this one would find words of the answer that comes.
KEPT_SO_FAR = """(({ ask, text }) => ask === "Read the text in it" && text.length > 3)(
  JSON.parse(sessionStorage["hearthside.kept.look"])[0])"""
NOTE_OF_SKIN = """document.querySelector("#look-skin-note")?.textContent.includes(
  "not a diagnosis")"""
BUSY = """() => void setTimeout(() => {
  const end_ms = Date.now() + 2_000;
  while (Date.now() < end_ms);
})"""
# The page holds what is shown: a picture that it let go of is drawn no more.
DRAWN = """(drawn => drawn.length === {} && drawn.every(({{ naturalWidth }}) => naturalWidth > 0))(
  [...document.querySelectorAll("#look-given img")])"""
ASKED_FOR = "?model=tiny-gemma-4&device=wasm#look"


def enter(page: Page, server: Server) -> None:
    visit(page, server.url + ASKED_FOR)
    expect(page.locator("#look-model")).to_contain_text("to download once")


def load(page: Page) -> None:
    page.locator("#look-model").get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#look-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)


def give(page: Page, name: str, kind: str, content: bytes) -> None:
    page.locator("#look-file").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def png(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def given(page: Page, name: str, facts: str) -> None:
    expect(page.locator("#look-given h2")).to_have_text(name)
    expect(page.locator("#look-given")).to_contain_text(facts)


def ask(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def answers(page: Page, count: int) -> list[str]:
    """Wait until so many answers stand, and nothing is being said; their words."""
    expect(page.locator(".look-answer")).to_have_count(count, timeout=SLOW_MS)
    expect(page.locator("#look-live")).to_have_count(0, timeout=SLOW_MS)
    return page.locator(".look-answer .look-words").all_inner_texts()


def stop_when_it_speaks(page: Page) -> None:
    """Press Stop as soon as there are some words."""
    press_when(page, "document.querySelector('#look-live')?.textContent.length > 3", "#look-stop")


def compare_two(page: Page, judge: Callable[[str], None]) -> None:
    """The picture that is given and another, of three; the other is put away after."""
    page.locator("#look-file").set_input_files(
        [png("dots.png", files.picture(96, 200)), png("gone.png", files.picture(50, 50))]
    )
    expect(page.locator("#look-given h2")).to_have_text("3 pictures, in this order")
    page.get_by_role("button", name="Put away picture 3").click()
    expect(page.locator(".look-several li bdi")).to_have_text(["colours.png", "dots.png"])
    judge("look-several")
    ask(page, "What differs?")
    stop_when_it_speaks(page)
    assert answers(page, 3)[0].strip()
    expect(page.locator(".look-answer").first).to_contain_text("colours.png, dots.png")
    page.get_by_role("button", name="Put away picture 2").click()


def cut_short_and_gone_on(page: Page, judge: Callable[[str], None]) -> None:
    """A reload in the middle of an answer; the picture is given again."""
    ask(page, "Read the text in it")  # the longest of all answers
    reload_when(page, KEPT_SO_FAR)
    cut = page.locator(".look-answer").first
    expect(page.locator(".look-answer")).to_have_count(4)
    expect(page.locator(".look-answer").nth(3)).to_contain_text("colours.png")
    expect(page.locator("#look-given")).to_have_count(0)
    expect(cut).to_contain_text("It was cut short.")
    expect(cut).to_contain_text("give the picture again")
    page.locator("#look-model").get_by_role("button", name="Load model").click()
    expect(page.locator("#look-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)
    give(page, "colours.png", "image/png", files.picture())
    before = cut.locator(".look-words").inner_text()
    expect(page.locator("#look-cost-read")).to_contain_text("266 soft tokens,")
    judge("look-cut-short")
    ask(page, "Go on answer 1")
    more = f"document.querySelector('#look-live')?.textContent.length > {len(before)}"
    press_when(page, more, "#look-stop")
    assert answers(page, 4)[0].startswith(before) and len(before) > 3


def reads_less(route: Route) -> None:
    """Small print is read in as many soft tokens as the rest: four times as many take ten CPU
    seconds at each look, and what they cost is a unit test."""
    response = route.fetch()
    manifest = response.json()
    manifest["media"]["image"]["budgets"] = [70, 140, 280]
    route.fulfill(response=response, json=manifest)


def test_a_picture_is_described_and_what_was_said_stays(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    page.context.route("**/tiny-gemma-4/manifest.json", reads_less)
    enter(page, server)
    judge("look-offered")
    load(page)
    give(page, "colours.png", "image/png", files.picture())
    given(page, "colours.png", "320 by 240 pixels")
    ask(page, "Write alt text")
    [described] = answers(page, 1)
    assert described.strip()
    ask(page, "What to look at on skin")
    press_when(page, NOTE_OF_SKIN, "#look-stop")  # this model ends no sentence, so none was shown
    expect(page.locator("#look-live")).to_have_count(0)
    ask(page, "Describe it")
    stop_when_it_speaks(page)
    assert answers(page, 2)[1] == described
    expect(page.locator(".look-answer").first).to_contain_text("Stopped.")
    judge("look-answered")
    compare_two(page, judge)
    cut_short_and_gone_on(page, judge)


def written_while_it_is_said(page: Page) -> None:
    """Words stand there before the recording has ended; a stop keeps them, and the recording."""
    until(page, "document.querySelector('#look-live')?.textContent.length > 3", SLOW_MS)
    expect(page.locator("#look-rest")).to_be_visible()
    shot(page, "desk-look-hearing")
    ask(page, "End the recording")
    expect(page.locator("#look-given h2")).to_have_text("Recording")
    page.evaluate("document.querySelector('#look-stop')?.click()")
    assert len(answers(page, 2)[0]) > 3


@pytest.fixture
def heard(listener: Browser, guard: Guard) -> Iterator[Page]:
    """A page of somebody who allows the microphone."""
    with watched(listener, guard, permissions=["microphone"]) as context:
        yield context.new_page()


def test_a_sound_is_written_down_and_the_microphone_is_heard(heard: Page, server: Server) -> None:
    page = heard
    enter(page, server)
    load(page)
    give(page, "tone.wav", "audio/wav", files.wav(2, 0.5))
    given(page, "tone.wav", "0:02")
    ask(page, "Write down what is said")
    stop_when_it_speaks(page)
    [written] = answers(page, 1)
    assert written.strip()
    ask(page, "Record with the microphone")
    until(page, "document.querySelector('#look-level')?.value > 1")
    written_while_it_is_said(page)
    page.locator("#field-look-language").select_option("German")
    ask(page, "Translate it")
    stop_when_it_speaks(page)
    translated = answers(page, 3)[0]
    assert translated.strip()
    give(page, "silence.wav", "audio/wav", files.wav(1, 0))
    given(page, "silence.wav", "0:01")
    ask(page, "Write down what is said")
    expect_error(page, "nothing to be heard")
    assert len(answers(page, 3)) == 3


@pytest.mark.whole
def test_a_refused_microphone_is_told(listener: Browser, guard: Guard, server: Server) -> None:
    with watched(listener, guard) as context:
        page = context.new_page()
        enter(page, server)
        ask(page, "Record with the microphone")
        expect_error(page, "microphone")
        expect(page.locator("#look-record")).to_be_visible()


TAKEN = (
    ("cmyk.jpg", "image/jpeg", files.CMYK, "24 by 16 pixels"),
    ("moves.gif", "image/gif", files.ANIMATED, "8 by 8 pixels"),
    ("small.webp", "image/webp", files.WEBP, "24 by 16 pixels"),
    ("quiet.mp3", "audio/mpeg", files.mp3(), "0:01"),
)
REFUSED = (
    ("huge.png", "image/png", files.huge(), "200 megapixels"),
    ("empty.png", "image/png", b"", "no bytes"),
    ("cut.png", "image/png", files.picture()[:400], "damaged or cut off"),
    ("cut.jpg", "image/jpeg", files.CMYK[:200], "damaged or cut off"),
    ("phone.heic", "image/heic", files.HEIC, "HEIC"),
    ("letter.txt", "text/plain", b"Dear Ann", "neither a picture nor a sound"),
    ("cut.wav", "audio/wav", files.wav(1, 0.5)[:40], "No sound could be read"),
)


def test_every_format_is_taken_and_what_is_not_is_told(
    page: Page, server: Server, tmp_path: Path
) -> None:
    enter(page, server)
    for name, kind, content, facts in TAKEN:
        give(page, name, kind, content)
        given(page, name, facts)
        if name != "quiet.mp3":
            ask(page, "Put it away")
    for name, kind, content, words in REFUSED:
        give(page, name, kind, content)
        expect_error(page, words)
        given(page, "quiet.mp3", "0:01")  # what was there is there
    ask(page, "Put it away")
    twelve = [png(f"{n}.png", files.picture(40 + n, 30)) for n in range(12)]
    [mind] = [worker for worker in page.workers if "mind.worker.js" in worker.url]
    mind.evaluate(BUSY)
    page.locator("#look-file").set_input_files(twelve)
    expect_error(page, "4 pictures are the most at once")
    expect(page.locator(".look-several li bdi")).to_have_text([f"{n}.png" for n in range(4)])
    until(page, DRAWN.format(4))
    ask(page, "Put all away")
    long = tmp_path / "two hours.wav"
    long.write_bytes(files.wav(7200, 0.5, rate_hz=4_000))
    page.locator("#look-file").set_input_files(long)
    expect_error(page, "120 minutes long")
    assert page.evaluate("document.featurePolicy.allowsFeature('microphone')")
