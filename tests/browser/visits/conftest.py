"""Looks at a page: at a desk, in the dark, on a phone; judged by axe-core and by measures.

    look         (page, judge): `judge(name)` looks for faults in what the page shows now, and takes
                 a picture in test-results/ for people. The test fails at its end, with all faults.

Knows nothing of the product's screens.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, Guard, shot

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
LOOKS = {
    "desk": {"viewport": {"width": 1200, "height": 900}},
    "dark": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 360, "height": 780},
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
