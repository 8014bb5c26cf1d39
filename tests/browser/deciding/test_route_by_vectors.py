"""Messages routed by the embedding model in a real page: the rules before it, whatever it says.

The tiny model, whose verdicts mean nothing: only that there is one is looked at, and that no rule
gives way to it. Knows nothing of what a policy is good for.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, shot, until, visit
from tests.browser.visits.person import SLOW_MS, go
from tests.browser.visits.test_lost import END, GONE, worker
from tests.browser.visits.test_route import FLAG, MILD, answer, ask, ended, policy

pytestmark = pytest.mark.browser

ROOM = "?model=tiny&embedder=tiny-embedding&device=wasm&software=1#route"
BARS = "#route-answer svg.score"


@pytest.fixture
def room(server: Server, page: Page) -> Page:
    visit(page, server.url + ROOM)
    expect(page.locator("#route-warning")).to_contain_text("not a medical device")
    return page


def fetch_embedder(page: Page) -> None:
    card = page.locator("#route-model #embedder-card")
    card.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#route-model #embedder-ready")).to_be_visible(timeout=SLOW_MS)


def routed_by_rule(page: Page) -> None:
    """The red flag goes to now by a rule."""
    ask(page, FLAG)
    expect(page.locator("#route-reason")).to_contain_text("NICE CG95")
    ended(page)
    expect(answer(page)).to_contain_text("Route: now")
    expect(answer(page)).to_contain_text("By rule, no model needed")


def test_a_message_waits_for_the_embedding_model_and_red_flags_do_not(room: Page) -> None:
    expect(room.locator("#field-route-by")).to_have_value("embedding")
    routed_by_rule(room)
    ask(room, MILD)
    expect(answer(room)).to_contain_text("No rule decides it")
    expect(room.locator("#route-model #model-card")).to_have_count(0)
    fetch_embedder(room)
    expect(room.locator(BARS)).to_have_count(2, timeout=SLOW_MS)
    ended(room)
    expect(answer(room)).to_contain_text("Route: ")
    shot(room, "route-by-vectors")
    routed_by_rule(room)
    expect(room.locator(BARS)).to_have_count(0)  # no model was asked
    room.locator("#field-route-by").select_option("likelihood")
    expect(answer(room)).not_to_contain_text("Out of date")  # no model was asked
    expect(room.locator("#route-model #model-card")).to_be_visible()
    routed_by_rule(room)


@pytest.mark.whole
def test_rows_are_routed_by_vectors_and_every_rule_holds_among_them(room: Page) -> None:
    fetch_embedder(room)
    room.locator("#route-many > summary").click()
    room.locator("#route-rows").fill(f"{FLAG}\n{MILD}\n{FLAG.replace('61', '47')}\n")
    room.get_by_role("button", name="Route these lines").click()
    expect(room.locator("#stream-line")).to_have_text("3 of 3 rows routed.", timeout=SLOW_MS)
    rows = room.locator("#route-list li")
    for at in (0, 2):
        expect(rows.nth(at)).to_contain_text("now")
        expect(rows.nth(at)).to_contain_text("in this text")
    expect(rows.nth(1)).not_to_contain_text("in this text")
    expect(rows.nth(1)).not_to_contain_text("waits for the model")


def test_the_choice_outlives_a_reload_and_a_lost_mind(room: Page) -> None:
    room.locator("#field-policy").select_option("support")
    expect(room.locator("#field-route-by")).to_have_value("likelihood")
    room.locator("#field-route-by").select_option("embedding")
    fetch_embedder(room)
    ask(room, "When will my parcel come?")
    ended(room)
    expect(room.locator(BARS).first).to_be_visible(timeout=SLOW_MS)
    expect(room.locator("#route-model")).to_contain_text("That takes the language model")
    room.reload()
    expect(room.locator("#route-model #embedder-ready")).to_be_visible(timeout=SLOW_MS)
    expect(room.locator("#field-route-by")).to_have_value("embedding")
    worker(room, "mind").evaluate(END)
    until(room, GONE.format("mind") + " === 2", SLOW_MS)
    expect(room.locator("#alert-route")).to_contain_text("Your policy and your text")
    expect(room.locator("#field-route-by")).to_have_value("embedding")
    expect(room.locator("#route-model #embedder-ready")).to_be_visible(timeout=SLOW_MS)
    room.locator("#route-go").click()
    ended(room)
    expect(room.locator(BARS).first).to_be_visible(timeout=SLOW_MS)
    go(room, "Sort")
    expect(room.locator("#sort-heading")).to_be_visible()


@pytest.mark.whole
def test_routing_by_vectors_is_fit_for_everybody(
    look: tuple[Page, Callable[[str], None]], server: Server
) -> None:
    page, judge = look
    visit(page, server.url + ROOM)
    expect(page.locator("#route-model #embedder-card")).to_be_visible(timeout=SLOW_MS)
    judge("route-vectors-begin")
    ask(page, MILD)
    fetch_embedder(page)
    ended(page)
    expect(page.locator(BARS)).to_have_count(2, timeout=SLOW_MS)
    policy(page)
    judge("route-vectors-answer")
