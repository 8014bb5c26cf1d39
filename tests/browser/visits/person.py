"""What a person does on the page and sees there, step by step.

Every wait is on something a person could see. Knows the page's words; knows nothing of how the page
comes to show them.
"""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import until

SLOW_MS = 240_000  # one machine may be shared by many; only a failure waits so long
TINY = "?model=tiny&device=wasm"
SCENES = ".scene[id^=scene-] .prose"
SPINES = "#shelf-room .spine h2"
SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)]*$")


def ready_line(page: Page) -> Locator:
    return page.locator("#story-room #ready-line")


def wait_ready(page: Page) -> str:
    """Wait until the storyteller is awake; the line that says so."""
    expect(ready_line(page)).to_contain_text("is ready", timeout=SLOW_MS)
    return ready_line(page).inner_text()


def fetch_model(page: Page) -> str:
    """Accept the terms, and wait until the storyteller is awake; the line that says so."""
    page.get_by_role("button", name="Accept the terms").click()
    return wait_ready(page)


def fill(page: Page, fields: Mapping[str, str]) -> None:
    """Fill the form's fields by their names; choices by value."""
    if "seed" in fields:
        more = page.locator("#more-fields")
        if more.get_attribute("open") is None:
            more.locator("summary").click()
    for name, value in fields.items():
        control = page.locator(f"#field-{name}")
        if control.evaluate("it => it.localName") == "select":
            control.select_option(value)
        else:
            control.fill(value)


def paste(field: Locator, text: str) -> None:
    """Put `text` in the place of what stands in a field, as one paste does: one event tells of it.

    `fill` types it, and each line is an event of its own, after which the page keeps all of the
    field: eight CPU seconds for a policy.
    """
    field.evaluate(
        """(field, text) => {
          field.focus();
          field.value = text;
          const how = { bubbles: true, inputType: "insertFromPaste" };
          field.dispatchEvent(new InputEvent("input", how));
        }""",
        text,
    )


def ask(page: Page, **fields: str) -> None:
    """Fill the form and ask for the story: for the youngest, which is the shortest, unless said."""
    fill(page, {"age": "2-4", **fields})
    page.get_by_role("button", name="Tell the story").click()


def stop_button(page: Page) -> Locator:
    return page.locator("#stop-button")


def live_words(page: Page) -> str:
    return page.evaluate("document.querySelector('#live-words')?.textContent ?? ''")


def wait_words(page: Page, scene: int = 0) -> str:
    """Wait until words of `scene` (from 0) or a later one are flowing; those seen."""
    flowing = (
        f"document.querySelectorAll('.scene[id^=scene-]').length >= {scene}"
        " && document.querySelector('#live-words')?.textContent.trim().length > 8"
    )
    until(page, flowing, SLOW_MS)
    return live_words(page)


def wait_told(page: Page) -> list[str]:
    """Wait until nothing is being told any more; the texts of the scenes."""
    expect(page.locator("#after")).to_be_visible(timeout=SLOW_MS)
    return scenes(page)


def stop(page: Page) -> list[str]:
    """Press Stop while a story is being told; the texts of the scenes that are kept.

    At once, inside the page: the button moves with every line that comes, and a tool waits until it
    rests. It goes with the story, and one that has ended by itself meanwhile is as good.
    """
    page.evaluate("document.querySelector('#stop-button')?.click()")
    return wait_told(page)


def begin(page: Page, **fields: str) -> list[str]:
    """A story that is stopped when its first scene stands; the texts of its scenes.

    Of a random model all scenes are alike, and each sentence is tried as often as may be: one scene
    is as good as three where the story is not what is looked at, and a quarter of the work.
    """
    ask(page, **{"length": "short", **fields})
    wait_words(page, scene=1)
    return stop(page)


def press_when(page: Page, so: str, button: str) -> None:
    """Press `button`, if it is there, the moment that `so` is true, inside the page: between a look
    from here and a press, what is to be stopped may have ended by itself."""
    until(page, f"({so}) && (document.querySelector('{button}')?.click(), true)", SLOW_MS)


def reload_when(page: Page, so: str) -> None:
    """Reload the moment that `so` is true, inside the page, for the same reason. The page before
    may stand for a moment yet."""
    done = "sessionStorage['test.reloaded']"
    until(page, f"{done} || (({so}) && ({done} = '1', location.reload()))", SLOW_MS)


def scenes(page: Page) -> list[str]:
    """The texts of the finished scenes."""
    return page.locator(SCENES).all_inner_texts()


def expect_scenes(page: Page, told: Sequence[str]) -> None:
    """Wait until these are the finished scenes."""
    found = expect(page.locator(SCENES))
    found.to_have_text(list(told), use_inner_text=True, timeout=SLOW_MS)  # paragraphs, too


def title(page: Page) -> str:
    return page.locator("#tale-heading").inner_text()


def go(page: Page, room: str) -> None:
    """To another room by the links at the top; waits for its heading."""
    page.get_by_role("navigation").get_by_role("link", name=room).click()
    expect(page.locator(f"#{room.lower()}-heading")).to_be_focused()


def spines(page: Page) -> list[str]:
    """The titles on the shelf, which must be open."""
    expect(page.locator("#shelf-room ul.spines, #shelf-room p.card")).to_be_visible()
    return page.locator(SPINES).all_inner_texts()


def expect_spines(page: Page, titles: Sequence[str]) -> None:
    """Wait until these are the titles on the shelf, which must be open."""
    expect(page.locator("#shelf-room ul.spines, #shelf-room p.card")).to_be_visible()
    expect(page.locator(SPINES)).to_have_text(list(titles))


def expect_typed(page: Page, **fields: str) -> None:
    """Wait until these stand in the form's fields."""
    for name, value in fields.items():
        expect(page.locator(f"#field-{name}")).to_have_value(value)


def error(page: Page) -> Locator:
    """What the page says went wrong, wherever it says it."""
    return page.locator("[role=alert] .notice")


def expect_error(page: Page, *words: str) -> None:
    """Wait for an error that says all of `words`."""
    for said in words:
        expect(error(page)).to_contain_text(said, timeout=SLOW_MS)
