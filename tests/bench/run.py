"""The bench: our decode against bare transformers.js and against wllama, and deciding, in one run.

    python3 build.py bench [--rounds 5] [--tokens 128] [--only NAME ...]

Each contender gets a fresh page, warms up, reads the same prompt and draws the same number of
tokens greedily. Contenders take turns within a round, so that a machine whose speed drifts treats
all alike; figures are medians over the rounds, ratios are taken round by round and given with their
smallest and largest. `decoder` names our two decoders for the CPU, without Python; `deciding` is
one more name: decisions beside answers written by the same engine, and the page's frames while a
batch is decided; `search` another: the exact search over made vectors, up to a million; `embedding`
another: texts into vectors, beside transformers.js; `asking` another: questions to 10,000 passages,
end to end; `teaching` another: a classifier by vectors that learns; `training`: an adapter that
does; `grammar`: answers under a form beside free ones, and one that copies; `endurance` the last:
hundreds of tasks in one tab (`--rounds 1` will do). Prints what it measured; asserts nothing.

    python3 build.py bench --card [--software]     a graphics card, in ten minutes (card/card.py)
    python3 build.py bench --memory [wasm webgpu]  memory while a model is opened (card/memory.py)
"""

import argparse
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from models.cache import link
from models.source import fetch_source, read_pins
from tests.bench import asking, decoders, embedding, grammar, teaching, training
from tests.bench.card import card, memory
from tests.bench.decided import print_decided, spread
from tests.bench.decoders import print_decoders
from tests.bench.endurance import endurance
from tests.bench.search import TOLD, print_searched
from tests.bench.site.asked import FULL, PROMPT, SLICE
from tests.bench.site.overlay import PLACE, overlay, scratch_beside
from tests.browser.conftest import DIST, FLAGS, Server
from tests.browsers import find_chromium

ROOT: Final = Path(__file__).resolve().parents[2]
ONE_RUN_LIMIT_S: Final = 300
THREADS: Final = 2
DECIDING, SEARCH = "deciding", "search"


@dataclass(frozen=True, slots=True)
class Contender:
    """Who runs: a name to print, the function of page.js, and what it is told."""

    name: str
    kind: str
    told: dict[str, Any]


def contenders(tokens: int) -> list[Contender]:
    """Everyone, in the order of one round."""
    writing = {"prompt": PROMPT, "tokens": tokens, "threads": THREADS}
    return [
        Contender("ours, slice", "ours", {**writing, "model": SLICE, "device": "wasm"}),
        Contender("wllama", "wllama", {**writing, "gguf": f"/{PLACE}/model.gguf"}),
        Contender("ours, full", "ours", {**writing, "model": FULL, "device": "wasm"}),
        Contender("generate, full", "bare", {**writing, "model": FULL}),
        Contender("generate, slice", "bare", {**writing, "model": SLICE}),
        *[
            Contender(run.name, decoders.NAME, run.told(PROMPT, tokens))
            for run in decoders.every(SLICE, FULL, THREADS)
        ],
        Contender(DECIDING, "ours", {"op": "bench.decide", "model": SLICE, "device": "wasm"}),
        Contender(SEARCH, "search", TOLD),
        Contender(embedding.OURS, "embedding", embedding.told(THREADS)),
        Contender(embedding.BARE, "embedding bare", embedding.told(THREADS, embedding.BUILT_GRAPH)),
        Contender(
            embedding.WIDENED, "embedding bare", embedding.told(THREADS, embedding.WIDENED_GRAPH)
        ),
        *[Contender(asking.name_of(one), "ours", asking.told(one)) for one in asking.MODELS],
        Contender(teaching.NAME, "ours", teaching.told()),
        *[Contender(name, "ours", one) for name, one in grammar.every(SLICE, FULL)],
        *[Contender(name, training.NAME, one) for name, one in training.every(SLICE, THREADS)],
        *[
            Contender(f"{endurance.NAME}, {one}", endurance.NAME, endurance.told(one))
            for one in endurance.TASKS
        ],
    ]


def add_others(site: Path) -> None:
    """What only those need whom we are compared with: wllama and its model, a widened graph."""
    embedding.add_widened(site / "models")
    shutil.copytree(ROOT / "node_modules/@wllama/wllama/esm", site / PLACE / "wllama")
    link(gguf_of(FULL), site / PLACE / "model.gguf")


def gguf_of(model: str) -> Path:
    """The GGUF that a model is made of; fetched again where it is not kept."""
    [pin] = [pin for pin in read_pins() if model in [one["id"] for one in pin["models"]]]
    return fetch_source(pin, print)[0]


def can_run(contender: Contender, dist: Path) -> bool:
    """Whether the site has the contender's model; says how to make it where not."""
    model = contender.told.get("model", "")
    there = (dist / "models" / model).is_dir()
    if not there:
        how = f"`python3 build.py models build {model}` makes its model"
        print(f"{contender.name}: left out, {how}")
    return there


def measure(browser: Browser, url: str, contender: Contender) -> dict[str, Any]:
    """One contender in a page of its own."""
    if contender.kind == endurance.NAME:
        return endurance.measure(browser, url, **contender.told)
    context = browser.new_context()
    try:
        page = context.new_page()
        page.set_default_timeout(ONE_RUN_LIMIT_S * 1000)
        page.goto(f"{url}{PLACE}/index.html")
        page.wait_for_function("globalThis.contenders && crossOriginIsolated")
        result: dict[str, Any] = page.evaluate(
            "([kind, told]) => contenders[kind](told)", [contender.kind, contender.told]
        )
        result["resident_mib"] = resident_mib(browser)
    finally:
        context.close()
    return result


def resident_mib(browser: Browser) -> float:
    """The most memory that a page's process has held; 0 where the system does not tell."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    files = [Path(f"/proc/{one['id']}/status") for one in told if one["type"] == "renderer"]
    texts = [file.read_text("utf-8") for file in files if file.is_file()]
    peaks = [int(text.split("VmHWM:")[1].split()[0]) for text in texts if "VmHWM:" in text]
    return max(peaks, default=0) / 1024


def speed(run: dict[str, float]) -> float:
    """Tokens per second after the first token."""
    return (run["tokens"] - 1) / run["decode_ms"] * 1000


def letters(run: dict[str, float]) -> float:
    """Characters per second, since a slice spells some words with more tokens."""
    return run["characters"] / run["decode_ms"] * 1000


Runs = dict[str, list[dict[str, Any]]]


def print_table(runs: Runs) -> None:
    """Figures per contender."""
    heads = f"{'tokens/s':>28}{'characters/s':>28}{'first token, ms':>34}{'resident, MiB':>34}"
    print(f"\n{'':16}{heads}")
    for name, rows in runs.items():
        figures = (
            spread([speed(row) for row in rows]),
            spread([letters(row) for row in rows]),
            spread([row["first_ms"] for row in rows]),
            spread([row["resident_mib"] for row in rows]),
        )
        print(f"{name:16}{figures[0]:>28}{figures[1]:>28}{figures[2]:>34}{figures[3]:>34}")


def print_ratios(runs: Runs) -> None:
    """What the contenders' speeds are to each other, round by round."""
    pairs = (
        ("ours, slice", "wllama"),
        ("ours, full", "wllama"),
        ("ours, full", "generate, full"),
        ("ours, slice", "generate, slice"),
    )
    print("\nratios, round by round: median (smallest to largest)")
    for a, b in pairs:
        if a not in runs or b not in runs:
            continue
        both = list(zip(runs[a], runs[b], strict=True))
        print(f"  {a} / {b}, tokens/s      {spread([speed(x) / speed(y) for x, y in both])}")
        print(f"  {a} / {b}, characters/s  {spread([letters(x) / letters(y) for x, y in both])}")
        first = [y["first_ms"] / x["first_ms"] for x, y in both]
        print(f"  {a} / {b}, to the first token {spread(first)}")
    for name in sorted({"ours, slice", "ours, full"} & runs.keys()):
        print_share(name, runs[name])


def print_share(name: str, rows: list[dict[str, Any]]) -> None:
    """What of a token is not the engine's. Seconds after Python came up the browser still compiles
    it, on the cores that decode: so the later half of the tokens beside all."""
    for half, when in (("", "all tokens"), ("late_", "their later half")):
        spent = [(row[f"{half}decode_ms"], row[f"{half}engine_ms"]) for row in rows]
        share = spread([100 * (1 - engine_ms / all_ms) for all_ms, engine_ms in spent])
        print(f"  Python's and the bridge's share, {name}, {when}: {share} %")


def print_all(runs: Runs) -> None:
    """What every contender of this run came to, each kind in its own way."""
    alone, trained, held = (
        {name: runs.pop(name) for name in list(runs) if name.startswith(kind)}
        for kind in (decoders.NAME, training.NAME, grammar.NAME)
    )
    embedded = {
        name: runs.pop(name)
        for name in (embedding.OURS, embedding.BARE, embedding.WIDENED)
        if name in runs
    }
    printers = {
        DECIDING: print_decided,
        SEARCH: print_searched,
        **{asking.name_of(one): partial(asking.print_asked, one) for one in asking.MODELS},
        teaching.NAME: teaching.print_taught,
        **{f"{endurance.NAME}, {one}": endurance.print_endured for one in endurance.TASKS},
    }
    apart = {name: runs.pop(name, []) for name in printers}
    if any(runs):
        print_table(runs)
        print_ratios(runs)
    for some, print_some in (
        (alone, print_decoders),
        (embedded, embedding.print_embedded),
        (trained, training.print_trained),
        (held, grammar.print_held),
    ):
        if any(some):
            print_some(some)
    for name, printed in printers.items():
        if apart[name]:
            printed(apart[name])


COMMANDS: Final = {"--card": card.main, "--memory": memory.main}
"""Benches with a command line of their own."""


def main() -> None:
    """The command line."""
    for command in COMMANDS.keys() & set(sys.argv[1:2]):
        sys.exit(COMMANDS[command](sys.argv[2:], DIST))
    parser = argparse.ArgumentParser(prog="build.py bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--only", nargs="*", default=[""], help="how contenders' names begin")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    args = parser.parse_args()
    every = contenders(args.tokens)
    chosen = [x for x in every if x.name.startswith(tuple(args.only)) and can_run(x, args.dist)]
    runs: Runs = {contender.name: [] for contender in chosen}
    with scratch_beside(args.dist) as scratch, sync_playwright() as tools:
        overlay(args.dist, Path(scratch) / "site")
        add_others(Path(scratch) / "site")
        server = Server(Path(scratch) / "site")
        browser = tools.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            for number in range(1, args.rounds + 1):
                for contender in chosen:
                    print(f"round {number} of {args.rounds}: {contender.name}", file=sys.stderr)
                    runs[contender.name].append(measure(browser, server.url, contender))
        finally:
            browser.close()
            server.stop()
    print_all(runs)


if __name__ == "__main__":
    main()
