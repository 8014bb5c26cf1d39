"""Nobody waits in these tests: the pause after a quick click is none."""

import pytest

from app.rooms.sort import actions


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_CALM_S", 0.0)
    monkeypatch.setattr(actions, "_CALM_SHARE", 0.0)
