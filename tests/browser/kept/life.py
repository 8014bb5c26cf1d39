"""What a person does that is kept: a day on the page, with the tiny models; step by step.

The texts mean nothing to these models; what counts is that each kind of thing is there once.
"""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import until
from tests.browser.deciding import sorter
from tests.browser.find import finder
from tests.browser.kept.arrive import MODELS, arrive
from tests.browser.visits import person, test_route, test_sort
from tests.browser.visits.person import SLOW_MS, go, paste

WISH = {"hero": "Mila, a small fox", "place": "an old lighthouse", "wish": "to hear the sea"}
HALF_FILLED = {"hero": "Bo, a baby elephant", "wish": "to swim", "length": "long", "mood": "funny"}
TURN = "a small boat comes down the river"
PASSPHRASE = "correct horse battery"
SECRET = {"secret.txt": b"The treasure lies below the third step."}
FERRIES = {"ferries.csv": b"harbour,leaves\nOld pier,at noon\nSecond pier,at dusk\n"}
FLAG = "It got so hot that the wall caught fire. Call Mr Juan Perez, 0555 123 4567."
MILD = "When will my parcel come?"
CELL = "text = 'kept by me'\nprint(text)"


def live(context: BrowserContext, url: str) -> tuple[Page, dict[str, str]]:
    """The tab as the person left it, and what they carried out of it as text, by name."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = arrive(context.new_page(), url + MODELS)
    settles(page)
    carried = tells_stories(page)
    is_interrupted(context, url)
    sorts_by_likelihood(page)
    sorts_by_vectors(page)
    carried["policy"] = routes(page)
    finds(page)
    writes_a_cell(context, url)
    return page, carried


def settles(page: Page) -> None:
    go(page, "Settings")
    page.locator("input[name=device][value=wasm]").check()
    go(page, "Story")


def tells_stories(page: Page) -> dict[str, str]:
    """A whole story under a name of the person's own, a branch, and a form that is half filled."""
    person.fetch_model(page)
    person.ask(page, **WISH, length="short", seed="7")
    person.wait_told(page)
    page.get_by_role("button", name="Copy recipe link").click()
    expect(page.locator("#announcer")).to_contain_text("The recipe link is copied")
    link = page.evaluate("navigator.clipboard.readText()")
    page.locator("[id^=turn-form] input").fill(TURN)
    page.get_by_role("button", name="Take this turn").click()
    expect(page.locator("#tale-heading")).to_have_text(TURN, timeout=SLOW_MS)
    person.wait_told(page)
    page.get_by_role("button", name="New story").click()
    person.fill(page, HALF_FILLED)
    go(page, "Shelf")
    whole = page.locator(".spine", has_not_text="A branch of")
    whole.get_by_role("button", name="Rename").click()
    page.get_by_label("New title").fill("Mila and the sea")
    page.get_by_role("button", name="Save title").click()
    page.get_by_role("button", name="Open Mila and the sea").click()
    person.wait_told(page)
    go(page, "Shelf")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export all stories").click()
    return {"recipe": link.partition("#")[2], "stories": saved.value.path().read_text("utf-8")}


def is_interrupted(context: BrowserContext, url: str) -> None:
    """A tab that is closed in the second scene."""
    page = arrive(context.new_page(), url + MODELS)
    person.wait_ready(page)
    person.ask(page, hero="Tom, a tired mole", length="long", seed="11")
    person.wait_words(page, scene=1)
    page.close()


def sorts_by_likelihood(page: Page) -> None:
    """A table that is read and looked through, and another that is paused."""
    go(page, "Sort")
    test_sort.start(page, 24)
    until(page, test_sort.ALL_READ, SLOW_MS)
    page.locator("#sort-review").get_by_role("button", name="Check random rows").click()
    for key in "213012301230":
        answers(page, key)
    expect(page.locator("#sort-evidence .chart").first).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Open another table").click()
    test_sort.bring(page, test_sort.table(300), "long.csv")
    expect(page.locator("#sort-column")).to_have_value("1", timeout=SLOW_MS)
    page.locator("#sort-labels").fill(test_sort.LABELS)
    page.locator("#sort-start").click()
    test_sort.wait_rows(page, 60)
    test_sort.pause(page)
    page.get_by_role("button", name="Open another table").click()


def answers(page: Page, key: str) -> None:
    """For the row in hand, as the keys go: a label's number, or 0 for what was decided."""
    before = test_sort.in_hand(page).inner_text()
    page.keyboard.press(key)
    expect(test_sort.in_hand(page)).not_to_have_text(before, timeout=SLOW_MS)


def sorts_by_vectors(page: Page) -> None:
    """This one stays in hand."""
    test_sort.bring(page, sorter.table(sorter.texts(24)), "letters.csv")
    expect(page.locator("#sort-column")).to_have_value("1", timeout=SLOW_MS)
    sorter.choose(page, "embedding")
    sorter.fetch_embedder(page)
    sorter.give_examples(page, 6)
    sorter.start(page)
    sorter.all_read(page)
    page.locator("#sort-rows li button").nth(1).click()
    expect(test_sort.in_hand(page)).to_have_text("Row 2")
    for key in "0101":
        answers(page, key)
    expect(page.locator("#sort-learned")).to_contain_text("Learned from it.", timeout=SLOW_MS)
    expect(page.locator("#sort-evidence")).to_contain_text("4 reviewed rows", timeout=SLOW_MS)


def routes(page: Page) -> str:
    """By a policy that was changed and named: texts, a list, a text only begun. The policy."""
    go(page, "Route")
    page.locator("#field-policy").select_option("support")
    expect(page.locator("#route-warning")).to_contain_text("read it before you use it")
    page.locator("#field-route-by").select_option("likelihood")
    mine = test_route.policy(page).input_value().replace("An example.", "For our desk alone.")
    paste(test_route.policy(page), mine)
    expect(page.locator("#route-warning")).to_contain_text("For our desk alone.")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New name").fill("Our desk")
    page.get_by_label("New name").press("Enter")
    expect(page.locator("#field-policy option:checked")).to_have_text("Our desk")
    page.locator("#route-many > summary").click()
    page.locator("#route-rows").fill(f"{FLAG}\n{MILD}\n")
    page.get_by_role("button", name="Route these lines").click()
    expect(page.locator("#stream-line")).to_have_text("2 of 2 rows routed.", timeout=SLOW_MS)
    test_route.ask(page, FLAG)
    test_route.ended(page)
    expect(page.locator("#route-handoff")).to_be_visible()
    page.locator("#route-text").fill("I have not finished this")
    return mine


def finds(page: Page) -> None:
    """A sealed collection, and a plain one that stays in hand with what was found in it."""
    go(page, "Find")
    finder.give(page, finder.FILES | FERRIES)
    page.locator("#find-new").click()
    page.locator("#field-collection-name").fill("Letters")
    page.locator("#find-seal summary").click()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("Repeat the passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Create collection").click()
    expect(page.locator("#find-card-line")).to_contain_text("sealed", timeout=SLOW_MS)
    finder.give(page, SECRET)
    expect(page.locator("#find-embedding")).to_have_count(0, timeout=SLOW_MS)
    plain = page.locator("#field-collection option", has_not_text="Letters")
    page.locator("#field-collection").select_option(plain.get_attribute("value"))
    expect(page.locator("#find-card-line")).to_contain_text("3 files", timeout=SLOW_MS)
    finder.look_for(page, "water")


def writes_a_cell(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(f"{url}workbench/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(CELL)
    page.close()
