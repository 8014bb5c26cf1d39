"""Whether what a model wrote is code, and the code that was asked for. Nothing of it is run.

Each check gives what is wrong, in words for people, "" where nothing is.
"""

import ast
import inspect
from collections.abc import Iterator
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.text.sentences import sentences_of
from hearthside.write.code.functions import Function, function_at, parsed

_MOST_SUMMARY_CHARACTERS: Final = 200
_ENDS: Final = (".", "!", "?")


def line_fault(source: str, line: int, column: int, words: str) -> str:
    """Of words put in at a place of a source: they are to leave it readable, the lines after it
    aside, which may wait for more."""
    if not words.strip():
        return "The model wrote nothing."
    if "\n" in words.rstrip("\n"):
        return "The model wrote more than the rest of the line."
    lines = source.split("\n")
    before, made = lines[: line - 1], lines[line - 1][:column] + words.rstrip()
    body = f"{' ' * (len(made) - len(made.lstrip()) + 4)}pass"
    ways = (
        [*before, made + lines[line - 1][column:], *lines[line:]],
        [*before, made],
        [*before, made, body],
    )
    for way in ways:
        try:
            parsed("\n".join(way))
        except InvalidInput as error:
            last = error.message
        else:
            return ""
    return f"With this line the code cannot be read. {last}"


def summary_fault(summary: str) -> str:
    """Of the sentence that a docstring begins with."""
    if not any(map(str.isalpha, summary)):
        return "The model wrote no sentence."
    if len(summary) > _MOST_SUMMARY_CHARACTERS:
        return "The model wrote more than one short sentence."
    if not summary.endswith(_ENDS) or len(sentences_of(summary)) != 1:
        return "The model wrote no whole sentence."
    return ""


def docstring_fault(before: str, after: str, function: Function, docstring: str) -> str:
    """Of a source with a docstring put in: the function asked about has it, and else all is as it
    was."""
    try:
        found = function_at(after, function.node.lineno)
    except InvalidInput as error:
        return error.message
    if (found.name, found.docstring) != (function.name, inspect.cleandoc(docstring)):
        return "The docstring did not come to stand in its function."
    if _bare(parsed(before)) != _bare(parsed(after)):
        return "The docstring would change the code."
    return ""


def fault_of_tests(tests: str, function: Function) -> str:
    """Of tests: functions alone, whose asserts call the function asked about as it can be."""
    try:
        tree = parsed(tests)
    except InvalidInput as error:
        return error.message
    found = [it for it in tree.body if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not found or len(found) != len([it for it in tree.body if not _is_import(it)]):
        return "The model wrote something else than test functions."
    if not all(it.name.startswith("test") for it in found):
        return "A test function's name must begin with test."
    for it in found:
        asserts = [one for one in ast.walk(it) if isinstance(one, ast.Assert)]
        calls = list(_calls(it, function.name))
        if not asserts or not calls:
            return f"{it.name} does not test {function.name}: it needs an assert and a call of it."
        for call in calls:
            if why := _misfit(call, function):
                return f"{it.name} calls {function.name} as it cannot be called: {why}."
    return ""


def _calls(test: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(test):
        if isinstance(node, ast.Call):
            called = node.func
            if (isinstance(called, ast.Name) and called.id == name) or (
                isinstance(called, ast.Attribute) and called.attr == name
            ):
                yield node


def _misfit(call: ast.Call, function: Function) -> str:
    """Why a call does not fit, as far as can be told without running it."""
    starred = any(isinstance(one, ast.Starred) for one in call.args)
    if starred or any(one.arg is None for one in call.keywords):
        return ""
    named = {str(one.arg): one.value for one in call.keywords}
    try:
        function.signature.bind(*call.args, **named)
    except TypeError as error:
        return str(error)
    return ""


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _bare(tree: ast.Module) -> str:
    """The code without its docstrings, to be compared."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return ast.dump(tree)
