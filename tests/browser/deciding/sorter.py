"""What a person does to sort a table by likeness, and the tables; step by step.

The tiny models mean nothing by what they say. The embedding model still tells texts apart by their
words, and the language model, which looks at the end of a text, does not: so one is surely better.
"""

import random
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, until, visit
from tests.browser.visits.person import SLOW_MS, paste
from tests.browser.visits.test_sort import ALL_READ, bring

SORT = "?model=tiny&embedder=tiny-embedding&device=wasm&software=1#sort"
LABELS = "praise: wonderful\ncomplaint: broken"
KEYS = {"praise": "wonderful lovely", "complaint": "broken useless"}
WORDS = ("the", "box", "note", "house", "tree", "cat", "walk", "blue", "long", "early", "small",
         "paper", "table", "lamp", "road", "river", "bread", "milk", "train", "boat", "cloud",
         "rain")  # fmt: skip


def texts(rows: int, seed: int = 1) -> list[tuple[str, str]]:
    """(text, what it is): two words that tell, and eight that do not."""
    draw = random.Random(seed)
    named = [("praise", "complaint")[at % 2] for at in range(rows)]
    return [(" ".join([KEYS[name], *draw.choices(WORDS, k=8)]), name) for name in named]


def table(rows: Sequence[tuple[str, str]]) -> bytes:
    lines = [f'{at},"{text}",{name}' for at, (text, name) in enumerate(rows, start=1)]
    return "\n".join(["id,comment,known", *lines]).encode()


def examples(each: int) -> str:
    return "\n".join([f"{name}: {text}" for text, name in texts(2 * each, seed=2)])


def enter(page: Page, server: Server, rows: Sequence[tuple[str, str]]) -> None:
    """In the room, with a table and no model."""
    visit(page, server.url + SORT)
    bring(page, table(rows), "letters.csv")
    expect(page.locator("#sort-column")).to_have_value("1", timeout=SLOW_MS)


def choose(page: Page, model: str) -> None:
    """By the words that stand in the form."""
    page.locator("#sort-by").select_option(model)
    expect(page.locator("#sort-by")).to_have_value(model)


def fetch_embedder(page: Page) -> None:
    card = page.locator("#sort-room #embedder-card")
    card.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#sort-room #embedder-card")).to_have_count(0, timeout=SLOW_MS)


def fetch_language_model(page: Page) -> None:
    card = page.locator("#sort-room #model-card")
    card.get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#sort-room #model-card")).to_have_count(0, timeout=SLOW_MS)


def give_examples(page: Page, each: int) -> None:
    more = page.locator("#sort-more")
    if more.get_attribute("open") is None:
        more.locator("summary").click()
    paste(page.locator("#sort-examples"), examples(each))


def start(page: Page, labels: str = LABELS) -> None:
    page.locator("#sort-labels").fill(labels)
    page.locator("#sort-start").click()
    expect(page.locator("#sort-work")).to_be_visible(timeout=SLOW_MS)


def all_read(page: Page) -> None:
    until(page, ALL_READ, SLOW_MS)


def sort_by_vectors(page: Page, server: Server, rows: Sequence[tuple[str, str]]) -> None:
    """From nothing to a table that the embedding model has decided."""
    enter(page, server, rows)
    choose(page, "embedding")
    fetch_embedder(page)
    give_examples(page, 6)
    start(page)
    all_read(page)
