"""A visit to the Find room: files given, searched, asked, kept over reloads, sealed; offline."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import kept, until
from tests.browser.find.finder import DROP, FILES, ask, fetch_embedder, give, look_for, through
from tests.browser.visits.person import SLOW_MS, go
from tests.browser.visits.test_access import tab_to
from tests.browser.visits.test_lost import END, GONE, worker

pytestmark = pytest.mark.browser


def test_files_are_dropped_searched_by_words_and_then_by_meaning(room: Page) -> None:
    texts = {name: content.decode() for name, content in FILES.items()}
    room.evaluate(DROP, ["#find-drop", texts])
    assert through(room) == "2 files added."
    passages = look_for(room, "dog permission")
    expect(passages.first).to_contain_text("landlady")
    expect(passages.first).to_contain_text("Found by its words")
    expect(passages.first.locator("mark").first).to_have_text("dog")
    expect(room.locator("#passages-heading")).to_be_focused()
    fetch_embedder(room)
    passages = look_for(room, "water")
    expect(room.locator("#found-line")).to_contain_text("by meaning and by words")
    expect(room.locator("#find-passages")).to_contain_text("15 November")
    room.get_by_role("button", name="Show in context passage 1").click()
    expect(room.locator(".in-place")).to_be_visible()
    room.get_by_role("button", name="Copy passage 1").click()
    expect(room.locator("#announcer")).to_contain_text("The passage is copied")
    assert passages.first.locator(".passage-text").inner_text().split()[0] in room.evaluate(
        "navigator.clipboard.readText()"
    )


def test_an_answer_leads_to_its_passages_and_a_model_is_offered(room: Page) -> None:
    give(room)
    fetch_embedder(room)
    answer = ask(room, "When is the water turned off?")
    cite = answer.locator("button.cite").first
    expect(cite).to_be_visible()
    number = cite.get_attribute("data-number")
    cite.click()
    expect(room.locator(f"#passage-{number}")).to_be_focused()
    expect(room.locator(f"#passage-{number} .bears").first).to_be_visible()
    room.locator("#find-model").get_by_role("button", name="Accept the terms").click()
    expect(room.locator("#find-model")).to_have_count(0, timeout=SLOW_MS)
    expect(room.locator("#find-answer[aria-busy]")).to_have_count(0, timeout=SLOW_MS)


@pytest.mark.keeps
def test_all_is_there_after_a_reload_and_without_a_network(room: Page) -> None:
    give(room)
    fetch_embedder(room)
    look_for(room, "water")
    room.reload()
    expect(room.locator("#find-passages")).to_contain_text("15 November", timeout=SLOW_MS)
    expect(room.locator("#find-box")).to_have_value("water")
    expect(room.locator("#embedder-ready")).to_be_visible(timeout=SLOW_MS)
    kept(room)
    room.context.set_offline(True)
    room.reload()
    expect(room.locator("#embedder-ready")).to_be_visible(timeout=SLOW_MS)
    look_for(room, "landlady")
    expect(room.locator("#found-line")).to_contain_text("by meaning and by words")
    expect(room.locator("#find-passages")).to_contain_text("permission beforehand")
    room.context.set_offline(False)


@pytest.mark.whole
def test_given_again_files_are_passed_over_or_replaced(room: Page) -> None:
    give(room)
    give(room, {**FILES, "minutes.txt": b"The water is free of charge from now on."})
    expect(room.locator("#intake-done")).to_contain_text("1 replaced")
    expect(room.locator("#intake-done")).to_contain_text("1 unchanged")
    look_for(room, "water")
    expect(room.locator("#find-passages")).to_contain_text("free of charge")
    expect(room.locator("#find-passages")).not_to_contain_text("15 November")
    room.locator("#find-list summary").click()
    room.get_by_role("button", name="Remove minutes.txt").click()
    expect(room.locator("#find-card-line")).to_contain_text("1 file \u00b7")


def test_a_sealed_collection_is_locked_after_a_reload(room: Page) -> None:
    give(room)
    room.locator("#find-new").click()
    room.locator("#find-new-form").get_by_label("Name").fill("Letters")
    room.locator("#find-seal summary").click()
    room.get_by_label("Passphrase", exact=True).fill("correct horse battery")
    room.get_by_label("Repeat the passphrase").fill("correct horse battery")
    room.get_by_role("button", name="Create collection").click()
    expect(room.locator("#find-card-line")).to_contain_text("sealed", timeout=SLOW_MS)
    give(room, {"secret.txt": b"The treasure lies below the third step."})
    expect(look_for(room, "treasure").first).to_contain_text("third step")
    room.reload()
    expect(room.locator("#field-unlock")).to_be_visible(timeout=SLOW_MS)
    assert "third step" not in room.content()
    stored = room.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "correct horse" not in stored
    assert "third step" not in stored
    room.locator("#field-unlock").fill("wrong horse")
    room.locator("#field-unlock").press("Enter")
    expect(room.locator("#wrong-unlock")).to_contain_text("not the passphrase", timeout=SLOW_MS)
    expect(room.locator("#field-unlock")).to_have_value("")
    room.locator("#field-unlock").fill("correct horse battery")
    room.locator("#field-unlock").press("Enter")
    expect(room.locator("#find-card-line")).to_contain_text("1 file \u00b7", timeout=SLOW_MS)
    expect(look_for(room, "treasure").first).to_contain_text("third step")
    room.get_by_role("button", name="Delete", exact=True).click()
    room.get_by_role("button", name="Delete collection").click()
    expect(room.locator("#field-collection option")).to_have_count(1)


@pytest.mark.whole
def test_a_lost_engine_and_a_lost_mind_cost_nothing(room: Page) -> None:
    give(room)
    fetch_embedder(room)
    worker(room, "engine").evaluate(END)
    until(room, GONE.format("engine") + " === 2", SLOW_MS)
    expect(room.locator("#embedder-ready")).to_be_visible(timeout=SLOW_MS)
    look_for(room, "water")
    expect(room.locator("#found-line")).to_contain_text("by meaning and by words")
    worker(room, "mind").evaluate(END)
    until(room, GONE.format("mind") + " === 2", SLOW_MS)
    expect(room.locator("#find-passages")).to_contain_text("15 November", timeout=SLOW_MS)
    expect(room.locator("#find-box")).to_have_value("water")


def test_the_whole_way_by_keyboard_alone(room: Page) -> None:
    tab_to(room, "button[data-event='find.samples']")
    room.keyboard.press("Enter")
    through(room)
    tab_to(room, "#find-box")
    room.keyboard.type("flat")
    room.keyboard.press("Enter")
    expect(room.locator("#passages-heading")).to_be_focused()
    expect(room.locator("#passage-1")).to_be_visible()
    room.keyboard.press("ArrowDown")
    expect(room.locator("#passage-1")).to_be_focused()
    room.keyboard.press("o")
    expect(room.locator("#passage-1 .in-place")).to_be_visible()
    room.keyboard.press("c")
    expect(room.locator("#announcer")).to_contain_text("The passage is copied")
    go(room, "Shelf")
    go(room, "Find")


@pytest.mark.whole
def test_the_language_models_and_the_embedding_models_are_kept_apart(room: Page) -> None:
    give(room)
    go(room, "Story")
    expect(room.locator("#model-card")).to_contain_text("Tiny (random")
    expect(room.locator("#model-card")).not_to_contain_text("embedding")
    go(room, "Find")
    expect(room.locator("#embedder-card")).to_contain_text("Tiny embedding")
    fetch_embedder(room)
    go(room, "Settings")
    expect(room.locator("#storage-settings").locator("..")).to_contain_text("Tiny embedding")
    room.get_by_role("button", name="Delete Tiny embedding").click()
    go(room, "Find")
    expect(room.locator("#embedder-card")).to_be_visible()
