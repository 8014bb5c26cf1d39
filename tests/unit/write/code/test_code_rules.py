"""What rules tell of code: errors in words, names, docstrings and tests, and the checks of all."""

import builtins
import linecache
import math
import sys

import pytest

from hearthside.errors import InvalidInput
from hearthside.write.code import (
    documented,
    explained,
    facts_of,
    fault_of,
    fault_of_tests,
    function_at,
    line_fault,
    names_at,
    parsed,
    plain_docstring,
    plain_tests,
    summary_fault,
    with_tests,
)
from hearthside.write.code.checks import docstring_fault
from hearthside.write.code.meanings import MEANINGS

SHOP = '''import math

class Shop:
    """A shop."""

    def price(self, what: str, count: int = 1, *, off: float = 0.0) -> float:
        if count < 1:
            raise ValueError(what)
        return count * (1 - off)

async def fetch(url, *rest):
    def inner(x):
        raise KeyError(x)
    return inner(url)

def half(n): return n / 2

def numbers():
    yield 1
'''


def raised(source: str, name: str = "cell 1") -> BaseException:
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        exec(compile(source, name, "exec"), {})
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def told(source: str) -> str:
    return "\n".join(explained(fault_of(raised(source), lambda file: file == "cell 1")))


def test_an_error_is_told_with_its_line_what_stood_there_and_what_to_try() -> None:
    said = told("def mean(values):\n    return sum(values) / len(values)\nmean([])")
    assert "ZeroDivisionError: Something was divided by zero." in said
    assert "line 2 of cell 1, in mean()" in said
    assert "It came there from line 3 of cell 1" in said
    assert "values was a list of 0" in said and "What to try: " in said


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python tells of these from 3.12 on")
def test_python_s_own_suggestion_is_passed_on() -> None:
    assert "Python suggests: Did you mean: 'total'?" in told("total = 1\nprint(totl)")
    assert "Did you mean: 'upper'?" in told("'a'.uper()")


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("if True print(1)", "SyntaxError: Python could not read this line"),
        ("if True:\nprint(1)", "IndentationError: The blanks at the beginning"),
        ("import surely_not_here", "ModuleNotFoundError: No module of this name"),
        ("from math import nothing", "ImportError: The module is there"),
        ("[][0]", "IndexError: A position was asked for"),
        ("import json\njson.loads('{')", "JSONDecodeError: The text is not JSON"),
        ("int('x')", "ValueError: The kind of value is right"),
        ("class Own(LookupError): pass\nraise Own('why')", "Own: This kind of error is not one"),
        ("class Own(KeyError): pass\nraise Own('why')", "Own: A dictionary was asked"),
        ("raise ExceptionGroup('two', [ValueError(1), KeyError(2)])", "Several things failed"),
        ("def again(): again()\nagain()", "RecursionError: A function called itself"),
    ],
)
def test_kinds_of_errors_have_a_plain_meaning(source: str, meaning: str) -> None:
    assert meaning in told(source)


def test_values_of_a_hostile_class_are_not_asked_for_and_its_message_may_fail() -> None:
    said = told(
        "class Bad(Exception):\n    def __str__(self): raise SystemExit\n"
        "    def __repr__(self): raise SystemExit\nbad = Bad()\nbig = 10**9999\n"
        "(bad, big, [1] * 3)[9]"
    )
    assert "bad was a Bad" in said and "big was a very long number" in said
    assert "Bad:" in told("class Bad(Exception):\n    def __str__(self): 1/0\nraise Bad")


def test_a_file_that_is_not_the_person_s_is_not_told_of() -> None:
    fault = fault_of(raised("import json\njson.loads('{')"), lambda file: file == "cell 1")
    assert [(line.number, line.text) for line in fault.lines] == [(2, "json.loads('{')")]
    assert fault_of(raised("1/0", "elsewhere"), lambda file: file == "cell 1").lines == ()


def completed(source: str, known: dict[str, object] | None = None) -> list[str]:
    before = source.split("|")[0]
    line = before.count("\n") + 1
    return names_at(
        source.replace("|", ""), line, len(before) - before.rfind("\n") - 1, known or {}
    )


def test_names_come_from_values_from_the_code_and_from_python() -> None:
    assert completed("math.sq|", {"math": math}) == ["math.sqrt"]
    assert completed("import math\nmath.sq|") == ["math.sqrt"]
    assert completed("word = 'a'\nprint(word.uppe|)") == ["word.upper"]
    assert completed("total = 1\ndef f(taken):\n    return tak|") == ["taken"]
    assert completed("for each in x:\n    eac|") == ["each"]
    assert "import" in completed("imp|") and "print" in completed("pri|")
    assert completed("total = 1\nif tot|") == ["total"]


@pytest.mark.parametrize("source", ["|", "x = |", "1.|", "'text'.|", "((((|", "nobody.x|"])
def test_where_no_word_stands_there_are_no_names(source: str) -> None:
    assert completed(source) == []


def test_a_value_whose_names_fail_or_whose_properties_act_is_left_alone() -> None:
    class Bad:
        done = False

        @property
        def trap(self) -> int:
            Bad.done = True
            return 1

        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    assert completed("bad.tra|", {"bad": Bad()}) in (["bad.trap"], [])
    assert not Bad.done
    assert names_at("x" * 300_000, 1, 5, {}) == []
    assert names_at("x", 9, 9, {}) == []


@pytest.mark.parametrize(
    ("line", "name"), [(1, "price"), (7, "price"), (11, "fetch"), (13, "inner"), (16, "half"),
                       (99, "numbers")]
)  # fmt: skip
def test_the_function_of_a_line_is_found(line: int, name: str) -> None:
    assert function_at(SHOP, line).name == name


@pytest.mark.parametrize(
    "source", ["x = 1", "def f(:", "(" * 2000, "def f():\n\0", "lambda: 1", "a" * 300_000, ""]
)
def test_what_is_no_function_is_said_plainly(source: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        function_at(source, 1)
    assert caught.value.message.endswith((".", "!"))


def test_facts_are_read_off_the_code() -> None:
    assert facts_of(function_at(SHOP, 6)) == [
        "Takes what (str), count (int, 1 if not given), off (float, 0.0 if not given).",
        "Returns float.",
        "Raises ValueError.",
    ]
    assert facts_of(function_at(SHOP, 11)) == ["Takes url, *rest.", "Returns a value."]
    assert facts_of(function_at(SHOP, 18)) == ["Yields what it finds one by one."]
    assert plain_docstring(function_at(SHOP, 16)) == "Half.\n\nTakes n.\nReturns a value."


@pytest.mark.parametrize("line", [6, 11, 13, 16, 18])
def test_a_docstring_comes_to_stand_in_its_function_and_changes_nothing_else(line: int) -> None:
    function = function_at(SHOP, line)
    text = 'It says """hello""" \\n "ends so"\n\nTakes ünï.'
    after = documented(SHOP, function, text)
    assert docstring_fault(SHOP, after, function, text) == ""
    again = documented(after, function_at(after, function.node.lineno), "Other.")
    assert docstring_fault(SHOP, again, function, "Other.") == ""
    assert docstring_fault(SHOP, SHOP, function, text) != ""
    assert docstring_fault(SHOP, after + "x = 1\n", function, text) != ""


def test_tests_are_made_of_the_examples_of_a_docstring_else_a_form() -> None:
    shown = (
        'def half(n):\n    """Half.\n\n    >>> half(4)\n    2.0\n    >>> half(x)\n    y\n    """'
    )
    assert plain_tests(function_at(shown, 1)) == (
        "def test_half():\n    assert half(4) == 2.0",
        True,
    )
    text, whole = plain_tests(function_at(SHOP, 11))
    assert (text, whole) == ("async def test_fetch():\n    assert await fetch(...) == ...", False)
    method, _ = plain_tests(function_at(SHOP, 6))
    assert "Shop().price(...)" in method
    parsed(with_tests(SHOP, function_at(SHOP, 16), plain_tests(function_at(SHOP, 16))[0]))


@pytest.mark.parametrize(
    ("tests", "problem"),
    [
        ("def test_half():\n    assert half(4) == 2", ""),
        ("import math\ndef test_half():\n    assert math.isclose(half(n=1), 0.5)", ""),
        ("def test_half():\n    assert half(*[1]) == 2", ""),
        ("def test_half():\n    assert half(4, 5) == 2", "cannot be called"),
        ("def test_half():\n    assert half(m=4) == 2", "cannot be called"),
        ("def test_half():\n    assert other(4) == 2", "does not test half"),
        ("def test_half():\n    half(4)", "needs an assert"),
        ("def check():\n    assert half(4) == 2", "must begin with test"),
        ("import os\nos.remove('x')\ndef test_half():\n    assert half(4)", "something else"),
        ("half(4)", "something else"),
        ("def test_half(:", "cannot read"),
        ("", "something else"),
    ],
)
def test_tests_belong_to_the_function_that_was_asked_about(tests: str, problem: str) -> None:
    found = fault_of_tests(tests, function_at(SHOP, 16))
    assert problem in found if problem else found == ""


@pytest.mark.parametrize(
    ("words", "problem"),
    [(" + b", ""), ("", "wrote nothing"), (" + ", "cannot be read"), ("\nx", "more than")],
)
def test_a_line_that_cannot_be_read_is_told_of(words: str, problem: str) -> None:
    found = line_fault("def f(a, b):\n    return a\nprint(f(1, 2))", 2, 12, words)
    assert problem in found if problem else found == ""


def test_a_line_that_opens_a_block_may_wait_for_it() -> None:
    assert line_fault("def f(a):\n    if a", 2, 8, " > 1:") == ""
    assert line_fault("for x in", 1, 8, " range(3):") == ""


@pytest.mark.parametrize(
    ("summary", "good"),
    [("Return half.", True), ("", False), ("...", False), ("Return half", False),
     ("One. Two.", False), ("Long " * 60 + ".", False)],
)  # fmt: skip
def test_a_summary_is_one_short_sentence(summary: str, good: bool) -> None:
    assert (summary_fault(summary) == "") == good


def test_every_meaning_is_of_a_kind_that_there_is() -> None:
    elsewhere = {"JSONDecodeError", "HearthsideError"}
    assert all(name in elsewhere or hasattr(builtins, name) for name in MEANINGS)
    assert all(text.endswith(".") for pair in MEANINGS.values() for text in pair)
