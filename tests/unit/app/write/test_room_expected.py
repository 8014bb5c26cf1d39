"""What the Write room tells of a job before it is asked: what it needs, and what was measured."""

import re

import pytest

from app.rooms.write.screen import expected
from app.rooms.write.state import Voice, WriteState
from hearthside.write.expected import Figure, Measured, measured, measured_of

TASKS, CHAT = Voice("tasks", "Small"), Voice("chat", "Large")
ROW = Measured(
    "title",
    "texts",
    25,
    "gemma-3-270m-en",
    "tasks",
    "0" * 64,
    "2026-11-30",
    (Figure("word_f1", 0.414, 0.3, 0.5), Figure("supported", 1.0, 0.86, 1.0)),
)


def lines(write: WriteState) -> str:
    return "\n".join(expected.expected_lines(write))


def test_a_job_that_was_measured_tells_on_what_when_and_with_whom(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expected, "measured_of", lambda task: (ROW,) if task == "title" else ())
    told = lines(WriteState(job="title", voices=(TASKS,)))
    assert "It needs: The adapter for everyday jobs" in told
    assert "On 25 texts: 41% words in common with a person's answer (F1) (30 to 50);" in told
    assert "100% without a number or a name that the text lacks (86 to 100)." in told
    assert "Measured on 2026-11-30 with gemma-3-270m-en" in told
    other = lines(WriteState(job="title", voices=(CHAT,)))
    assert "nobody has measured it here" in other and "On 25 texts" in other
    assert "has not been measured yet" in lines(WriteState(job="reply", voices=(TASKS,)))


def test_a_person_s_own_adapter_is_told_of_in_teach() -> None:
    for write in (WriteState(job="taught"), WriteState(job="title", voices=(Voice("x", "Mine"),))):
        assert lines(write).startswith("Teach tells")


def test_what_the_file_has_can_be_read_and_is_of_shares() -> None:
    for row in measured():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row.date) and row.cases > 0 and row.figures
        assert all(0 <= it.low <= it.value <= it.high <= 1 for it in row.figures)
        assert row in measured_of(row.task) and row.words.endswith(".")
