"""What a person may do wrong: each gets a clear sentence, and takes nothing away.

The tiny model. What the page cannot do is in test_bad_device.py. Knows the page's words.
"""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Server, shot, visit
from tests.browser.visits.person import (
    SLOW_MS,
    TINY,
    ask,
    begin,
    error,
    expect_error,
    expect_scenes,
    expect_spines,
    expect_typed,
    fetch_model,
    fill,
    go,
    spines,
    stop,
    stop_button,
    title,
    wait_ready,
    wait_told,
    wait_words,
)

pytestmark = pytest.mark.browser

SCRIPT = "<img src=x onerror=pwned=1><b>Zoe</b>"
LIORA = "\u05dc\u05d9\u05d0\u05d5\u05e8\u05d4"  # a name in Hebrew
HARMED = "'pwned' in globalThis || document.querySelectorAll('#story b, #story img').length"


@pytest.fixture
def page(server: Server, context: BrowserContext) -> Page:
    """A visitor with a storyteller awake."""
    page = context.new_page()
    visit(page, server.url + TINY)
    fetch_model(page)
    return page


def begin_again(page: Page) -> None:
    stop(page)
    page.get_by_role("button", name="New story").click()


def test_an_empty_form_is_filled_for_the_person(page: Page) -> None:
    ask(page, length="short")
    told = wait_told(page)
    assert len(told) == 3
    page.get_by_text("How it was told").click()
    expect(page.locator("#notes li").first).to_be_visible()
    assert title(page).strip()


def test_far_too_much_text_is_refused_at_its_field_and_kept(page: Page) -> None:
    begin(page, hero="Pip, a mouse")
    name = title(page)
    begin_again(page)
    for field, text in (("hero", "a" * 100_000), ("wish", "to fly high " * 9_000)):
        ask(page, **{field: text})
        expect(page.locator(f"#wrong-{field}")).to_contain_text("characters", timeout=SLOW_MS)
        expect(page.locator(f"#field-{field}")).to_be_focused()
        expect_typed(page, **{field: text})
        assert stop_button(page).count() == 0
        fill(page, {field: ""})
    ask(page, seed="seven")
    expect(page.locator("#wrong-seed")).to_contain_text("whole number", timeout=SLOW_MS)
    fill(page, {"seed": "", "hero": "b" * 100_000})
    page.reload()
    wait_ready(page)
    expect_typed(page, hero="b" * 100_000)
    go(page, "Shelf")
    expect_spines(page, [name])


@pytest.mark.whole
def test_control_characters_and_other_scripts_are_taken_calmly(page: Page) -> None:
    ask(page, hero="Mi\x07la\x1b[31m\u202e, a \u200bfox", length="short")
    wait_words(page)
    assert "Mi" in title(page)
    said = page.locator("#story").inner_text()
    assert not set(said) & set("\x07\x1b\u202e\u200b"), said[:200]
    begin_again(page)
    told = begin(page, hero=LIORA, place="\u0627\u0644\u0628\u062d\u0631")
    assert LIORA in " ".join(told)
    # A name in another script stands in the English sentence; it does not turn the sentence around.
    turned = page.locator(".prose, #tale-heading").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).direction !== 'ltr').length"
    )
    assert turned == 0
    expect(error(page)).to_have_count(0)
    shot(page, "bad-right-to-left")


def test_markup_in_a_name_is_text_everywhere(page: Page) -> None:
    """The guard fails the test for what the content policy had to stop as well."""
    assert begin(page, hero=SCRIPT, place="<script>pwned=2</script>")
    assert page.evaluate(HARMED) in (False, 0)
    shot(page, "bad-markup")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as HTML").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert "<b>Zoe" not in text and "<script" not in text and "onerror=pwned=1>" not in text
    go(page, "Shelf")
    expect(page.locator(".spine")).to_have_count(1)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New title").fill(SCRIPT)
    page.get_by_role("button", name="Save title").click()
    expect(page.locator(".spine h2")).to_have_text(SCRIPT)
    assert page.evaluate("'pwned' in globalThis") is False


@pytest.mark.whole
def test_a_broken_recipe_link_says_so(page: Page) -> None:
    fill(page, {"hero": "Finn"})
    for recipe in ("broken", "%00%FF", "e30", "A" * 100_000):
        page.evaluate("fragment => { location.hash = fragment; }", f"recipe={recipe}")
        expect_error(page, "This recipe link cannot be read", "Ask for the link again")
        assert stop_button(page).count() == 0
        expect_typed(page, hero="Finn")
        page.get_by_role("button", name="Close").click()
        expect(error(page)).to_have_count(0)


@pytest.mark.whole
def test_a_file_that_is_no_shelf_changes_nothing(page: Page, tmp_path: Path) -> None:
    begin(page, hero="Mila, a fox")
    go(page, "Shelf")
    before = spines(page)
    for number, text in enumerate(("", "no json", "[" * 100_000, '{"format": 99}')):
        file = tmp_path / f"shelf-{number}.json"
        file.write_text(text)
        page.locator("#shelf-room input[type=file]").set_input_files(file)
        expect_error(page, "That file does not hold stories", "Nothing on your shelf")
        page.get_by_role("button", name="Close").click()
    expect_spines(page, before)


def test_two_tabs_share_one_shelf_and_are_told_of_each_other(page: Page, server: Server) -> None:
    other = page.context.new_page()
    visit(other, server.url + TINY)
    wait_ready(other)
    for tab in (page, other):
        expect(tab.locator("#main")).to_contain_text("open in another tab", timeout=SLOW_MS)
    shot(other, "bad-two-tabs")
    go(other, "Shelf")
    expect_spines(other, [])
    told = begin(page, hero="Mila, a fox")
    expect(other.locator(".spine")).to_have_count(1, timeout=SLOW_MS)
    other.get_by_role("button", name="Open").click()
    expect_scenes(other, told)
    other.close()
    expect(page.locator("#main")).not_to_contain_text("open in another tab", timeout=SLOW_MS)


@pytest.mark.whole
def test_a_turn_that_is_none_is_explained_and_one_of_ones_own_makes_a_branch(page: Page) -> None:
    begin(page, hero="Pip, a mouse")
    first = title(page)
    expect(page.locator("#saved")).to_have_text("Saved on your shelf")
    fill(page, {"turn": "b" * 201})
    page.get_by_role("button", name="Take this turn").click()
    expect(page.locator("#wrong-turn")).to_contain_text("200 is the most")
    expect_typed(page, turn="b" * 201)
    fill(page, {"turn": "a small boat came by"})
    page.get_by_role("button", name="Take this turn").click()
    expect(page.locator("#branch")).to_contain_text(first, timeout=SLOW_MS)
    wait_words(page)
    stop(page)
    expect(page.locator("#tale-heading")).to_have_text("a small boat came by")
    expect_typed(page, turn="")
    shot(page, "story-branch")
    go(page, "Shelf")
    expect_spines(page, ["a small boat came by", first])
