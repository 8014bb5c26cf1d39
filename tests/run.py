"""Every test, in lanes side by side: `python3 build.py test [--quick] [arguments of pytest]`.

A lane is one process: the JavaScript tests, the library's, two with a browser. Each lane's lines
are shown as they come, with its name before them. What failed is said again at the end, after the
twenty slowest tests, and the last line counts all. With arguments for pytest only those run, in one
process, as pytest shows them. Does not know what is tested.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from build import ROOT, check, environment, say
from tests.browsers import need_browsers, need_chromium

REPORTS = ROOT / "test-results"
SLOWEST = 20
PYTEST = (sys.executable, "-m", "pytest", "--continue-on-collection-errors")
# A browser tool takes the thread that the library's coroutines need, so both are never in one lane.
VISITS = tuple(f"tests/browser/{room}" for room in ("visits", "others", "rooms"))
LANES = {
    "library": ("tests/unit", "tests/wire", "tests/quality"),
    "visits": VISITS,
    "browser": ("tests/browser", *(f"--ignore={room}" for room in VISITS)),
}
QUICK_LANES = {
    "library": ("tests/unit", "tests/wire"),
    "browser": ("tests/browser/visits/test_lost.py::test_a_killed_engine_is_replaced",),
}
_NODE_COUNTS = {"pass": "passed", "fail": "failed", "cancelled": "failed", "skipped": "skipped"}


@dataclass
class Lane:
    """A process, and what came of it: counts by outcome, (seconds, test) and what failed.

    A browser has a `core` of its own where that can be: on two, its engine takes two threads, of
    which one spins while it waits, and takes from the other lanes what it does not use.
    """

    name: str
    command: Sequence[str | Path]
    report: Path | None = None
    core: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    taken: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Show its lines as they come; then read what it reports."""
        if self.report:
            self.report.unlink(missing_ok=True)
        with subprocess.Popen(
            self.command, cwd=ROOT, env=environment(), text=True, encoding="utf-8",
            errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            if sys.platform == "linux" and self.core is not None:
                os.sched_setaffinity(process.pid, {self.core})
            for line in process.stdout or ():
                say(f"{self.name:8}| {line.rstrip()}")
                if found := re.match(r"[#\u2139] (pass|fail|cancelled|skipped) (\d+)$", line):
                    self.counts[_NODE_COUNTS[found[1]]] += int(found[2])
        if self.report and self.report.is_file():
            self._read(self.report)
        if process.returncode and not self.counts["failed"] + self.counts["errors"]:
            self.counts["errors"] += 1
            self.wrong.append(f"{self.name}: ended with {process.returncode}, see its lines above")

    def _read(self, report: Path) -> None:
        for case in ET.parse(report).iter("testcase"):
            place, name = case.get("classname", "").replace(".", "/"), case.get("name", "")
            name = f"{place}.py::{name}" if place else name
            self.taken.append((float(case.get("time", 0)), name))
            marks = {child.tag for child in case} & {"failure", "error", "skipped"}
            outcome = {"failure": "failed", "error": "errors", "skipped": "skipped"}
            self.counts.update([outcome[mark] for mark in marks] or ["passed"])
            self.wrong += [f"{outcome[mark]}: {name}" for mark in marks - {"skipped"}]


def lanes(rooms: dict[str, tuple[str, ...]]) -> list[Lane]:
    """The JavaScript tests, and a lane for each of `rooms`."""
    scripts = sorted((ROOT / "tests/web").rglob("*.test.mjs"))
    node = Lane(
        "node", [shutil.which("node") or "node", "--test", "--test-reporter=spec", *scripts]
    )
    cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
    python = [
        Lane(
            name,
            [*PYTEST, f"--junitxml={REPORTS / name}.xml", *paths],
            REPORTS / f"{name}.xml",
            cores[-at] if len(cores) > 1 and name != "library" else None,
        )
        for at, (name, paths) in enumerate(rooms.items())
    ]
    return [node, *python]


def closed(run: Sequence[Lane], seconds: float) -> bool:
    """Say what was slow, what failed and how many of what; whether all is good."""
    taken = sorted((row for lane in run for row in lane.taken), reverse=True)
    say(f"\nThe slowest {SLOWEST} tests, in seconds:")
    for row_s, name in taken[:SLOWEST]:
        say(f"{row_s:8.1f}  {name}")
    wrong = [line for lane in run for line in lane.wrong]
    if wrong:
        say("\nWhat failed:")
    for line in wrong:
        say(f"  {line}")
    total = sum((lane.counts for lane in run), Counter[str]())
    shown = [f"{total[key]} {key}" for key in ("failed", "passed", "skipped", "errors")]
    say(f"\n==== {', '.join(shown)} in {seconds:.0f} s ====")
    return not total["failed"] + total["errors"]


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 where all is good."""
    quick = list(arguments) == ["--quick"]
    (need_chromium if quick else need_browsers)()
    if arguments and not quick:
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment()).returncode
    began_s = time.monotonic()
    REPORTS.mkdir(exist_ok=True)
    rules = Lane("check", ())
    if not check():
        rules.counts["failed"] += 1
        rules.wrong.append("check: a rule of `python3 build.py check`, shown above")
    run = lanes(QUICK_LANES if quick else LANES)
    threads = [threading.Thread(target=lane.run) for lane in run]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0 if closed([rules, *run], time.monotonic() - began_s) else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
