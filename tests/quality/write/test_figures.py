"""The jobs of hearthside.write on what was held out, and whether what the page tells is so.

    HEARTHSIDE_MEASURE=1 .venv/bin/python -m pytest -s tests/quality/write

Asks a case or two of each task; with the variable all of them, in some ten minutes, and holds
the figures to py/hearthside/write/expected/figures.json.
"""

import pytest

from hearthside.generation.model import Model
from hearthside.write.expected import FIGURE_WORDS, measured
from tests.quality.measured import ALL
from tests.quality.write.figures import FILE, MEASURES, adapter_hash, kept
from tests.quality.write.measures import Row

pytestmark = pytest.mark.weights

AGAIN = "run PYTHONPATH=py .venv/bin/python -m tests.quality.write.figures"


@pytest.mark.parametrize("name", MEASURES)
async def test_a_job_is_done_as_well_as_the_page_tells(name: str, tasks: Model) -> None:
    task, measure, few = MEASURES[name]
    row = await measure(tasks, None if ALL else few)
    print(f"\n{row.told()}")
    assert row.task == task and row.cases >= few
    if ALL:
        assert strays(row) == []


def strays(row: Row) -> list[str]:
    """Where figures are outside the interval that the file has for them, or are not there."""
    told = {figure.name: figure for one in measured() if (one.task, one.of) == row.key
            for figure in one.figures}  # fmt: skip
    found = []
    for figure in row.figures():
        wanted = told.get(figure.name)
        if wanted is None:
            found.append(f"{row.task}: {figure.name} is not in {FILE.name}: {AGAIN}")
        elif not wanted.low <= figure.value <= wanted.high:
            found.append(
                f"{row.task}: {figure.name} is {figure.value}, not {wanted.words}: {AGAIN}"
            )
    return found


def test_figures_are_of_the_committed_adapter_and_have_words() -> None:
    rows = measured()
    assert {row.adapter_hash for row in rows} <= {adapter_hash()}, f"another adapter: {AGAIN}"
    every = {figure.name for row in rows for figure in row.figures}
    assert every <= set(FIGURE_WORDS)
    assert kept([], rows) == FILE.read_text("utf-8"), "written by the command alone"


def test_a_figure_that_strays_is_told() -> None:
    row = Row("title", 4, {"word_f1": [0.5, 0.25, 1.0, 0.0], "right": [1.0, 1.0, 0.0, 1.0]},
              {"does_not_say_f1": [(True, True), (False, True)] * 5}, of="nothing")  # fmt: skip
    said = {figure.name: figure for figure in row.figures()}
    assert said["right"].value == 0.75 and 0.2 < said["right"].low < 0.75 < said["right"].high < 1
    assert said["word_f1"].low < 0.438 < said["word_f1"].high
    assert said["does_not_say_f1"].value == pytest.approx(0.667)
    assert all("is not in figures.json" in line for line in strays(row))
    assert len(strays(row)) == 3
