"""Many tasks in one tab: what grows from task to task, and what does not.

A task is a text routed by the model, as a person would route it; each text is another. `endure`
counts as it goes, `print_endured` prints. Knows nothing of what the model answers.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, Page

NAME: Final = "endurance"
TASKS: Final = {"tiny": 500, "gemma-3-270m-en": 50}
LOOKS: Final = 10
LIMIT_MS: Final = 300_000
# What the page keeps: entries over all caches, bytes by the browser's own estimate. What a screen
# reader is told stays for some seconds; it is no part of what is kept.
KEPT: Final = """async () => {
  const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const keys = await Promise.all(opened.map((cache) => cache.keys()));
  const { usage } = await navigator.storage.estimate();
  const elements = document.querySelectorAll("*:not(#announcer *)").length;
  return [opened.length, keys.flat().length, usage, elements];
}"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a tab stands after so many tasks. `nodes` are all that live, also outside the document:
    one more a task, since a field's undo history keeps the text that was typed (Chromium does so on
    a page with nothing but a textarea, too); `task_s` is the mean since the look before; sizes are
    bytes, of the page's own heap."""

    tasks: int
    task_s: float
    heap: int
    nodes: int
    elements: int
    caches: int
    entries: int
    kept: int


def told(model: str) -> dict[str, Any]:
    """What a contender of the bench is told."""
    return {"model": model, "tasks": TASKS[model]}


def enter(page: Page, url: str, model: str) -> None:
    """In the Route room, with the model awake and one text routed."""
    page.set_default_timeout(LIMIT_MS)
    page.goto(f"{url}?model={model}&device=wasm&software=1#route")
    page.locator("#route-text").fill("Could somebody copy a card please?")
    page.locator("#route-go").click()
    page.get_by_role("button", name="Accept the terms").click()
    page.wait_for_selector("#route-model #ready-line")
    page.wait_for_selector("#route-answer:not([aria-busy])")


def route(page: Page, number: int) -> None:
    """One task, to its answer."""
    text = f"Could somebody copy card number {number} please?"
    page.locator("#route-text").fill(text)
    page.locator("#route-go").click()
    page.locator("#route-answer:not([aria-busy])").filter(has_text=text).wait_for()


def endure(page: Page, tasks: int, looks: int = LOOKS) -> list[Standing]:
    """Do `tasks` in a page that was entered, and look `looks` times."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    each = tasks // looks
    stood = []
    for done in range(each, tasks + 1, each):
        began_s = time.monotonic()
        for number in range(done - each, done):
            route(page, number)
        task_s = (time.monotonic() - began_s) / each
        session.send("HeapProfiler.collectGarbage")
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        caches, entries, kept, elements = page.evaluate(KEPT)
        heap, nodes = int(metrics["JSHeapUsedSize"]), int(metrics["Nodes"])
        stood.append(Standing(done, task_s, heap, nodes, elements, caches, entries, kept))
    return stood


def measure(browser: Browser, url: str, model: str, tasks: int) -> dict[str, Any]:
    """A run in a profile of its own: the model, and how the tab stood."""
    context = browser.new_context()
    try:
        page = context.new_page()
        enter(page, url, model)
        return {"model": model, "stood": endure(page, tasks)}
    finally:
        context.close()


def print_endured(runs: list[dict[str, Any]]) -> None:
    """A line for each look."""
    for run in runs:
        print(f"\nendurance, {run['model']}: texts routed in one tab")
        print("  tasks  s/task  heap, MB  nodes  elements  caches  entries  kept, MB")
        for it in run["stood"]:
            print(
                f"  {it.tasks:5}  {it.task_s:6.2f}  {it.heap / 1e6:8.1f}  {it.nodes:5}"
                f"  {it.elements:8}  {it.caches:6}  {it.entries:7}  {it.kept / 1e6:8.1f}"
            )
