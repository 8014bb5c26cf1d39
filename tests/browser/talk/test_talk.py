"""The Talk room in a real page with the tiny Gemma 4: asked, branched, reloaded, out and in.

Of a random model any words will do: answers are stopped, or go on to where they end.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, until, visit
from tests.browser.look import files
from tests.browser.visits.conftest import look
from tests.browser.visits.person import SLOW_MS, expect_error, paste, press_when, reload_when

pytestmark = pytest.mark.browser
__all__ = ["look"]

ASKED_FOR = "?model=tiny-gemma-4&device=wasm#talk"
ANSWERS = "article.talk-answer:not(.talk-now)"
# A random model may think at any time: its thoughts are words too.
SAID = "['talk-thoughts', 'talk-live'].map(it => document.getElementById(it)?.textContent).join('')"
# Whether a page after this one would find words of the answer: each second they are kept.
KEPT_SO_FAR = """(([, , live, thoughts]) => (live + thoughts).length > 3)(
  JSON.parse(sessionStorage["hearthside.kept.talk"]))"""
WORDS = """(answers) => answers.map((answer) =>
  [...answer.querySelectorAll(".talk-words")].map((it) => it.textContent).join(""))"""


def enter(page: Page, server: Server) -> None:
    visit(page, server.url + ASKED_FOR)
    expect(page.locator("#talk-model")).to_contain_text("taught to answer")


def load(page: Page) -> None:
    page.locator("#talk-model button").first.click()
    expect(page.locator("#talk-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)


def send(page: Page, text: str) -> None:
    """Type a question and send it with Enter."""
    field = page.locator("#field-talk-text")
    expect(page.locator("#talk-send")).to_be_enabled()
    field.fill(text)
    field.press("Enter")
    expect(page.locator("#talk-turns")).to_contain_text(text)


def flowing(page: Page) -> None:
    until(page, f"{SAID}.length > 3", SLOW_MS)


def stop(page: Page) -> None:
    """Press Stop as soon as there are some words; an answer that has ended by then is as good."""
    with suppress(AssertionError):  # it may come and go between two looks
        expect(page.locator("#talk-stop")).to_be_visible(timeout=20_000)
    press_when(page, f"{SAID}.length > 3 || !document.querySelector('#talk-stop')", "#talk-stop")
    expect(page.locator("#talk-stop")).to_have_count(0, timeout=SLOW_MS)


def answered(page: Page, count: int) -> list[str]:
    """The words of so many answers, when nothing is being said."""
    expect(page.locator(ANSWERS)).to_have_count(count, timeout=SLOW_MS)
    words: list[str] = page.locator(ANSWERS).evaluate_all(WORDS)
    return words


def give_picture(page: Page) -> None:
    page.locator("#talk-file").set_input_files(
        {"name": "colours.png", "mimeType": "image/png", "buffer": files.picture()}
    )
    expect(page.locator(".talk-given")).to_contain_text("320 by 240 pixels")


def test_a_talk_with_a_system_text_and_a_picture_outlives_a_reload(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    enter(page, server)
    judge("talk-offered")
    load(page)
    page.locator("#talk-system-form summary").click()
    page.locator("#field-talk-system").fill("Be brief.")
    page.locator("#field-talk-text").fill("First line")
    page.locator("#field-talk-text").press("Shift+Enter")
    expect(page.locator("#field-talk-text")).to_have_value("First line\n")
    send(page, "Who are you?")
    expect(page.locator("#field-talk-text")).to_have_value("")
    stop(page)
    [first] = answered(page, 1)
    give_picture(page)
    send(page, "And what is this?")
    reload_when(page, KEPT_SO_FAR)
    expect(page.locator("#talk-turns")).to_contain_text("This answer was cut short")
    expect(page.locator("#talk-turns")).to_contain_text("colours.png")
    words = answered(page, 2)
    assert words[0] == first and words[1].strip()
    expect(page.locator("#field-talk-system")).to_have_value("Be brief.")
    load(page)
    expect(page.locator("#talk-use")).to_contain_text("system text")
    page.get_by_role("button", name="Go on turn 4").click()
    flowing(page)
    judge("talk-answering")
    press_when(page, "true", "#talk-stop")  # if the answer has not ended meanwhile
    expect(page.locator("#talk-stop")).to_have_count(0, timeout=SLOW_MS)
    assert answered(page, 2)[1].startswith(words[1].strip())
    branches(page, judge)


def branches(page: Page, judge: Callable[[str], None]) -> None:
    """Another answer, and another question, beside those of a talk of two pairs of turns."""
    first, _ = answered(page, 2)
    page.get_by_role("button", name="Answer again turn 4").click()
    stop(page)
    expect(page.locator(".talk-arrows")).to_contain_text("2 of 2")
    page.get_by_role("button", name="Previous version of turn 4").click()
    expect(page.locator(".talk-arrows")).to_contain_text("1 of 2")
    page.get_by_role("button", name="Edit turn 1").click()
    page.locator("#field-talk-edited").fill("Who made you?")
    page.locator("#field-talk-edited").press("Enter")
    stop(page)
    expect(page.locator(".talk-asked").first).to_contain_text("Who made you?")
    page.get_by_role("button", name="Previous version of turn 1").click()
    expect(page.locator(".talk-asked").first).to_contain_text("Who are you?")
    assert answered(page, 2)[0] == first
    judge("talk-branches")


def test_a_talk_is_carried_out_and_in_and_found_and_deleted(page: Page, server: Server) -> None:
    enter(page, server)
    talk = (
        b'{"hearthside-talk":1,"title":"","system":"","turns":[{"role":"user","text":"Where is the '
        b'CAF\xc3\x89?"},{"role":"model","text":"By the sea.","parent":1,"by":"Gemma"}],"leaf":2}'
    )
    bring = page.locator("#talk-import")
    bring.set_input_files({"name": "t.json", "mimeType": "application/json", "buffer": talk})
    expect(page.locator("#talk-turns")).to_contain_text("By the sea.")
    bring.set_input_files({"name": "t.json", "mimeType": "application/json", "buffer": talk[:90]})
    expect_error(page, "no talk that can be read here")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export as JSON").click()
    assert "Where is the CAF\u00c9?" in saved.value.path().read_text("utf-8")
    page.locator("#talk-list-heading").click()
    page.locator("#field-talk-query").fill("cafe")
    page.locator("#field-talk-query").press("Enter")
    expect(page.locator("#talk-found mark")).to_have_text("CAF\u00c9")
    page.get_by_role("button", name="Delete talk 1").click()
    expect(page.locator("#talk-room")).to_contain_text("Deleted:")
    page.get_by_role("button", name="Undo delete").click()
    page.locator("#talk-list-heading").click()
    page.get_by_role("button", name="Open talk 1").click()
    expect(page.locator("#talk-turns")).to_contain_text("By the sea.")
    load(page)
    paste(page.locator("#field-talk-text"), "x" * 300_000)
    page.locator("#talk-send").click()
    expect_error(page, "300,000 characters")
    expect(page.locator("#field-talk-text")).to_have_value("x" * 300_000)
