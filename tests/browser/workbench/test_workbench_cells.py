"""Cells in a browser: they run, stream, fail readably and stop.

Knows nothing of what the library answers, only that it does.
"""

import re

import pytest

from tests.browser.conftest import shot, until
from tests.browser.workbench.conftest import Bench

pytestmark = pytest.mark.browser

ENDLESS = "while True:\n    pass"
STUBBORN = """
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
"""


def test_a_first_visit_tells_of_the_model_and_a_cell_streams_a_story(bench: Bench) -> None:
    page = bench.page
    until(page, "!document.querySelector('#licence').hidden")
    shot(page, "workbench-first-visit")
    page.click("#examples >> text=Tell a story")
    page.click("#run")
    bench.says("1/3")
    assert page.is_disabled("#run") and page.is_enabled("#stop"), "words come before the end"
    early = len(bench.output())
    bench.says("3/3")
    bench.ready()
    assert len(bench.output()) > early
    assert page.is_hidden("#licence")
    assert "tokens per second" in page.inner_text("#status")
    shot(page, "workbench-story")


def test_the_same_seed_gives_the_same_words(bench: Bench) -> None:
    page, texts = bench.page, []
    for _ in range(2):
        page.click("#examples >> text=Seeds")
        page.click("#run")
        bench.says("Seed 3:")
        bench.ready()
        texts.append(bench.output())
    assert texts[0] == texts[1]
    first, second, third = texts[0].split("Seed ")[1:]
    assert first[3:].strip() != second[3:].strip() != third[3:].strip()


def test_the_next_tokens_are_shown_with_their_probabilities(bench: Bench) -> None:
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()
    shares = [float(found) for found in re.findall(r"([\d.]+)%", bench.output())]
    assert len(shares) == 5 and shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 100.1


def test_texts_are_compared_and_a_classifier_learns_from_ten_examples(bench: Bench) -> None:
    bench.page.click("#examples >> text=By meaning")
    bench.page.click("#run")
    bench.says("numbers each")
    bench.ready()
    found = re.findall(r"^(-?[01]\.\d\d) ", bench.output(), re.M)
    assert len(found) == 6 and all(-1.0 <= float(one) <= 1.0 for one in found)
    assert len(re.findall(r"^(?:billing|repair) +\d+%", bench.output(), re.M)) == 2
    assert "Tiny embedding" in bench.page.inner_text("#status")


def test_a_small_table_is_sorted_corrected_and_written(bench: Bench) -> None:
    bench.page.click("#examples >> text=Sort a table")
    bench.page.click("#run")
    bench.says("ed by a person")  # confirmed or corrected, as the tiny model had it
    bench.ready()
    said = bench.output()
    assert "0 of 6 read" in said and "6 of 6 read" in said
    assert len(re.findall(r"^ *\d+% (?:positive|negative) ", said, re.M)) == 12, "twice each"
    assert re.search(r"^Row \d is positive\. \d others changed\.$", said, re.M)
    assert "text,label,probability,margin,review,first decided" in said


def test_the_library_is_the_sites_wheel_installed_by_micropip(bench: Bench) -> None:
    said = bench.run(
        "import hearthside, importlib.metadata as metadata\n"
        "found = metadata.distribution('hearthside')\n"
        "print(found.version == hearthside.__version__, found.read_text('INSTALLER'))\n"
        "import pyscript\npyscript.config['type']"
    )
    assert said.split() == ["True", "micropip", "'py'"]


def test_a_fault_is_shown_and_names_live_on(bench: Bench) -> None:
    said = bench.run("kept = 7\ndef half(n):\n    return n / 0\nprint('before')\nhalf(kept)")
    assert said.startswith("before\nTraceback (most recent call last):\n")
    assert "return n / 0" in said and "ZeroDivisionError: division by zero" in said
    assert "notebook.py" not in said
    assert "ZeroDivisionError" in bench.page.inner_text("#output .err")
    shot(bench.page, "workbench-traceback")
    assert bench.run("kept * 6").strip() == "42"


def test_a_waiting_cell_stops_politely_and_keeps_its_names(bench: Bench) -> None:
    bench.start("import asyncio\nkept = 1\nprint('waiting')\nawait asyncio.sleep(600)")
    bench.says("waiting")
    assert bench.stop() < 1
    bench.says("Stopped.")
    assert bench.run("kept").strip() == "1"


def test_a_story_stops_while_words_flow(bench: Bench) -> None:
    bench.page.click("#examples >> text=Tell a story")
    bench.page.click("#run")
    bench.says("1/3")
    assert bench.stop() < 1
    bench.says("Stopped.")
    assert "3/3" not in bench.output()


def test_a_busy_loop_is_interrupted_where_it_stands(bench: Bench) -> None:
    assert bench.page.evaluate("crossOriginIsolated")
    bench.start(f"kept = 2\nprint('busy')\n{ENDLESS}")
    bench.says("busy")
    assert bench.stop() < 2
    assert bench.run("kept").strip() == "2"


def test_a_stubborn_loop_ends_with_its_worker_and_the_next_cell_runs(bench: Bench) -> None:
    bench.start(f"kept = 3\nprint('busy')\n{STUBBORN}")
    bench.says("busy")
    bench.stop()
    bench.says("variables of earlier runs are gone")
    assert "NameError" in bench.run("kept")
    bench.page.click("#examples >> text=Next tokens")
    bench.page.click("#run")
    bench.says("%")
    bench.ready()


def test_a_flood_of_output_leaves_the_page_alive(bench: Bench) -> None:
    bench.start("number = 0\nwhile True:\n    number += 1\n    print(number)")
    bench.says("999")
    assert bench.stop() < 20  # a fraction of a second where nobody else computes
    assert len(bench.output()) < 100_000
    assert bench.run("number > 999").strip() == "True"
