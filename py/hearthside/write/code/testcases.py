"""Tests for a function: those that its docstring shows already, or a form to fill in.

Knows nothing of models, and runs nothing.
"""

import ast
import doctest
import inspect
from typing import Final

from hearthside.write.code.functions import Function

_MOST_SHOWN: Final = 8
_FILL_IN: Final = "..."


def plain_tests(function: Function) -> tuple[str, bool]:
    """A test function without a model, and whether it is whole: made of the examples of the
    docstring (doctest), else with `...` where a person fills in values."""
    shown = _shown(function)
    lines = shown or [f"assert {call_of(function)} == {_FILL_IN}"]
    return "\n".join([head_of(function), *(f"    {line}" for line in lines)]), bool(shown)


def head_of(function: Function) -> str:
    """The first line of its test."""
    waits = "async " if function.waits else ""
    return f"{waits}def {name_of_test(function)}():"


def name_of_test(function: Function) -> str:
    """Such as `test_half`."""
    return f"test_{function.name.strip('_') or 'it'}"


def call_of(function: Function) -> str:
    """A call with `...` for each value that must be given."""
    given = [
        f"{one.name}={_FILL_IN}" if one.kind is one.KEYWORD_ONLY else _FILL_IN
        for one in function.signature.parameters.values()
        if one.default is inspect.Parameter.empty
        and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    waits = "await " if function.waits else ""
    return f"{waits}{called_as(function)}({', '.join(given)})"


def called_as(function: Function) -> str:
    """What stands before the bracket of a call."""
    return f"{function.owner}().{function.name}" if function.owner else function.name


def with_tests(source: str, function: Function, tests: str) -> str:
    """The source with the tests below it, and the line that runs them once a person runs it."""
    waits = "await " if function.waits else ""
    names = [it.name for it in ast.parse(tests).body if hasattr(it, "name")]
    calls = [f"{waits}{name}()" for name in names if name.startswith("test")]
    told = f'print("{len(calls)} test{"" if len(calls) == 1 else "s"} of {function.name} passed.")'
    return "\n".join([source.rstrip(), "", "", tests.rstrip(), "", "", *calls, told, ""])


def _shown(function: Function) -> list[str]:
    try:
        examples = doctest.DocTestParser().get_examples(function.docstring)
    except ValueError:
        return []
    found = []
    for one in examples[:_MOST_SHOWN]:
        try:
            ast.parse(one.source, mode="eval")
            ast.literal_eval(one.want.strip())
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        found.append(f"assert {one.source.strip()} == {one.want.strip()}")
    return found
