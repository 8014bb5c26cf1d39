"""An own template in a real page, by real clicks: tried, kept, compared, exported and imported.

What a random model writes is nonsense, and how it goes is not.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.visits.person import expect_error, paste
from tests.browser.write.test_write import answers, choose, ready

pytestmark = pytest.mark.browser


def test_a_template_is_tried_compared_and_carried_as_yaml(
    look: tuple[Page, Callable[[str], None]], site: Server, tmp_path: Path
) -> None:
    page, judge = look
    ready(page, site)
    paste(page.locator("#field-write-text"), "The boat was late again. We want our money back!")
    choose(page, "Own template")
    page.get_by_role("button", name="Begin with an example").click()
    instruction = page.get_by_label("Instruction")
    expect(instruction).to_have_value("You read letters and name their tone in two or three words.")
    page.get_by_role("button", name="Keep this version").click()
    other = page.get_by_label("Compare with")
    expect(other).to_be_visible()
    instruction.fill("Name the tone.")
    other.select_option(index=1)
    page.locator("#write-ask").click()
    answers(page, 1)
    sides = page.locator(".write-answer .side")
    expect(sides).to_have_count(2)
    expect(sides.nth(1).locator("h3")).to_have_text("As it stands in the form")
    sides.nth(1).locator("summary", has_text="What was sent").click()
    expect(sides.nth(1).locator(".sent")).to_contain_text("We want our money back!")
    judge("write-template")

    with page.expect_download() as coming:
        page.get_by_role("button", name="Export as YAML").click()
    saved = tmp_path / coming.value.suggested_filename
    coming.value.save_as(saved)
    assert saved.name == "tone-of-a-letter.yaml" and "system: Name the tone" in saved.read_text()
    page.locator("#write-template-file").set_input_files(
        {"name": "bad.yaml", "mimeType": "application/yaml", "buffer": b"prompt: *gone"}
    )
    expect_error(page, "Line 1: An alias")
    expect(instruction).to_have_value("Name the tone.")
    instruction.fill("")
    page.locator("#write-template-file").set_input_files(saved)
    expect(instruction).to_have_value("Name the tone.")
