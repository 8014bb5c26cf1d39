"""Chromium with a limit on the memory of all its processes: a story told, a table sorted.

    PYTHONPATH=py:. .venv/bin/python -m tests.bench.small.small [--mib 2048] [--model ID]

The limit is a Linux control group's, where this process may make one (root, as in a container). A
profile on the disk, as a person has it. Prints what it took; asserts nothing. Knows the page's
words; knows nothing of how the page computes.
"""

import argparse
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.site.asked import SLICE
from tests.browser.conftest import DIST, FLAGS, Server, until
from tests.browser.visits.person import ask, fetch_model, go, wait_ready, wait_told, wait_words
from tests.browser.visits.test_sort import ALL_READ
from tests.browsers import find_chromium

LIMIT_MS: Final = 900_000
LOOK_S: Final = 0.2
V1: Final = Path("/sys/fs/cgroup/memory")
V2: Final = Path("/sys/fs/cgroup")


@dataclass(slots=True)
class Group:
    """A control group with a limit; `most_mib`: the most its processes held besides files."""

    folder: Path
    most_mib: float = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def held_mib(self) -> float:
        lines = (self.folder / "memory.stat").read_text("ascii").splitlines()
        facts = dict(line.split() for line in lines)
        return int(facts.get("total_rss") or facts["anon"]) / 2**20

    def killed(self) -> int:
        """How many processes the limit has cost."""
        for name in ("memory.oom_control", "memory.events"):
            if (self.folder / name).is_file():
                facts = dict(map(str.split, (self.folder / name).read_text("ascii").splitlines()))
                return int(facts["oom_kill"])
        return 0

    def watch(self) -> None:
        while not self._over.wait(LOOK_S):
            self.most_mib = max(self.most_mib, self.held_mib())

    def end(self) -> None:
        self._over.set()


@contextmanager
def limited(mib: int) -> Iterator[Group]:
    """A control group of version 1 or 2, for a while. Raises OSError where none can be made."""
    first = V1.is_dir()
    folder = (V1 if first else V2) / f"hearthside-small-{time.time_ns()}"
    folder.mkdir()
    limits = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes") if first else ("memory.max",)
    for name in limits:
        if (folder / name).exists():
            (folder / name).write_text(str(mib * 2**20), "ascii")
    group = Group(folder)
    watcher = threading.Thread(target=group.watch)
    watcher.start()
    try:
        yield group
    finally:
        group.end()
        watcher.join()
        folder.rmdir()


def within(group: Group, binary: str, at: Path) -> Path:
    """A program that starts `binary` in the group."""
    at.write_text(f'#!/bin/sh\necho $$ > {group.folder}/cgroup.procs\nexec "{binary}" "$@"\n')
    at.chmod(at.stat().st_mode | stat.S_IXUSR)
    return at


class Clock:
    """Says what was done, how long it took, and what is held by then."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._since_s = time.monotonic()

    def done(self, what: str) -> None:
        now_s = time.monotonic()
        print(
            f"  {now_s - self._since_s:7.1f} s  {self._group.held_mib():6.0f} MiB  {what}",
            flush=True,
        )
        self._since_s = now_s


def use(page: Page, url: str, model: str, clock: Clock) -> None:
    """What a person does: the model fetched, a story, the sample table sorted."""
    page.goto(f"{url}?model={model}&device=wasm")
    page.get_by_role("button", name="Accept the terms").wait_for()
    clock.done("the page is open")
    fetch_model(page)
    clock.done("the model is fetched, and ready")
    page.reload()
    clock.done(f"a later visit: {wait_ready(page).splitlines()[-1]}")
    ask(page, hero="Mila, a small fox", length="short")
    wait_words(page)
    clock.done("the first words of a story")
    told = wait_told(page)
    clock.done(f"the story is told: {sum(len(scene.split()) for scene in told)} words")
    go(page, "Sort")
    page.locator("#sort-room button[data-event='sort.sample']").first.click()
    expect(page.locator("#sort-labels")).not_to_have_value("")
    page.locator("#sort-start").click()
    until(page, ALL_READ, LIMIT_MS)
    clock.done(f"a table is sorted: {page.locator('#sort-progress-line').inner_text()}")


def measure(model: str, mib: int) -> None:
    """One run, printed."""
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as scratch,  # a disk: /tmp may be memory
        limited(mib) as group,
        sync_playwright() as tools,
    ):
        server = Server(DIST)
        program = within(group, find_chromium() or "chromium", Path(scratch) / "chromium")
        context = tools.chromium.launch_persistent_context(
            Path(scratch) / "profile", executable_path=program, args=list(FLAGS)
        )
        context.set_default_timeout(LIMIT_MS)
        expect.set_options(timeout=LIMIT_MS)
        try:
            print(f"{model} in {mib} MiB:")
            use(context.new_page(), server.url, model, Clock(group))
        finally:
            context.close()
            server.stop()
            print(f"  at most {group.most_mib:.0f} MiB; the limit ended {group.killed()} processes")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--model", default=SLICE)
    args = parser.parse_args()
    measure(args.model, args.mib)


if __name__ == "__main__":
    main()
