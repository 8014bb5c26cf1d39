"""The promises of wire: names have one form, values are what JSON carries."""

import json
import re

import pytest

from hearthside.wire import Code, Kind, Op, Topic


def test_codes_are_noun_dot_reason() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+", code) for code in Code)


@pytest.mark.parametrize("names", [Kind, Op, Topic, Code])
def test_names_are_unique_lower_case_and_plain_text_in_json(
    names: type[Kind] | type[Op] | type[Topic] | type[Code],
) -> None:
    values = [str(name) for name in names]
    assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)?", value) for value in values)
    assert json.loads(json.dumps(list(names))) == values
    for name in names:
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", name.name)
