"""What a person does in the Find room and sees there, step by step.

Every wait is on something a person could see.
"""

import re
from collections.abc import Mapping

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Server, visit
from tests.browser.visits.person import SLOW_MS

ROOM = "?model=tiny&embedder=tiny-embedding&device=wasm&software=1#find"
LEASE = """# Lease

## Pets

A dog or a cat needs the landlady's permission beforehand.

## Notice

Either side may end the lease with three months' notice.
"""
MINUTES = "Minutes of the meeting.\n\nThe water is turned off on 15 November.\n"
FILES = {"lease.md": LEASE.encode(), "minutes.txt": MINUTES.encode()}
DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name));
  const place = document.querySelector(selector);
  for (const kind of ['dragover', 'drop'])
    place.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def enter(page: Page, server: Server, address: str = ROOM) -> None:
    visit(page, server.url + address)
    expect(page.locator("#find-heading")).to_be_visible()
    # Python has looked at what is kept when it offers a model, or has one.
    expect(page.locator("#embedder-card, #embedder-ready, #find-words-only")).to_be_visible(
        timeout=SLOW_MS
    )


def payloads(files: Mapping[str, bytes]) -> list[FilePayload]:
    return [
        {"name": name, "mimeType": "text/plain", "buffer": content}
        for name, content in files.items()
    ]


def give(page: Page, files: Mapping[str, bytes] | None = None) -> None:
    """Choose files, and wait until the page is through with them: what was said of those before is
    put away first, so that it is not taken for what is said of these."""
    if page.locator("#intake-done").count():
        page.locator("#find-intake").get_by_role("button", name="Close").click()
        expect(page.locator("#find-intake")).to_have_count(0)
    page.locator("#find-files").set_input_files(payloads(FILES if files is None else files))
    through(page)


def through(page: Page) -> str:
    """Wait until nothing is read any more; what is said of it."""
    done = page.locator("#intake-done")
    expect(done).to_be_visible(timeout=SLOW_MS)
    return done.inner_text()


def fetch_embedder(page: Page) -> None:
    page.locator("#embedder-card").get_by_role("button", name="Accept the terms").click()
    expect(page.locator("#embedder-ready")).to_contain_text("is ready", timeout=SLOW_MS)
    expect(page.locator("#find-embedding")).to_have_count(0, timeout=SLOW_MS)


def look_for(page: Page, words: str) -> Locator:
    """Look for something; the passages that were found. Their heading takes the focus when the
    search begins: what was found before stands on the page until then."""
    page.locator("#find-box").fill(words)
    page.locator("#find-go").click()
    expect(page.locator("#passages-heading")).to_be_focused(timeout=SLOW_MS)
    expect(page.locator("#found-line")).to_contain_text(re.compile("found"), timeout=SLOW_MS)
    return page.locator(".passage")


def ask(page: Page, question: str) -> Locator:
    """Ask something for the first time; the answer at its end."""
    page.locator("#find-box").fill(question)
    page.locator("#find-ask").click()
    answer = page.locator("#find-answer:not([aria-busy])")
    expect(answer).to_be_visible(timeout=SLOW_MS)
    return answer
