"""One more kind of model is one more recipe: a module with the names of Recipe, and a line."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models import kinds, orders
from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.recipe import CODE_ROOT, Label, Made, Report
from models.source import RANDOM

ENTRY = {"id": "echo-1", "title": "Echo", "language": "en", "default": False, "word": "hello"}
PIN = {
    "kind": "echo",
    "licence": {"name": "", "url": "", "file": ""},
    "source": {"kind": RANDOM},
    "models": [ENTRY],
}


class EchoOrder:
    """One file in a folder of its own."""

    def __init__(self, label: Label, word: str) -> None:
        self.label, self.word = label, word

    def write(self, folder: Path, report: Report) -> Made:
        report("writing")
        (folder / "parts").mkdir()
        (folder / "parts/word.bin").write_text(self.word)
        return Made({"length": len(self.word)}, lambda: {"selftest": self.word[::-1]})


def pinned(label: Label, pin: Mapping[str, Any], entry: Mapping[str, Any], path: Path) -> EchoOrder:
    return EchoOrder(label, entry["word"])


def test_a_third_kind_is_one_more_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = SimpleNamespace(KIND="echo", CODE=("echo/",), pinned=pinned)
    monkeypatch.setitem(kinds.RECIPES, "echo", recipe)  # the line
    monkeypatch.setattr(orders, "read_pins", lambda: [PIN])
    assert main(["build", "echo-1"]) == 0
    manifest = read_manifest(models_root() / "echo-1")
    assert manifest is not None
    told = ("kind", "title", "length", "selftest")
    assert [manifest[name] for name in told] == ["echo", "Echo", 5, "olleh"]
    assert model_files("echo-1")["word.bin"].read_text() == "hello"


def test_another_kinds_recipe_leaves_what_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {kind: orders.recipe_of(kind, "input") for kind in kinds.RECIPES}
    assert len({*before.values()}) == len(before)
    monkeypatch.setitem(kinds.RECIPES, "echo", SimpleNamespace(KIND="echo", CODE=("echo/",)))
    assert {kind: orders.recipe_of(kind, "input") for kind in before} == before
    assert orders.recipe_of("echo", "input") not in before.values()


def test_a_kind_that_no_recipe_has_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(orders, "read_pins", lambda: [PIN])
    assert main(["build", "echo-1"]) == 1
    assert "no recipe makes models of kind echo" in capsys.readouterr().err


@pytest.mark.parametrize("kind", kinds.RECIPES)
def test_the_code_of_a_kind_is_there(kind: str) -> None:
    assert kind == kinds.RECIPES[kind].KIND
    for path in kinds.RECIPES[kind].CODE:
        assert (CODE_ROOT / path).is_dir() if path.endswith("/") else (CODE_ROOT / path).is_file()
