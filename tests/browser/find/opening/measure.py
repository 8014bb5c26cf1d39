"""How long a collection takes to open in the page's Python, from the page's own files:

    python3 build.py site && .venv/bin/python -m tests.browser.find.opening.measure

Prints for made collections (see probe/): seconds until it is open (all vectors at hand: questions
are answered by meaning), until its words are there too, and until those are kept; first without
kept words, then with them. `held` is the longest that anybody had to wait for a turn meanwhile.
Then the milliseconds that words add to a question. Asserts nothing.
"""

import argparse
import json
import tempfile
import zipfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import DIST, FLAGS, Server, twin, until
from tests.browsers import find_chromium

ENCRYPTED: Final = Path(__file__).parents[2] / "encrypted"
PROBE: Final = Path(__file__).parent / "probe/__init__.py"
# Documents, and chunks of each.
SHAPES: Final = ((100, 100), (5000, 2), (1000, 100))
QUESTIONS: Final = 20


def prepared(folder: Path) -> Path:
    """The built site with the page that asks an encrypted store, and this probe in its Python."""
    twin(DIST, folder)
    for name in ("probe.html", "probe.js"):
        (folder / name).write_bytes((ENCRYPTED / name).read_bytes())
    with zipfile.ZipFile(folder / "probe.zip", "w") as archive:
        archive.write(PROBE, "probe/__init__.py")
    parts = json.loads((folder / "mind.json").read_text("utf-8"))
    parts["archives"].append("probe.zip")
    (folder / "mind.json").unlink()  # a link to the site's own
    (folder / "mind.json").write_text(json.dumps(parts), encoding="utf-8")
    return folder


def ask(page: Page, call: str, *numbers: int) -> Any:
    """What the probe answers."""
    answer = page.evaluate("asked => ask(asked)", [call, [str(number) for number in numbers]])
    assert "value" in answer, answer
    return answer["value"]


def entered(browser: Browser, server: Server) -> Page:
    """A page whose Python is up, with nothing kept."""
    page = browser.new_context(service_workers="block").new_page()
    page.goto(f"{server.url}probe.html")
    until(page, "Boolean(globalThis.ready)")
    return page


def measure(page: Page, documents: int, chunks: int) -> None:
    """Print one collection's figures."""
    ask(page, "fill", documents, chunks)
    print(f"{documents * chunks:,} chunks in {documents:,} documents")
    for name in ("first opening", "next opening"):
        page.reload()
        until(page, "Boolean(globalThis.ready)")
        told = ask(page, "open")
        print(
            f"  {name}: open {told['open_s']:.2f} s, words {told['words_s']:.2f} s, "
            f"kept {told['kept_s']:.2f} s; held {told['held_ms']:.0f} ms at most"
        )
    taken = ask(page, "search", QUESTIONS)
    print(
        f"  words of a question: {median(taken):.1f} ms "
        f"({min(taken):.1f} to {max(taken):.1f}, n = {len(taken)})"
    )
    page.context.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="How long a collection takes to open.")
    parser.add_argument("--shapes", nargs="*", help="DOCUMENTSxCHUNKS, by default three")
    shapes = parser.parse_args().shapes
    wanted = [tuple(map(int, one.split("x"))) for one in shapes] if shapes else SHAPES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tools:
        server = Server(prepared(Path(folder) / "site"))
        try:
            browser = tools.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            for documents, chunks in wanted:
                measure(entered(browser, server), documents, chunks)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
