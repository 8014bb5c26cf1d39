"""Everybody can use it: by keyboard alone, with a reader of screens, on a phone, in the dark.

axe-core looks for what a machine can find; the pictures in test-results/ are for people. The tiny
model. Knows nothing of how a screen is made.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, Guard, Server, shot, until, visit
from tests.browser.visits.person import (
    SLOW_MS,
    TINY,
    ask,
    expect_trouble,
    fetch_model,
    go,
    scenes,
    stop_button,
    wait_told,
    wait_words,
)

pytestmark = pytest.mark.browser

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules });
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}"""
MIN_TARGET_PX = 24  # WCAG 2.2, 2.5.8
TARGETS = """(least) => [...document.querySelectorAll("button, select, input, summary, a.button")]
  .filter((it) => it.checkVisibility() && !it.closest(".quiet-voice"))
  .map((it) => [it, (it.type === "radio" ? it.closest("label") : it).getBoundingClientRect()])
  .filter(([it, box]) => box.width > 1 && (box.width < least || box.height < least))
  .map(([it, box]) => `${it.localName} ${it.textContent.trim()} ${box.width}x${box.height}`)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """(() => { const it = document.activeElement;
  return `${it.localName}#${it.id} ${it.textContent.trim().slice(0, 60)}`; })()"""
LOOKS = {
    "desk": {"viewport": {"width": 1200, "height": 900}},
    "dark": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}


@pytest.fixture(params=LOOKS)
def look(
    request: pytest.FixtureRequest, chromium: Browser, guard: Guard
) -> Iterator[tuple[Page, Callable[[str], None]]]:
    """A page, and a function that judges what it shows now and takes a picture."""
    settings: dict[str, Any] = LOOKS[request.param]
    context = chromium.new_context(**settings, reduced_motion="reduce")
    context.add_init_script(path=ROOT / "tests/browser/spy.js")
    guard.watch(context)
    page = context.new_page()
    found: list[str] = []

    def judge(screen: str) -> None:
        shot(page, f"{request.param}-{screen}")
        page.evaluate(AXE)
        wrong = page.evaluate(RUN_AXE, RULES) + page.evaluate(TARGETS, MIN_TARGET_PX)
        if page.evaluate(TOO_WIDE) > 0:
            wrong.append(f"{page.evaluate(TOO_WIDE)} px wider than the screen")
        found.extend(f"{request.param}, {screen}: {fault}" for fault in wrong)

    yield page, judge
    context.close()
    assert found == [], "\n" + "\n".join(found)
    assert guard.verdict() == []


def test_every_screen_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    visit(page, server.url + TINY)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible()
    judge("welcome")
    fetch_model(page)
    ask(page, hero="x" * 200)
    expect_trouble(page, "needs another look")
    judge("form-wrong")
    ask(page, hero="Mila, a small fox", length="short", seed="2")
    wait_words(page)
    judge("telling")
    wait_told(page)
    judge("told")
    page.get_by_role("button", name="Suggest two turns").click()
    expect(page.locator("button.turn").first).to_be_visible(timeout=SLOW_MS)
    judge("turns")
    go(page, "Shelf")
    expect(page.locator(".spine")).to_be_visible()
    judge("shelf")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_label("New title")).to_be_visible()
    judge("shelf-rename")
    go(page, "Settings")
    judge("settings")
    page.goto(server.url + TINY + "#recipe=broken")
    expect_trouble(page, "This recipe link cannot be read")
    judge("trouble")


def tab_to(page: Page, selector: str, limit: int = 60) -> None:
    """Press Tab until `selector` has the keyboard, which must always show where it is."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            shadow = "getComputedStyle(document.activeElement).boxShadow"
            assert page.evaluate(outline) != "none" or page.evaluate(shadow) != "none", selector
            return
    raise AssertionError(f"{selector} cannot be reached; at {page.evaluate(FOCUSED)}")


def test_the_whole_way_by_keyboard_alone(server: Server, page: Page) -> None:
    visit(page, server.url + TINY)
    expect(page.get_by_role("button", name="Accept the terms")).to_be_visible()
    tab_to(page, ".skip", 1)
    page.keyboard.press("Enter")
    tab_to(page, "#model-card button[data-event=load]")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#ready-line')?.textContent.includes('is ready')", SLOW_MS)
    tab_to(page, "#field-hero")
    page.keyboard.type("Mila, a small fox")
    tab_to(page, "#field-length")
    page.keyboard.press("End")
    tab_to(page, "#tell-button")
    page.keyboard.press("Enter")
    wait_words(page)
    assert "tale-heading" in page.evaluate(FOCUSED)
    page.keyboard.press("Escape")
    wait_told(page)
    assert "#after" in page.evaluate(FOCUSED), "the keyboard goes to what can be done next"
    tab_to(page, "button[data-event=continue], button[data-event=again]")
    page.keyboard.press("Enter")
    expect(stop_button(page)).to_be_visible()
    page.keyboard.press("Escape")
    wait_told(page)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tab_to(page, "nav a[href='#shelf']")
    page.keyboard.press("Enter")
    expect(page.locator("#shelf-heading")).to_be_focused()
    if scenes(page):
        tab_to(page, ".spine button[data-event='shelf.open']")
        page.keyboard.press("Enter")
        expect(page.locator("#tale-heading")).to_be_visible()
