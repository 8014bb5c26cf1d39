"""The promises of the front door: what it lists is what it has, sorted, and each is explained."""

import inspect
import re
from types import ModuleType

import hearthside


def test_all_lists_exactly_what_is_exported() -> None:
    public = {
        name
        for name, value in vars(hearthside).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(hearthside.__all__) == public


def test_all_is_sorted() -> None:
    assert hearthside.__all__ == sorted(hearthside.__all__)


def test_everything_exported_says_what_it_is() -> None:
    for name in hearthside.__all__:
        doc = inspect.getdoc(getattr(hearthside, name)) or ""
        assert doc and not doc.startswith(f"{name}("), f"{name} has no docstring of its own"


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", hearthside.__version__)
