"""The promises of errors: every code has one class, and the drawn tree is the real one."""

import re

import pytest

import hearthside.errors as errors
from hearthside.errors import HearthsideError, error_of
from hearthside.wire import Code


@pytest.mark.parametrize("code", list(Code))
def test_every_code_makes_an_error_of_the_tree(code: Code) -> None:
    error = error_of(code, "what happened", "how")
    assert type(error) is not HearthsideError
    assert isinstance(error, HearthsideError)
    assert (error.code, error.message, error.detail) == (code, "what happened", "how")
    assert str(error) == "what happened"


def test_the_tree_in_the_docstring_is_the_real_one() -> None:
    drawn: dict[str, str] = {}
    name = ""
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^(?:[├└]── (\w+)|│?\s{8,})\s*(.*)$", line)
        if found is None:
            continue
        name = found[1] or name
        drawn.update(dict.fromkeys(re.findall(r"\b[a-z]+\.[a-z]+\b", found[2]), name))
    assert drawn == {str(code): type(error_of(code, "")).__name__ for code in Code}
