"""Looks at a page: at a desk, in the dark, on a phone; judged by axe-core and by measures.

    look         (page, judge): `judge(name)` looks for faults in what the page shows now, in each
                 of the three looks, and takes pictures in test-results/ for people: of all three by
                 `--whole` and where tests are named. The test fails at its end, with all faults.
                 In between, the page is used as on a phone.

Knows nothing of the product's screens.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import ROOT, Guard, shot, watched

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe-core can find in the dark alone: there nothing but colours is another.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN_AXE = """async ([rules, off]) => {
  const asked = { runOnly: rules, resultTypes: ["violations"],
    rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])) };
  const { violations } = await axe.run(document, asked);
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}"""
FEW_PICTURES = os.environ.get("HEARTHSIDE_PICTURES") == "few"
MIN_TARGET_PX = 24  # WCAG 2.2, 2.5.8
TARGETS = """(least) => [...document.querySelectorAll("button, select, input, summary, a.button")]
  .filter((it) => it.checkVisibility() && !it.closest(".quiet-voice"))
  .map((it) => [it, (it.type === "radio" ? it.closest("label") : it).getBoundingClientRect()])
  .filter(([it, box]) => box.width > 1 && (box.width < least || box.height < least))
  .map(([it, box]) => `${it.localName} ${it.textContent.trim()} ${box.width}x${box.height}`)"""
# Links are not among them: two may well lead to one place.
CONTROLS = ("button", "textbox", "combobox", "checkbox", "radio", "slider", "DisclosureTriangle")
THE_BROWSER_S = "Show date picker"  # its own button within a field
# `profile` is of a person who asked for less motion.
MOVING = "document.getAnimations().map(it => `${it.animationName} moves`)"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DESK: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 780}
LOOKS: dict[str, tuple[Literal["light", "dark"], ViewportSize]] = {
    "desk": ("light", DESK),
    "dark": ("dark", DESK),
    "phone": ("light", PHONE),  # last: so it is used
}


def said_twice(page: Page) -> list[str]:
    """Controls of one kind and one name, which a reader of screens cannot tell apart."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    named = Counter(
        (node["role"]["value"], " ".join(node["name"]["value"].split()))
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in CONTROLS
    )
    return [
        f"{number} x {kind} {name!r}"
        for (kind, name), number in named.items()
        if number > 1 and not name.startswith(THE_BROWSER_S)
    ]


def faults_by(page: Page, rules: object, off: Sequence[str] = ()) -> list[str]:
    """What axe-core finds by `rules`, but those `off`; it is put once into each document."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    wrong: list[str] = page.evaluate(RUN_AXE, [rules, list(off)])
    return wrong


def faults_of(page: Page, off: Sequence[str] = ()) -> list[str]:
    """What axe-core and measures find in what the page shows now."""
    wrong = faults_by(page, RULES, off) + page.evaluate(TARGETS, MIN_TARGET_PX)
    wrong += page.evaluate(MOVING) + said_twice(page)
    too_wide_px = page.evaluate(TOO_WIDE)
    return [*wrong, f"{too_wide_px} px wider than the screen"] if too_wide_px > 0 else wrong


@pytest.fixture
def look(chromium: Browser, guard: Guard) -> Iterator[tuple[Page, Callable[[str], None]]]:
    """A page, and a function that judges what it shows now in each look and takes pictures."""
    found: list[str] = []
    phone = watched(chromium, guard, viewport=PHONE, is_mobile=True, has_touch=True)
    with phone as context:
        page = context.new_page()

        def judge(screen: str) -> None:
            for name, (scheme, size) in LOOKS.items():
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size(size)
                if name == "desk" or not FEW_PICTURES:
                    shot(page, f"{name}-{screen}")
                if scheme == "dark":
                    faults = faults_by(page, {"type": "rule", "values": COLOURS})
                else:  # a phone's colours are a desk's
                    faults = faults_of(page, COLOURS if name == "phone" else ())
                found.extend(f"{name}, {screen}: {fault}" for fault in faults)

        yield page, judge
    assert found == [], "\n" + "\n".join(found)
