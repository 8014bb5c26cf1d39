"""The browsers on a machine that lacks them: what is tried, and what must be there."""

import pytest

from tests import browsers


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Root on a Debian with no browser, where nothing helps: the ends of the commands that ran."""
    ways: list[str] = []
    monkeypatch.setattr(browsers, "find_chromium", lambda: None)
    monkeypatch.setattr(browsers.shutil, "which", lambda name: name == "apt-get" or None)
    monkeypatch.setattr(browsers.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(
        browsers.subprocess, "run", lambda way, **_: ways.append(" ".join(map(str, way[-2:])))
    )
    return ways


def test_no_chromium_is_told(tried: list[str]) -> None:
    with pytest.raises(SystemExit, match="put one on the PATH"):
        browsers.need_chromium()
    assert tried == ["install chromium", "apt-get update", "--yes chromium"]


def test_other_browsers_are_offered_and_may_be_missing(
    tried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsers, "find_chromium", lambda: "/usr/bin/chromium")
    browsers.need_browsers()
    assert tried == ["apt-get update", "xvfb xauth"]
