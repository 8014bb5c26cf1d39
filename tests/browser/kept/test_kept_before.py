"""What people have on their devices is there as the version showed it that kept it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Guard, Server
from tests.browser.kept.arrive import profile
from tests.browser.kept.seen import BEFORE, seen

pytestmark = pytest.mark.browser

# Arithmetic may be done in another order from version to version, but not with another outcome.
NEAR = 0.002


def figures(value: Any, number: Callable[[float], Any]) -> Any:
    """`value` with `number` made of each figure in it."""
    if isinstance(value, dict):
        return {name: figures(one, number) for name, one in value.items()}
    if isinstance(value, list):
        return [figures(one, number) for one in value]
    try:
        return number(float(value))
    except ValueError:
        return value


def test_all_that_was_kept_is_there(chromium: Browser, server: Server, guard: Guard) -> None:
    before = json.loads(BEFORE.read_text("utf-8"))
    context = profile(chromium)
    guard.watch(context)
    shown = seen(context, server.url, before)
    context.close()
    assert shown.keys() == before["seen"].keys()
    typed, forms = shown["on coming"]["typed"], before["seen"]["on coming"]["typed"]
    shown["on coming"]["typed"] = {  # rooms have come since, and fields
        name: {field: typed[name][field] for field in forms[name]} for name in forms
    }
    for room, expected in before["seen"].items():
        assert figures(shown[room], float) == figures(
            expected, lambda number: pytest.approx(number, abs=NEAR)
        ), room
    assert guard.verdict() == []
