"""The tests, in jobs side by side: `python3 build.py test [--quick|--whole] [arguments of pytest]`.

What is marked `whole` is long, rare, or on another device or in another browser too: it is left out
but for `--whole`, and so are four fifths of what runs inside Pyodide.
A test beneath which its browser died is asked once more, in another one.

A job is one process on one core, and one more may use any: what tests wait for by the clock is its
time. Whichever place is free takes the next job. Lines are shown as they come, with the job's name
before them. What failed is said again at the end, after the slowest tests and how long each job
took, and the last line counts all. With arguments for pytest only those run, in one process, as
pytest shows them. Does not know what is tested.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from build import ROOT, check, environment, say
from tests.browsers import need_browsers, need_chromium

REPORTS = ROOT / "test-results"
SLOWEST = 20
PYTEST = (sys.executable, "-m", "pytest", "--continue-on-collection-errors")
DEATHS = r"browser has been closed|[Tt]arget crashed|Page crashed|[Cc]onnection closed"
AGAIN = ("--reruns", "1", "--only-rerun", DEATHS)
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # NumPy's own; a second one mostly waits for the first
MOST_AT_ONCE = 4  # a browser with a model, or the real one on CPython, takes up to 1.5 GB
UNIT = {
    "unit": ("tests/unit", "--ignore=tests/unit/app"),
    "app": ("tests/unit/app", "tests/wire"),
}
ROOMS = {
    "visits": ("tests/browser/visits",),
    "rooms": tuple(f"tests/browser/{one}" for one in ("deciding", "find", "kept", "tables")),
    "engines": tuple(
        f"tests/browser/{one}" for one in ("documents", "encrypted", "engine", "training")
    ),
    "inside": ("tests/browser/test_inside_pyodide.py",),
    "others": ("tests/browser/others", "tests/browser/rooms"),
}
TAKEN = [path for paths in ROOMS.values() for path in paths]
# The longest first, so that no core waits long for another's last; on two cores the third, whose
# place is not kept to one, computes on a single thread. A browser tool takes the thread that the
# library's coroutines need, so both are never in one job.
JOBS = {
    "browser": ("tests/browser", *(f"--ignore={path}" for path in TAKEN)),
    "visits": ROOMS["visits"],
    "unit": UNIT["unit"],
    "quality": ("tests/quality",),
    "rooms": ROOMS["rooms"],
    "engines": ROOMS["engines"],
    "inside": ROOMS["inside"],
    "app": UNIT["app"],
    "others": ROOMS["others"],
}
QUICK_JOBS = {
    **UNIT,
    "browser": ("tests/browser/visits/test_lost.py::test_a_killed_engine_is_replaced",),
}
OUTCOMES = {"failure": "failed", "error": "errors", "skipped": "skipped"}
_NODE_COUNTS = {"pass": "passed", "fail": "failed", "cancelled": "failed", "skipped": "skipped"}


@dataclass
class Job:
    """A process, and what came of it: counts by outcome, (seconds, test), what failed, and what was
    asked again because its browser had died."""

    name: str
    command: Sequence[str | Path]
    report: Path | None = None
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    taken: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    def run(self, core: int | None = None) -> None:
        """Show its lines as they come; then read what it reports.

        It keeps to `core` where that can be: on two, a browser's engine takes two threads, of which
        one spins while it waits, and takes from the other job what it does not use.
        """
        began_s = time.monotonic()
        if self.report:
            self.report.unlink(missing_ok=True)
        with subprocess.Popen(
            self.command, cwd=ROOT, env=environment() | ONE_THREAD, text=True, encoding="utf-8",
            errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            if sys.platform == "linux" and core is not None:
                os.sched_setaffinity(process.pid, {core})
            for line in process.stdout or ():
                say(f"{self.name:8}| {line.rstrip()}")
                if found := re.match(r"[#\u2139] (pass|fail|cancelled|skipped) (\d+)$", line):
                    self.counts[_NODE_COUNTS[found[1]]] += int(found[2])
        self.seconds = time.monotonic() - began_s
        if self.report and self.report.is_file():
            self._read(self.report)
        if process.returncode and not self.counts["failed"] + self.counts["errors"]:
            self.counts["errors"] += 1
            self.wrong.append(f"{self.name}: ended with {process.returncode}, see its lines above")

    def _read(self, report: Path) -> None:
        cases: defaultdict[str, list[str]] = defaultdict(list)
        for case in ET.parse(report).iter("testcase"):
            place, name = case.get("classname", "").replace(".", "/"), case.get("name", "")
            name = f"{place}.py::{name}" if place else name
            self.taken.append((float(case.get("time", 0)), name))
            cases[name].append("".join(child.tag for child in case if child.tag in OUTCOMES))
        for name, marks in cases.items():
            outcomes = [OUTCOMES[mark] for mark in marks if mark]
            self.counts.update(outcomes or ["passed"])
            self.wrong += [f"{outcome}: {name}" for outcome in outcomes if outcome != "skipped"]
            self.again += [name] if len(marks) > 1 and "" in marks else []


def jobs(rooms: Mapping[str, Sequence[str]], *, whole: bool) -> list[Job]:
    """A job for each of `rooms`, with what is marked so where it is the `whole`; and JavaScript."""
    wanted = () if whole else ("-m", "not whole")
    scripts = sorted((ROOT / "tests/web").rglob("*.test.mjs"))
    node = shutil.which("node") or "node"
    python = [
        Job(name, [*PYTEST, *AGAIN, f"--junitxml={report}", *wanted, *paths], report)
        for name, paths in rooms.items()
        for report in (REPORTS / f"{name}.xml",)
    ]
    return [*python, Job("node", [node, "--test", "--test-reporter=spec", *scripts])]


def work(through: Sequence[Job], cores: Sequence[int | None]) -> None:
    """Run all, in order, each on the core that is free first."""
    free: SimpleQueue[int | None] = SimpleQueue()
    for core in cores:
        free.put(core)

    def run(job: Job) -> None:
        core = free.get()
        try:
            job.run(core)
        finally:
            free.put(core)

    with ThreadPoolExecutor(len(cores)) as pool:
        list(pool.map(run, through))


def cores_here() -> list[int | None]:
    """A place for each job that may run at once: the core that it is kept to, or None for any."""
    cores: list[int | None] = [None] * (os.cpu_count() or 1)
    if sys.platform == "linux":
        cores = [*sorted(os.sched_getaffinity(0))]
    return [*cores[1 - MOST_AT_ONCE :], None]


def closed(run: Sequence[Job], seconds: float) -> bool:
    """Say what was slow, what failed and how many of what; whether all is good."""
    taken = sorted((row for job in run for row in job.taken), reverse=True)
    say(f"\nThe slowest {SLOWEST} tests, in seconds:")
    for row_s, name in taken[:SLOWEST]:
        say(f"{row_s:8.1f}  {name}")
    say("\nHow long each job took, in seconds:")
    for job in run:
        say(f"{job.seconds:8.1f}  {job.name}")
    again = [name for job in run for name in job.again]
    if again:
        say("\nAsked again, because the browser had died beneath it:")
    for name in again:
        say(f"  {name}")
    wrong = [line for job in run for line in job.wrong]
    if wrong:
        say("\nWhat failed:")
    for line in wrong:
        say(f"  {line}")
    total = sum((job.counts for job in run), Counter[str]())
    shown = [f"{total[key]} {key}" for key in ("failed", "passed", "skipped", "errors")]
    say(f"\n==== {', '.join(shown)} in {seconds:.0f} s ====")
    return not total["failed"] + total["errors"]


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 where all is good."""
    quick, whole = list(arguments) == ["--quick"], list(arguments) == ["--whole"]
    (need_chromium if quick else need_browsers)()
    if arguments and not quick and not whole:
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment()).returncode
    began_s = time.monotonic()
    REPORTS.mkdir(exist_ok=True)
    rules = Job("check", ())
    if not check():
        rules.counts["failed"] += 1
        rules.wrong.append("check: a rule of `python3 build.py check`, shown above")
    rules.seconds = time.monotonic() - began_s
    if whole:
        os.environ["HEARTHSIDE_WHOLE"] = "1"  # what runs inside Pyodide is told by it
    else:
        os.environ["HEARTHSIDE_PICTURES"] = "few"  # one costs as much as the judging of its look
    run = jobs(QUICK_JOBS if quick else JOBS, whole=whole)
    work(run, cores_here())
    return 0 if closed([rules, *run], time.monotonic() - began_s) else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
