"""What a person sees who comes back to what was kept: names, texts and figures without the page's
own words, so that they can be compared from version to version.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import ROOT, until
from tests.browser.deciding.test_sort_by_vectors import exported
from tests.browser.find import finder
from tests.browser.kept.arrive import MODELS, arrive
from tests.browser.kept.life import PASSPHRASE
from tests.browser.visits import person
from tests.browser.visits.person import SLOW_MS, go
from tests.browser.visits.test_sort import ALL_READ

STORAGE = Path(__file__).with_name("storage.js").read_text("utf-8")
BEFORE = ROOT / "tests/unit/kept/before_rooms.json"
# Models, and Python's own file systems.
OMIT = ["hearthside-files", "IDBMap/"]
FORMS = """Object.fromEntries([...document.querySelectorAll('form[data-kept]')].map((form) => [
  form.id,
  Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string'))]))"""


def dumped(page: Page) -> dict[str, Any]:
    """What is kept, as plain values."""
    page.evaluate(STORAGE)
    return page.evaluate("omit => kept.dump(omit)", OMIT)


def seen(context: BrowserContext, url: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """In a fresh profile: `kept` put into it before the app starts, then all rooms looked at."""
    page = context.new_page()
    page.goto(f"{url}404.html")  # no app there
    page.evaluate(STORAGE)
    page.evaluate("dump => kept.restore(dump)", kept)
    arrive(page, f"{url}{MODELS}#find")
    shown = {"on coming": on_coming(page), "settings": settings(page), "find": find(page)}
    shown |= {"sort": sorts(page), "route": route(page), "shelf": shelf(page)}
    page.close()
    page = arrive(context.new_page(), f"{url}{MODELS}#{kept['carried']['recipe']}")
    shown["in another tab"] = in_another_tab(page)
    page.goto(f"{url}workbench/")
    shown["cell"] = page.locator(".cm-content").inner_text()
    return shown


def on_coming(page: Page) -> dict[str, Any]:
    """Before any model is there."""
    expect(page.locator("#find-card-line")).to_contain_text("3 files", timeout=SLOW_MS)
    expect(page.locator(".passage").first).to_be_visible(timeout=SLOW_MS)
    return {
        "passages": sorted(texts(page.locator(".passage-text"))),
        "title": page.locator("#tale-heading").text_content(),
        "typed": page.evaluate(FORMS),
    }


def settings(page: Page) -> dict[str, Any]:
    """The choices; then both models are fetched by them."""
    go(page, "Settings")
    chosen = texts_of(page.locator("#settings-room input:checked"), "value")
    page.locator("#settings-room").get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#settings-room #ready-line")).to_contain_text("is ready", timeout=SLOW_MS)
    return {"chosen": chosen}


def find(page: Page) -> dict[str, Any]:
    """The plain collection by words and by meaning, then the sealed one."""
    go(page, "Find")
    finder.fetch_embedder(page)
    plain = found(page, "landlady")
    expect(page.locator("#found-line")).to_contain_text("by meaning and by words")
    page.locator("#field-collection").select_option(label="Letters")
    page.locator("#field-unlock").fill(PASSPHRASE)
    page.locator("#field-unlock").press("Enter")
    expect(page.locator("#find-card-line")).to_contain_text("1 file ", timeout=SLOW_MS)
    return {
        "collections": sorted(texts(page.locator("#field-collection option"))),
        "plain": plain,
        "sealed": found(page, "treasure"),
    }


def found(page: Page, words: str) -> dict[str, Any]:
    passages = sorted(texts(finder.look_for(page, words).locator(".passage-text")))
    return {"files": texts(page.locator("#find-list li bdi")), "passages": passages}


def sorts(page: Page) -> dict[str, Any]:
    """The one in hand, then the others from the list."""
    go(page, "Sort")
    shown = {"letters.csv": a_sort(page, reviewed=4)}
    for name, reviewed in (("reviews.csv", 12), ("long.csv", 0)):
        page.get_by_role("button", name="Open another table").click()
        page.get_by_role("button", name=f"Open {name}").click()
        shown[name] = a_sort(page, reviewed=reviewed)
    return shown


def a_sort(page: Page, *, reviewed: int) -> dict[str, Any]:
    """Its rows as they are saved, and how far they are read. Where rows were reviewed, all are
    read: they are decided once more from the kept readings, and what they show is said."""
    expect(page.locator("#sort-progress-line")).to_contain_text("read", timeout=SLOW_MS)
    if reviewed:
        shows = f"{reviewed} reviewed rows"
        expect(page.locator("#sort-evidence")).to_contain_text(shows, timeout=SLOW_MS)
        until(page, ALL_READ, SLOW_MS)
    return {
        "read": numbers(page.locator("#sort-progress-line")),
        "rows": [list(row.values()) for row in exported(page)],
        "evidence": numbers(page.locator("#sort-evidence")),
    }


def route(page: Page) -> dict[str, Any]:
    go(page, "Route")
    page.locator("#route-many > summary").click()
    return {
        "policy": page.locator("#field-policy option:checked").inner_text(),
        "text": page.locator("#route-policy").input_value(),
        "by": page.locator("#field-route-by").input_value(),
        "warning": page.locator("#route-warning span").inner_text(),
        "answer": page.locator("#answer-heading").inner_text().split(": ")[-1],
        "summary": page.locator("#route-handoff").input_value(),
        "rows": [texts(row.locator("> *"))[:3] for row in page.locator("#route-list li").all()],
        "out of date": page.locator(".stale-note").count(),
    }


def shelf(page: Page) -> dict[str, Any]:
    """Titles, as they stand; and each story, opened."""
    go(page, "Shelf")
    shown = {}
    for title in person.spines(page):
        spine = page.locator(".spine", has=page.get_by_role("heading", name=title))
        branch_of = re.findall("\u201c(.*)\u201d", spine.locator("p").inner_text())
        spine.get_by_role("button", name="Open").click()
        expect(page.locator("#tale-heading")).to_have_text(title)
        person.wait_told(page)
        shown[title] = {"branch of": branch_of, "scenes": person.scenes(page)}
        go(page, "Shelf")
    return shown


def in_another_tab(page: Page) -> dict[str, Any]:
    """The story whose tab was closed, and a recipe that comes by link."""
    expect(page.locator("#unfinished")).to_be_visible(timeout=SLOW_MS)
    recipe = page.locator("#shared-heading + p").inner_text().split(". ")[0]
    return {"unfinished": page.locator("#unfinished bdi").inner_text(), "recipe": recipe}


def texts(those: Locator) -> list[str]:
    """Of what may be folded away, too."""
    return [" ".join(text.split()) for text in those.all_text_contents()]


def texts_of(those: Locator, name: str) -> list[str]:
    return [one.get_attribute(name) or "" for one in those.all()]


def numbers(of: Locator) -> list[str]:
    """The figures among the words."""
    return re.findall(r"\d[\d,.]*", of.inner_text())
