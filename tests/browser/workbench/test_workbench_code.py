"""Help with the code of a cell: an error explained, a line completed, a docstring and tests put in.

Knows nothing of how good a model's words are.
"""

import pytest

from tests.browser.conftest import shot, until
from tests.browser.visits.person import SLOW_MS
from tests.browser.workbench.conftest import Bench
from tests.browser.workbench.test_workbench_page import AXE

pytestmark = pytest.mark.browser

HALF = "def half(n):\n    return n / 0\n\nhalf(4)"


def cell(bench: Bench) -> str:
    lines: list[str] = bench.page.evaluate(
        "Array.from(document.querySelector('#editor').shadowRoot.querySelectorAll('.cm-line'),"
        " line => line.textContent)"
    )
    return "\n".join(lines)


def test_an_error_is_explained_by_rules_then_by_the_model_if_it_is_asked(bench: Bench) -> None:
    page = bench.page
    bench.run("1 + 1")
    assert page.is_hidden("#failed")
    bench.run(HALF)
    page.click("text=Explain this error")
    page.wait_for_selector("#help:not([hidden])")
    assert page.inner_text("#help-title") == "What ZeroDivisionError means"
    said = page.inner_text("#help-lines")
    assert "line 2 of cell" in said and "in half(): return n / 0" in said and "n was 4" in said
    assert page.evaluate("document.activeElement.id") == "help-title"
    assert "A small model" in page.inner_text("#help-caution")
    page.click("#help-ask")
    until(page, "!document.querySelector('#help-sent').hidden", SLOW_MS)
    page.click("#help-sent > summary")
    assert "Your code" in page.inner_text("#help-parts")
    assert "ZeroDivisionError: division by zero" in page.inner_text("#help-parts")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run('#help').then(report => report.violations)")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    shot(page, "workbench-explained")
    page.click("#help-close")
    assert page.is_hidden("#help")


def test_a_docstring_and_tests_are_put_into_the_cell_and_run_by_the_person(bench: Bench) -> None:
    page = bench.page
    bench.run("print('before')")
    bench.type("def half(n):\n    return n / 2")
    page.click("text=Write a docstring")
    until(page, "!document.querySelector('#help-put').hidden")
    shot(page, "workbench-docstring")
    page.click("#help-put")
    assert '"""Half.' in cell(bench) and "Returns a value." in cell(bench)
    page.click("text=Write tests")
    until(page, "!document.querySelector('#help-put').hidden")
    assert "assert half(...) == ..." in page.inner_text("#help-code")
    page.click("#help-put")
    assert "def test_half():" in cell(bench)
    assert bench.output().strip() == "before", "nothing was run"
    page.click("#run")
    bench.says("TypeError")
    assert page.is_visible("text=Explain this error")


def test_a_line_is_completed_by_names_that_are_known(bench: Bench) -> None:
    page = bench.page
    bench.run("import math")
    bench.type("root = math.sqr")
    page.click("text=Complete this line")
    page.click("#help-names >> text=math.sqrt")
    assert cell(bench) == "root = math.sqrt"
    page.keyboard.insert_text("(16)\nroot")
    page.keyboard.press("Control+Enter")
    bench.says("4.0")
