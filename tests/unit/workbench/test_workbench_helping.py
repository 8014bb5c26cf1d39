"""Help in a cell: rules tell at once, a model writes where it is asked; logged, and never run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.workbench.cell.bench import Bench, Choices
from app.workbench.cell.home import Cells
from app.workbench.cell.terms import Terms
from hearthside import InvalidInput
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.log import read_entry

OFFERS: list[dict[str, Any]] = [
    {"id": "vectors", "title": "Vectors", "kind": "embed", "bytes": 1},
    {"id": "fake", "title": "Small", "kind": "generate", "bytes": 300_000_000},
    {"id": "large", "title": "Large", "kind": "multimodal", "bytes": 3_400_000_000, "hub": "a hub"},
]
HALF = "def half(n):\n    return n / 2\n"


class Person:
    """A cell's Python, what it reports, and a person at it."""

    def __init__(self, model: str = "") -> None:
        self.engine = FakeEngine()
        self.reports: list[dict[str, Any]] = []
        self.shown = ""
        self.kept = True

        async def is_kept(_model: str) -> bool:
            return self.kept

        terms = Terms(is_kept, self.reports.append)
        choices = Choices(model=model, offers=OFFERS)
        self.cells = Cells(Bench(self.engine, choices, self.reports.append, terms), terms)

    async def ask(self, name: str, **data: Any) -> dict[str, Any]:
        self.shown = ""

        def part(given: dict[str, Any]) -> None:
            self.shown += given["text"]

        return await self.cells.event({"name": name, "data": data}, part)


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.chdir(tmp_path)
    yield Person()


async def test_an_error_is_explained_by_rules_and_then_by_a_model(person: Person) -> None:
    with pytest.raises(InvalidInput) as none:
        await person.ask("help", job="explain")
    assert none.value.message == "The last run did not fail."
    await person.ask("run", source=HALF)
    await person.ask("run", source="x = 1\nhalf('ten')")
    told = await person.ask("help", job="explain")
    assert told["title"] == "What TypeError means"
    assert any("line 2 of cell 1, in half(): return n / 2" in line for line in told["lines"])
    assert any("n was 'ten'" in line for line in told["lines"])
    person.engine.enqueue(" Ten is a text.\nmore")
    answer = await person.ask("help.ask", job="explain", model="")
    assert answer["text"] == "Ten is a text." and answer["source"] == answer["problem"] == ""
    [context] = [part["text"] for part in answer["sent"] if part["name"] == "context"]
    assert context.startswith(HALF.strip()) and "TypeError: unsupported operand" in context
    [entry] = [it for it in person.reports if it["name"] == "asked"]
    assert read_entry(entry["text"]).name == "Workbench"
    assert person.engine.open_caches == 0
    await person.ask("run", source="1")
    with pytest.raises(InvalidInput):
        await person.ask("help", job="explain")


async def test_names_of_cells_that_were_run_fit_where_the_cursor_is(person: Person) -> None:
    await person.ask("run", source="import math\ntotal = 1")
    told = await person.ask("help", job="complete", source="math.sqr", line=1, column=8)
    assert (told["names"], told["typed"]) == (["math.sqrt"], 8)
    told = await person.ask("help", job="complete", source="x = ", line=1, column=4)
    assert told["names"] == [] and "No name" in told["lines"][0]


async def test_a_docstring_and_tests_are_offered_and_not_run(person: Person) -> None:
    told = await person.ask("help", job="docstring", source=HALF, line=2, column=0)
    assert '"""Half.' in told["source"] and told["title"] == "A docstring for half"
    told = await person.ask("help", job="tests", source=HALF, line=2, column=0)
    assert "assert half(...) == ..." in told["code"]
    person.engine.enqueue("4) == 2\n    assert half(print('ran')) == 1\n\n")
    answer = await person.ask("help.ask", job="tests", source=HALF, line=2, column=0, model="fake")
    assert "test_half()" in answer["source"] and "ran" not in person.shown.replace(
        "print('ran')", ""
    )
    _, ran = await person.ask("run", source="dir()"), person.shown
    assert "test_half" not in ran and "half'" not in ran


async def test_what_fails_its_check_is_shown_and_not_offered(person: Person) -> None:
    person.engine.enqueue(" and nothing else")
    answer = await person.ask("help.ask", job="docstring", source=HALF, line=1, column=0)
    assert answer["source"] == "" and answer["problem"] == "The model wrote no whole sentence."


async def test_a_small_model_is_called_weak_and_the_chosen_one_comes_first() -> None:
    told = await Person("large").ask("help", job="complete", source="x", line=1, column=1)
    assert [it["id"] for it in told["models"]] == ["large", "fake"]
    assert "A small model" in told["models"][1]["note"]
    assert "A small model" not in told["models"][0]["note"]
    elsewhere = Person("large")
    elsewhere.kept = False
    told = await elsewhere.ask("help", job="complete", source="x", line=1, column=1)
    assert [it["id"] for it in told["models"]] == ["fake"], "a hub cannot be reached from a cell"


@pytest.mark.parametrize("data", [{}, {"job": "dance"}, {"job": "tests", "source": "x = 1"},
                                  {"job": "docstring", "source": "def f(:"},
                                  {"job": "docstring", "source": "\ud800"}])  # fmt: skip
async def test_what_cannot_be_helped_with_is_said(person: Person, data: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        await person.ask("help", **data)
