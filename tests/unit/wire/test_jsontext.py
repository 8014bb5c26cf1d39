"""The promises of jsontext: JSON is read as ever, and depth ends in an error, never in a crash."""

import json
from typing import Any

import pytest

from hearthside.wire.jsontext import MAX_DEPTH, read_json
from tests.unit.effort import lines_run

BRACKETS = "[{" * 500


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"a": [1, 2.5, "x", True, None]},
        [[]] * 500,  # many brackets, but flat
        BRACKETS,
        {BRACKETS: '\\" [' + BRACKETS + "\n\u2028🦊"},
        ["\\", "[" * 100, '"' * 100],
    ],
)
def test_values_are_read_as_json_reads_them(value: Any) -> None:
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1)) == value


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_the_depth_allowed_is_read_and_one_more_is_refused() -> None:
    read_json(nested(MAX_DEPTH))
    with pytest.raises(ValueError, match="nested"):
        read_json(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize(
    "text",
    [
        nested(100_000),
        "[" * 100_000,
        '{"a":' * 100_000,
        '["' + "\\" * 99 + '",' + "[" * 100_000,  # an unfinished escape must not hide the rest
        "]" * 1000 + "[" * 100_000,
    ],
)
def test_text_nested_without_end_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"nested|Expecting|Extra|Invalid"):
        read_json(text)


@pytest.mark.parametrize("text", ["", "x", "{", '{"a"}', "NaN?", '"' + "[" * 500])
def test_what_is_not_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_json(text)


def test_brackets_in_a_large_text_cost_nothing() -> None:
    rows = 100
    text = json.dumps([{"text": "a [ b " * 2000, "n": [1, 2]}] * rows)
    assert lines_run(lambda: read_json(text)) < 100 * rows
