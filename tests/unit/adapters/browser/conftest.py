"""Where `connect` finds itself: the globals of a browser's worker, with peers at the far ends."""

import sys
from types import SimpleNamespace

import pytest

from hearthside.adapters.browser import Home, connect
from tests.unit.adapters.browser.bridge import Bridge, FarBytes


@pytest.fixture
def bridge(monkeypatch: pytest.MonkeyPatch) -> Bridge:
    """The globals that `connect` imports, faked also where the real ones are."""
    made = Bridge()
    js = SimpleNamespace(hearthside=made)
    ffi = SimpleNamespace(create_proxy=lambda listener: listener, to_js=FarBytes)
    monkeypatch.setitem(sys.modules, "js", js)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "pyodide", SimpleNamespace(ffi=ffi))  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "pyodide.ffi", ffi)  # type: ignore[arg-type]
    return made


@pytest.fixture
def home(bridge: Bridge) -> Home:
    return connect()
