"""Nobody waits in these tests: the pause after a quick click is none."""

import pytest

from app.rooms.sort.actions import dispatch as button_row


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(button_row, "_CALM_S", 0.0)
    monkeypatch.setattr(button_row, "_CALM_SHARE", 0.0)
