"""The promises of the front door: what it lists is what it has, sorted, and each is explained."""

import importlib
import inspect
import re
import sys
from collections.abc import Iterable

import hearthside

OF_MODELS = ("classify", "embedding", "find", "generation", "route", "story")


def test_all_lists_exactly_what_the_checker_sees() -> None:
    seen = re.findall(r"^    from \S+ import (\w+) as \1$", inspect.getsource(hearthside), re.M)
    assert sorted(seen) == hearthside.__all__


def test_everything_exported_says_what_it_is() -> None:
    for name in hearthside.__all__:
        doc = inspect.getdoc(getattr(hearthside, name)) or ""
        assert doc and not doc.startswith(f"{name}("), f"{name} has no docstring of its own"
        assert name in dir(hearthside)


def test_a_function_keeps_its_name_when_the_package_of_that_name_is_imported() -> None:
    package = importlib.import_module("hearthside.classify")
    assert hearthside.classify is package.classify


def test_reading_files_loads_nothing_of_models() -> None:
    before = dict(sys.modules)
    for name in ours(before):
        del sys.modules[name]
    try:
        importlib.import_module("hearthside.documents")
        loaded = {name.split(".")[1] for name in ours(sys.modules) if "." in name}
    finally:
        for name in ours(sys.modules):
            del sys.modules[name]
        sys.modules.update(before)
    assert "documents" in loaded
    assert loaded.isdisjoint(OF_MODELS), sorted(loaded)


def ours(modules: Iterable[str]) -> list[str]:
    return [name for name in modules if name.split(".")[0] == "hearthside"]


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", hearthside.__version__)
