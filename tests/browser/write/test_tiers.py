"""Two models on one device in a real page: which one answers, why, in which place, and who wrote.

A small random model and a larger one, whose words mean nothing: that each was asked and named is
looked at. Knows nothing of what is good.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hearthside.write import PROMPT_FORMAT
from tests.browser.adapted import adapted_site
from tests.browser.conftest import Server, replace, shot, twin, visit
from tests.browser.visits.person import SLOW_MS, go, paste
from tests.browser.write.test_write import ASKED_FOR, answers, choose

pytestmark = pytest.mark.browser
SMALL, LARGER = "Tiny (random, for tests)", "Tiny Gemma 4 (random, for tests)"
TEXT = "The pump on the third floor is replaced on 4 June. The water is off from 9 to 12."
POLICY = """
title = "Lamps"
task = "Who answers?"
doubt = "person"

[[route]]
name = "think"
description = "a larger model answers"
leads_to = "larger"
threshold = 0.5
prompt = "Say what to try first."

[[route]]
name = "person"
description = "a person answers"
leads_to = "person"
threshold = 0.5

[[rule]]
route = "think"
why = "It is about a lamp"
phrases = ["lamp*"]

[answers]
least_words = 3
most_words = 20
"""


@pytest.fixture
def site(tmp_path: Path, serve: Callable[..., Server]) -> Server:
    """Under an id of its own the larger one is offered beside the small one."""
    folder = adapted_site(tmp_path / "site", "tasks", PROMPT_FORMAT)
    twin(folder / "models/tiny-gemma-4", folder / "models/larger")
    manifest = folder / "models/larger/manifest.json"
    replace(manifest, json.dumps(json.loads(manifest.read_text("utf-8")) | {"id": "larger"}))
    index = folder / "models/index.json"
    listed = json.loads(index.read_text("utf-8"))
    found = next(it for it in listed["models"] if it["id"] == "tiny-gemma-4")
    listed["models"].append(found | {"id": "larger"})
    replace(index, json.dumps(listed))
    return serve(folder)


def both_fetched(page: Page, site: Server, judge: Callable[[str], None]) -> None:
    """The small one in the Write room, the larger one where the Route room says that it is."""
    visit(page, site.url + ASKED_FOR)
    page.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#write-who")).to_contain_text("everyday jobs", timeout=SLOW_MS)
    expect(page.locator("#write-choice")).to_have_count(0)
    go(page, "Route")
    page.locator("#route-room input[name=policy-file]").set_input_files(
        {"name": "lamps.toml", "mimeType": "application/toml", "buffer": POLICY.encode()}
    )
    expect(page.locator("#field-policy option:checked")).to_have_text("Lamps")
    page.locator("#route-text").fill("My lamp goes dark after twenty minutes.")
    page.locator("#route-go").click()
    expect(page.locator("#route-larger")).to_contain_text(f"{LARGER} can be fetched in")
    expect(page.locator("#route-handoff")).to_have_value(re.compile("goes dark after twenty"))
    judge("route-no-larger")
    page.locator("#route-larger").get_by_role("link", name="Look & listen").click()
    page.locator("#look-model").get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#look-room #ready-line")).to_contain_text(LARGER, timeout=SLOW_MS)


def asked_of_each(page: Page, judge: Callable[[str], None]) -> None:
    """The choice falls on the small one, a person takes the other; each is named."""
    go(page, "Write")
    paste(page.locator("#field-write-text"), TEXT)
    choose(page, "Title")
    line = page.locator("#write-choice")
    quick = f"{SMALL} answers: this is quick, narrow work."
    expect(line).to_contain_text(f"{quick} It is loaded first.")
    page.get_by_label("Which model, for this ask").select_option(label=LARGER)
    expect(line).to_have_text(f"{LARGER} answers: you chose it. ")
    page.locator("#write-ask").click()
    answers(page, 1)
    card = page.locator(".write-answer").first
    expect(card).to_contain_text(f"{LARGER} answers: you chose it.")
    expect(line).to_contain_text(quick)
    page.locator("#write-ask").click()
    answers(page, 2)
    expect(card).to_contain_text(quick)
    expect(card).to_contain_text(f"{SMALL}, trained for everyday jobs")
    judge("write-two-models")


def test_two_models_on_one_device_answer_as_chosen_and_are_named(
    look: tuple[Page, Callable[[str], None]], site: Server
) -> None:
    page, judge = look
    both_fetched(page, site, judge)
    asked_of_each(page, judge)
    go(page, "Settings")
    policy = page.get_by_label("Which model answers in Write")
    policy.select_option(label="The large one, where it is on this device")
    go(page, "Write")
    expect(page.locator("#write-choice")).to_contain_text(
        f"{LARGER} answers: it is here, and you want the large one then."
    )

    go(page, "Route")
    expect(page.locator("#route-larger")).to_contain_text("route the text again")
    expect(page.locator("#route-room #ready-line")).to_contain_text(f"{SMALL} is ready")
    page.locator("#route-go").click()
    routed = page.locator("#route-answer")
    expect(routed).to_contain_text(f"ritten by {LARGER}", timeout=SLOW_MS)
    expect(page.locator("#route-room #ready-line")).to_contain_text(f"{SMALL} is ready")
    shot(page, "route-larger")

    page.reload()
    expect(routed).to_contain_text(f"ritten by {LARGER}", timeout=SLOW_MS)
    go(page, "Settings")
    expect(policy).to_have_value("large")
