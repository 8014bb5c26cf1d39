"""Memory while a model of more than a gigabyte is loaded by the page's engine in Chromium.

    python3 build.py bench --memory [wasm] [webgpu] [selftest]

The model is a Gemma 4 of four wide layers with random weights (random_model.py), fetched, kept and
opened as any. Figures are of all of the browser's processes together. First as on a first visit;
then in a fresh browser with the files already there. Until it is open, or until it has passed its
self-test, for which a processor that imitates a card takes minutes. Asserts nothing.
"""

import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Playwright, sync_playwright

from tests.bench.card.random_model import RandomGemma4, wide
from tests.bench.card.resident import Watch
from tests.bench.site.chromium import SOFTWARE, bench_page
from tests.bench.site.overlay import overlay, scratch_beside
from tests.browser.conftest import Server

LIMIT_S: Final = 580
DEVICES: Final = ("wasm", "webgpu")
ALLOWED: Final = 1.3
"""Of the weights, while loading: what was set as a goal."""
SELFTEST: Final = "selftest"
OPENING: Final = ("download", "load")
"""The phases in which a model comes and is opened."""
FLAGS_OF: Final = {"wasm": (), "webgpu": SOFTWARE}


def peaks(phases: Sequence[dict[str, Any]], watch: Watch) -> dict[str, Any]:
    """The most MiB of each phase, and of which processes that was."""
    told = {}
    for began, following in pairwise(phases):
        looks = watch.between(began["at_s"], following["at_s"])
        if not looks:
            continue
        most = max(looks, key=lambda look: look.total_mib)
        kinds: dict[str, float] = {}
        for kind, mib in most.held_mib.values():
            kinds[kind] = kinds.get(kind, 0) + mib
        told[began["phase"]] = {
            "mib": most.total_mib, "kinds": kinds, "s": following["at_s"] - began["at_s"]
        }  # fmt: skip
    return told


def measure(tools: Playwright, address: str, profile: Path, told: dict[str, Any]) -> dict[str, Any]:
    """The peaks of one load (loading.js says what it is told)."""
    watch = Watch(f"--user-data-dir={profile.resolve()}")
    with bench_page(tools, address, profile, FLAGS_OF[told["device"]], LIMIT_S) as page, watch:
        found = page.evaluate("(told) => contenders.loading(told)", told)
    return {"phases": peaks(found["phases"], watch), "reason": found["reason"]}


def lines(name: str, weights_mib: float, found: dict[str, Any]) -> Iterator[str]:
    """A line for each phase, its peak beside the weights less what an empty browser holds; then
    whether opening the model keeps to the goal. The self-test stands apart: where the processor
    imitates a card, it translates each shader there, in memory that no card's driver takes so."""
    phases = found["phases"]
    empty_mib = phases["empty"]["mib"]
    yield f"{name}: {found['reason']}"
    ratios = {phase: (one["mib"] - empty_mib) / weights_mib for phase, one in phases.items()}
    for phase, one in phases.items():
        kinds = sorted(one["kinds"].items(), key=lambda kind: -kind[1])
        parts = ", ".join(f"{kind} {mib:.0f}" for kind, mib in kinds if mib >= 1)
        figures = f"{one['s']:7.1f} s{one['mib']:9.0f} MiB{ratios[phase]:7.2f} x"
        yield f"  {phase:10}{figures}  ({parts})"
    opening = max((ratios[phase] for phase in OPENING if phase in ratios), default=0.0)
    verdict = "kept" if opening <= ALLOWED else "missed"
    yield (
        f"  peak while opening: {opening:.2f} x the weights of {weights_mib:.0f} MiB, less the"
        f" empty browser's {empty_mib:.0f} MiB (goal: {ALLOWED} x, {verdict})"
    )


def measure_all(dist: Path, model: RandomGemma4, devices: Sequence[str], proven: bool) -> None:
    """Makes the model, loads it on each device twice, and prints."""
    with scratch_beside(dist) as scratch, sync_playwright() as tools:
        site = Path(scratch) / "site"
        overlay(dist, site)
        manifest = model.write(site / "models")
        weights = (
            sum(file["bytes"] for file in manifest["files"] if file["path"].endswith("_data"))
            / 2**20
        )
        server = Server(site)
        try:
            for device in devices:
                with tempfile.TemporaryDirectory(dir=scratch) as profile:
                    for visit in ("first visit", "second visit"):
                        told = {"model": model.id, "device": device, "proven": proven}
                        found = measure(tools, server.url, Path(profile), told)
                        name = f"{model.id}, {device}, {visit}"
                        print("", *lines(name, weights, found), sep="\n", flush=True)
        finally:
            server.stop()


def main(arguments: Sequence[str], dist: Path) -> int:
    """The command: the devices to load on, both where none is named."""
    devices = [name for name in arguments if name != SELFTEST] or DEVICES
    if not {*devices} <= {*DEVICES} or not Path("/proc/self/smaps_rollup").is_file():
        print(f"Usage: bench --memory [{'] ['.join((*DEVICES, SELFTEST))}], on Linux.")
        return 2
    measure_all(dist, wide(), devices, SELFTEST in arguments)
    return 0
