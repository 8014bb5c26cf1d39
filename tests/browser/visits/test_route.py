"""The Route room in a real page: rules without a model, a changed policy, hand-offs, losses, looks.

The tiny model, whose verdicts mean nothing: only that there is one is looked at. Knows nothing of
what a policy is good for.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, until, visit
from tests.browser.visits.person import SLOW_MS, go, paste
from tests.browser.visits.test_access import tab_to
from tests.browser.visits.test_lost import END, GONE, worker

pytestmark = pytest.mark.browser

ROOM = "?model=tiny&device=wasm&software=1#route"
FLAG = "Mr Juan Perez, 61, call 0555 123 4567. Crushing chest pain since this morning."
MILD = "I would like my vaccination card copied please."
DROP = """([selector, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, {type: 'text/csv'}));
  const place = document.querySelector(selector);
  for (const kind of ['dragover', 'drop'])
    place.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
SELECTED = """(() => { const it = document.activeElement;
  return it.value?.slice(it.selectionStart, it.selectionEnd); })()"""


def enter(page: Page, server: Server) -> None:
    visit(page, server.url + ROOM)
    # When the room is in sight, Python has shown its first screen, which knows who may decide.
    expect(page.locator("#route-warning")).to_be_visible()
    expect(page.locator("#route-warning")).to_contain_text("not a medical device")
    by = page.locator("#field-route-by")
    if by.count():  # a site with an embedding model: these visits are by the language model
        by.select_option("likelihood")


def ask(page: Page, text: str) -> None:
    page.locator("#route-text").fill(text)
    page.locator("#route-go").click()


def answer(page: Page) -> Locator:
    return page.locator("#route-answer")


def ended(page: Page) -> None:
    """Wait until there is an answer that has come to its end."""
    expect(page.locator("#route-answer:not([aria-busy])")).to_be_visible(timeout=SLOW_MS)


def fetch_model(page: Page) -> None:
    page.get_by_role("button", name="Accept the terms").click()
    line = page.locator("#route-model #ready-line")
    expect(line).to_contain_text("is ready", timeout=SLOW_MS)


def policy(page: Page) -> Locator:
    """The policy's text, in sight."""
    edit = page.locator("#policy-edit")
    if edit.get_attribute("open") is None:
        edit.locator("summary").click()
    return page.locator("#route-policy")


@pytest.fixture
def room(server: Server, page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, server)
    return page


def test_a_red_flag_needs_no_model_and_its_summary_is_copied_and_saved(
    room: Page, tmp_path: Path
) -> None:
    ask(room, FLAG)
    expect(room.locator("#answer-heading")).to_be_focused()
    expect(answer(room)).to_contain_text("Route: now")
    expect(answer(room)).to_contain_text("By rule, no model needed")
    expect(room.locator("#route-reason")).to_contain_text("NICE CG95")
    expect(room.get_by_role("button", name="Accept the terms")).to_be_visible()
    summary = room.locator("#route-handoff")
    expect(summary).to_have_value(re.compile("chest pain"))
    said = summary.input_value()
    assert "Perez" not in said and "0555" not in said
    summary.fill("Come at once.\nA man of 61.")
    room.get_by_role("button", name="Copy the summary").click()
    expect(room.locator("#announcer")).to_contain_text("The summary is copied")
    assert room.evaluate("navigator.clipboard.readText()") == "Come at once.\nA man of 61."
    with room.expect_download() as saving:
        room.get_by_role("button", name="Save as a text file").click()
    saving.value.save_as(tmp_path / "summary.txt")
    assert (tmp_path / "summary.txt").read_text("utf-8") == "Come at once.\nA man of 61."
    assert saving.value.suggested_filename == "for-a-person.txt"


def test_a_changed_policy_is_judged_as_it_is_typed_and_outlives_a_reload(room: Page) -> None:
    sample = policy(room).input_value()
    faulty = sample.replace('route = "now"', 'route = "nwo"', 1)
    paste(policy(room), faulty)
    state = room.locator("#policy-state")
    expect(state).to_contain_text('did you mean "now"?')
    expect(room.locator("#route-go")).to_be_disabled()
    state.get_by_role("button", name="Go to line").click()
    until(room, f"{SELECTED} === 'route = \"nwo\"'")
    room.reload()
    expect(state).to_contain_text('did you mean "now"?')
    expect(policy(room)).to_have_value(faulty)
    paste(policy(room), faulty.replace("nwo", "today").replace("not a medical device", "for me"))
    expect(state).to_contain_text("The policy is valid")
    expect(room.locator("#route-warning")).to_contain_text("for me")
    room.locator("#route-text").fill(MILD)
    room.reload()
    expect(room.locator("#route-warning")).to_contain_text("for me")
    expect(room.locator("#route-text")).to_have_value(MILD)
    expect(room.locator("#field-policy option:checked")).to_have_text(
        "Clinic triage (an example), my own"
    )
    policy(room)
    room.get_by_role("button", name="Reset to the sample").click()
    expect(room.locator("#route-warning")).to_contain_text("not a medical device")
    expect(policy(room)).to_have_value(sample)
    room.get_by_role("button", name="Undo reset").click()
    expect(room.locator("#route-warning")).to_contain_text("for me")


@pytest.mark.whole
def test_policies_are_carried_in_and_out_as_files(room: Page, tmp_path: Path) -> None:
    room.locator("#field-policy").select_option("email")
    expect(room.locator("#policy-about")).to_contain_text("never")
    policy(room)
    with room.expect_download() as saving:
        room.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "mine.toml"
    saving.value.save_as(file)
    assert file.read_text("utf-8") == policy(room).input_value()
    file.write_text(file.read_text("utf-8").replace('title = "', 'title = "Mine: ', 1), "utf-8")
    room.locator("input[name=policy-file]").set_input_files(file)
    expect(room.locator("#field-policy option:checked")).to_contain_text("Mine: ")
    room.get_by_role("button", name="Rename").click()
    room.get_by_label("New name").fill("Post")
    room.get_by_label("New name").press("Enter")
    expect(room.locator("#field-policy option:checked")).to_have_text("Post")
    room.get_by_role("button", name="Delete").click()
    expect(room.locator("#field-policy option")).to_have_count(4)
    room.get_by_role("button", name="Undo delete").click()
    expect(room.locator("#field-policy option:checked")).to_have_text("Post")


def test_what_no_rule_settles_goes_on_as_soon_as_the_model_is_there(room: Page) -> None:
    ask(room, MILD)
    expect(answer(room)).to_contain_text("No rule decides it")
    fetch_model(room)
    ended(room)
    expect(answer(room)).to_contain_text("Route: ", timeout=SLOW_MS)
    bars = room.locator("#route-answer svg.score")
    expect(bars).to_have_count(2)
    expect(bars.first).to_have_attribute("aria-label", re.compile("needs"))
    room.locator("#route-sample").click()
    expect(room.locator("#route-text")).not_to_have_value(MILD)  # the row comes from the worker
    room.locator("#route-go").click()
    expect(room.locator("#route-expected")).to_be_visible(timeout=SLOW_MS)


@pytest.mark.whole
def test_a_list_is_pasted_dropped_and_stopped(room: Page, tmp_path: Path) -> None:
    room.locator("#route-many > summary").click()
    room.locator("#route-rows").fill(f"{FLAG}\n\n{MILD}\n")
    room.get_by_role("button", name="Route these lines").click()
    expect(room.locator("#stream-line")).to_have_text("2 of 2 rows routed.")
    expect(room.locator("#route-list li").first).to_contain_text("the chest")
    expect(room.locator("#route-list li").last).to_contain_text("waits for the model")
    room.evaluate(DROP, ["#rows-form", "log.csv", f'text,route\n"{FLAG}",now\n'])
    expect(room.locator("#route-stream")).to_contain_text("As the sample says: 1 of 1")
    with room.expect_download() as saving:
        room.get_by_role("button", name="Save the table").click()
    saving.value.save_as(tmp_path / "routed.csv")
    assert ",now," in (tmp_path / "routed.csv").read_text("utf-8-sig")
    fetch_model(room)
    # As a file: Chromium takes half a minute to type two thousand lines on a busy machine.
    room.evaluate(DROP, ["#rows-form", "long.csv", "text\n" + f"{MILD}\n" * 2_000])
    expect(room.locator("#stream-line")).to_contain_text("of 2000 rows", timeout=SLOW_MS)
    room.locator("#route-stop").click()
    expect(room.locator("#stream-line")).to_contain_text("Stopped after", timeout=SLOW_MS)
    ask(room, FLAG)
    expect(answer(room)).to_contain_text("Route: now")


@pytest.mark.whole
def test_a_lost_mind_takes_neither_policy_nor_text_nor_summary(room: Page) -> None:
    ask(room, FLAG)
    room.locator("#route-handoff").fill("Mine.")
    mine = policy(room).input_value().replace("threshold = 0.7", "threshold = 0.6")
    paste(policy(room), mine)
    expect(room.locator("#field-policy option:checked")).to_contain_text("my own")
    worker(room, "mind").evaluate(END)
    until(room, GONE.format("mind") + " === 2", SLOW_MS)
    expect(room.locator("#alert-route")).to_contain_text("Your policy and your text")
    expect(room.locator("#route-text")).to_have_value(FLAG)
    expect(room.locator("#route-handoff")).to_have_value("Mine.")
    expect(policy(room)).to_have_value(mine)
    expect(room.locator("#field-policy option:checked")).to_contain_text("my own")
    room.locator("#route-go").click()
    expect(room.locator("#route-handoff")).not_to_have_value("Mine.")


@pytest.mark.whole
def test_the_whole_way_by_keyboard_alone(room: Page) -> None:
    tab_to(room, "#field-policy")
    room.keyboard.press("ArrowDown")
    expect(room.locator("#route-warning")).not_to_contain_text("medical")
    room.keyboard.press("ArrowUp")
    expect(room.locator("#route-warning")).to_contain_text("medical")
    tab_to(room, "#policy-edit summary")
    room.keyboard.press("Enter")
    tab_to(room, "#route-policy")
    tab_to(room, "#route-text")
    room.keyboard.type(FLAG)
    tab_to(room, "#route-go")
    room.keyboard.press("Enter")
    expect(room.locator("#answer-heading")).to_be_focused()
    expect(room.locator("#route-handoff")).to_be_visible()
    tab_to(room, "#route-handoff")
    tab_to(room, "button[data-event='route.handoff.copy']")
    go(room, "Shelf")
    go(room, "Route")


@pytest.mark.whole
def test_the_room_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    enter(page, server)
    judge("route-begin")
    ask(page, FLAG)
    expect(page.locator("#route-handoff")).to_be_visible()
    expect(page.locator("#answer-heading")).to_be_focused()
    # What the keyboard is taken to does not lie under the warning.
    until(
        page,
        "document.querySelector('#answer-heading').getBoundingClientRect().top >= "
        "document.querySelector('#route-warning').getBoundingClientRect().bottom",
    )
    judge("route-by-rule")
    ask(page, MILD)
    expect(answer(page)).to_contain_text("No rule decides it")
    paste(policy(page), 'doubt = "nwo"')
    expect(page.locator("#policy-state .wrong")).to_be_visible()
    judge("route-fault")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo delete")).to_be_visible()
    page.locator("#policy-edit summary").click()
    page.locator("#policy-about summary").click()
    judge("route-deleted")
    fetch_model(page)
    page.locator("#field-policy").select_option("support")
    ask(page, "When will my parcel come?")
    ended(page)
    judge("route-by-model")
    page.locator("#route-many > summary").click()
    page.get_by_role("button", name="Route the sample rows").click()
    expect(page.get_by_role("button", name="Save the table")).to_be_visible(timeout=SLOW_MS)
    judge("route-rows")
