"""A graphics card: what Chromium finds of it, and how fast the models are there. In ten minutes.

    python3 build.py bench --card [--software] [--minutes 10] [--tokens 64]

Chromium runs with WebGPU over Vulkan, without a screen. Of each model: the self-test; the time to
the first token and tokens a second, in the page through Python and of the engine's decoder alone;
a prompt read in chunks of several sizes, and how far that moves the logits. Models are the two real
270M and a Gemma 4 with E2B's sizes and random weights (random_model.py). What there is no time for,
or what the card cannot do, is left out by a sentence. Ends with a table for the README.

With --software the same is done with tiny models on the adapter that imitates a card: it proves the
command, and says nothing of speed.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Error, Playwright, sync_playwright

from models.multimodal.tiny import gemma4_tokenizer, tiny_text
from tests.bench.card.random_model import RandomGemma4, e2b
from tests.bench.card.table import LEFT_OUT, adapter_lines, table
from tests.bench.site.asked import FULL, PROMPT, SLICE
from tests.bench.site.chromium import CARD, SOFTWARE, bench_page
from tests.bench.site.overlay import overlay, scratch_beside
from tests.browser.conftest import Server
from tests.browsers import find_chromium

CHUNKS: Final = (31, 64, 128, 256, 512)
PREFILL_TOKENS: Final = 1024
PAGE_TOKENS: Final = 128
WITHIN: Final = """([kind, told, limit_ms]) => Promise.race([
  contenders[kind](told),
  new Promise((_, fail) => setTimeout(() => fail(new Error("no time was left")), limit_ms)),
])"""
NEEDS_F16: Final = "shader-f16"
NO_CHROMIUM: Final = "No Chromium was found; put one on the PATH and run again."
NO_START: Final = "Chromium does not start, or does not get as far as WebGPU: {why}"
NO_SITE: Final = "There is no site; `python3 build.py site` makes it."
NO_CARD: Final = (
    "Chromium finds no graphics card by Vulkan: {why}. A driver and the Vulkan loader"
    " (libvulkan.so.1) are needed; --software proves the command without a card."
)


@dataclass(frozen=True, slots=True)
class Job:
    """A model and how it is measured; `pages` says whether in the page through Python too."""

    model: str
    pages: bool
    made: RandomGemma4 | None = None

    @property
    def needs(self) -> str:
        """What of WebGPU it cannot do without."""
        return NEEDS_F16 if self.made and self.made.precision == "q4f16" else ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured, and on what."""

    software: bool
    tokens: int
    page_tokens: int
    prefill: int
    chunks: tuple[int, ...]
    prompt: str = PROMPT

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Flags of Chromium, of which the first that find what is wanted are kept."""
        return (SOFTWARE,) if self.software else CARD


def jobs(software: bool) -> list[Job]:
    """What is measured, most wanted first."""
    if not software:
        return [Job(SLICE, True), Job(FULL, True), Job("random-e2b", False, e2b())]
    small = tiny_text(len(gemma4_tokenizer()["model"]["vocab"]))
    made = RandomGemma4("random-small", small, "q4")
    return [Job("tiny", True), Job("random-small", False, made)]


class Bench:
    """A site on a server, a profile on the disk, and the time that is left."""

    def __init__(self, tools: Playwright, scratch: Path, extent: Extent, minutes: float) -> None:
        self._tools, self._scratch, self._extent = tools, scratch, extent
        self._flags = extent.ways[0]
        self._end_s = time.monotonic() + 60 * minutes
        self.server = Server(scratch / "site")

    @property
    def left_s(self) -> float:
        """Seconds."""
        return self._end_s - time.monotonic()

    def ask(self, contender: str, told: dict[str, Any]) -> dict[str, Any]:
        """What a contender answers in a browser of its own. Raises Error where it fails, or where
        the time is over."""
        if self.left_s < 1:
            raise Error("no time was left")
        profile = tempfile.TemporaryDirectory(dir=self._scratch)
        with profile as name, bench_page(
            self._tools, self.server.url, Path(name), self._flags, self.left_s
        ) as page:  # fmt: skip
            asked = [contender, told, 1000 * self.left_s]
            found: dict[str, Any] = page.evaluate(WITHIN, asked)
            return found

    def adapter(self) -> dict[str, Any]:
        """What WebGPU finds, and with the flags that find a card, where any do. Raises Error where
        Chromium does not start with the last of them."""
        for flags in self._extent.ways[:-1]:
            self._flags = flags
            with suppress(Error):
                found = self.ask("adapter", {})
                if self.is_wanted(found):
                    return found
        self._flags = self._extent.ways[-1]
        return self.ask("adapter", {})

    def is_wanted(self, adapter: dict[str, Any]) -> bool:
        """Whether it is a card, or may be imitated."""
        return bool(adapter["available"]) and (self._extent.software or not adapter["software"])

    def measure(self, job: Job, features: Sequence[str]) -> dict[str, Any]:
        """A row of the table; where a part failed, why."""
        row: dict[str, Any] = {"model": job.model}
        if job.needs and job.needs not in features:
            return row | {LEFT_OUT: f"the card has no {job.needs}"}
        extent = self._extent
        asked = {"model": job.model, "software": extent.software, "prompt": extent.prompt}
        try:
            if job.made:
                job.made.write(self._scratch / "site" / "models")
            alone = {"tokens": extent.tokens, "prefill": extent.prefill, "chunks": extent.chunks}
            row["alone"] = self.ask("card", asked | alone)
            if job.pages:
                whole = {"tokens": extent.page_tokens, "device": "webgpu"}
                row["page"] = self.ask("ours", asked | whole)
        except (Error, OSError) as error:  # of Chromium, or no room on the disk
            row[LEFT_OUT] = str(error).splitlines()[0]
        return row


def run(dist: Path, extent: Extent, minutes: float) -> int:
    """Measures and prints; the exit status."""
    with scratch_beside(dist) as scratch, sync_playwright() as tools:
        overlay(dist, Path(scratch) / "site")
        bench = Bench(tools, Path(scratch).resolve(), extent, minutes)
        try:
            try:
                adapter = bench.adapter()
            except Error as error:
                print(NO_START.format(why=error.message.splitlines()[0]))
                return 1
            if not bench.is_wanted(adapter):
                found = " ".join(adapter[name] for name in ("vendor", "architecture"))
                print(NO_CARD.format(why=adapter["reason"] or f"only {found}, which imitates one"))
                return 1
            print(*adapter_lines(adapter), sep="\n")
            rows = []
            for job in jobs(extent.software):
                print(f"measuring {job.model}, {bench.left_s:.0f} s left", file=sys.stderr)
                rows.append(bench.measure(job, adapter["features"]))
                # As it comes: whoever lends the card may end this before its table.
                print(json.dumps(rows[-1]), file=sys.stderr)
        finally:
            bench.server.stop()
    print(*table(adapter, extent.chunks, rows), sep="\n")
    return 0


def main(arguments: Sequence[str], dist: Path) -> int:
    """The command line; the exit status: 1 where nothing can be measured."""
    parser = argparse.ArgumentParser(
        prog="build.py bench --card",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--software", action="store_true")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--tokens", type=int, default=64)
    asked = parser.parse_args(arguments)
    if not find_chromium():
        print(NO_CHROMIUM)
        return 1
    if not (dist / "sw.js").is_file():
        print(NO_SITE)
        return 1
    if asked.software:
        few = min(asked.tokens, 8)
        beginning = PROMPT.split(".")[0]
        extent = Extent(True, few, few, CHUNKS[1], CHUNKS[:2], beginning)
    else:
        extent = Extent(False, asked.tokens, PAGE_TOKENS, PREFILL_TOKENS, CHUNKS)
    return run(dist, extent, asked.minutes)
