"""The memory that the processes of one browser hold, looked at again and again while it works.

Shared pages count once: what is summed up is the proportional set size (Linux, smaps_rollup). A
file that is mapped counts as far as it is in memory. Knows nothing of what the browser does.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOK_S: Final = 0.1
"""Seconds. At half of it, looking took a third of a core from what is looked at."""


@dataclass(frozen=True, slots=True)
class Look:
    """At a moment (Unix time): MiB by process, with the kind of each."""

    at_s: float
    held_mib: dict[int, tuple[str, float]]

    @property
    def total_mib(self) -> float:
        return sum(mib for _kind, mib in self.held_mib.values())


class Watch:
    """Looks, within its block, at all processes below this one with `mark` as a word of their
    command line."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.looks: list[Look] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def between(self, from_s: float, to_s: float) -> list[Look]:
        """What was seen in that time, both ends included."""
        return [look for look in self.looks if from_s <= look.at_s <= to_s]

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            self.looks.append(Look(time.time(), dict(held(self.mark))))


def held(mark: str) -> Iterator[tuple[int, tuple[str, float]]]:
    """Each process below this one with that word in its command line: its kind, and MiB."""
    for process in below(os.getpid()):
        # It may have ended meanwhile.
        with suppress(OSError, IndexError, ValueError):
            # Chromium's children write their own with blanks.
            line = Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace")
            words = line.replace("\0", " ").split()
            if mark in words:
                yield process, (_kind(words), _mib(process))


def below(process: int) -> list[int]:
    """The processes that one has started, and theirs; none where the system does not tell."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text("ascii").split()):
                found += [child, *below(child)]
    return found


def _kind(words: list[str]) -> str:
    named = [word.removeprefix("--type=") for word in words if word.startswith("--type=")]
    return named[0] if named else "browser"


def _mib(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return int(text.split("\nPss:")[1].split()[0]) / 1024
