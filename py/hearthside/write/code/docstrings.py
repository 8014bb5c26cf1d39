"""Docstrings: what can be read off a function for sure, and putting one into its place.

The facts follow what linters ask of a docstring (PEP 257): parameters, what comes back, what is
raised. Knows nothing of models.
"""

import ast
import inspect
from collections.abc import Iterator
from typing import Final

from hearthside.text.escape import safe_line
from hearthside.write.code.functions import Definition, Function

_LINE_CHARACTERS: Final = 300
_QUOTES: Final = '"""'
_STARS: Final[dict[object, str]] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}


def plain_docstring(function: Function) -> str:
    """A docstring without a model: the function's name in words, and the facts."""
    words = " ".join(function.name.strip("_").split("_")) or "what it does"
    return docstring_of(f"{words[0].upper()}{words[1:]}.", function)


def docstring_of(summary: str, function: Function) -> str:
    """A summary with the facts under it."""
    facts = facts_of(function)
    return "\n".join([summary, *(["", *facts] if facts else [])])


def facts_of(function: Function) -> list[str]:
    """What the code itself says: what it takes, gives back and raises."""
    taken = [_taken(one) for one in function.signature.parameters.values()]
    said = [f"Takes {', '.join(taken)}."] if taken else []
    inside = list(_within(function.node))
    if any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside):
        said.append("Yields what it finds one by one.")
    elif function.node.returns is not None:
        said.append(f"Returns {ast.unparse(function.node.returns)}.")
    elif any(isinstance(one, ast.Return) and not _is_nothing(one.value) for one in inside):
        said.append("Returns a value.")
    raised = dict.fromkeys(
        name for one in inside if isinstance(one, ast.Raise) and (name := _name(one.exc))
    )
    if raised:
        said.append(f"Raises {', '.join(raised)}.")
    return [safe_line(line, _LINE_CHARACTERS) for line in said]


def documented(source: str, function: Function, docstring: str) -> str:
    """The source with this docstring in its function, in place of the one that was there."""
    lines = source.splitlines()
    body, old = function.node.body, function.docstring
    first = body[0]
    one_line = first.lineno == function.node.lineno or _begins_within(lines, first)
    indent = " " * (function.node.col_offset + 4 if one_line else first.col_offset)
    text = _written(docstring, indent)
    at = first.lineno - 1
    if one_line:  # `def f(): return 1`
        head = lines[at].encode()[: first.col_offset].decode().rstrip()
        rest = lines[at].encode()[first.col_offset :].decode()
        lines[at : at + 1] = [head, *text, f"{indent}{rest}"]
    elif old:
        lines[at : first.end_lineno] = text
    else:
        begins = min([first.lineno, *(it.lineno for it in getattr(first, "decorator_list", []))])
        lines[begins - 1 : begins - 1] = text
    return "\n".join(lines) + ("\n" if source.endswith("\n") else "")


def _begins_within(lines: list[str], first: ast.stmt) -> bool:
    """Whether the body begins on the line that the head ends on."""
    return bool(lines[first.lineno - 1].encode()[: first.col_offset].strip())


def _written(docstring: str, indent: str) -> list[str]:
    r"""As source lines. A backslash or quotation marks in it are escaped."""
    safe = docstring.replace("\\", "\\\\").replace(_QUOTES, '\\"\\"\\"')
    if safe.endswith('"'):
        safe = f'{safe[:-1]}\\"'
    first, *rest = safe.split("\n")
    if not rest:
        return [f"{indent}{_QUOTES}{first}{_QUOTES}"]
    inner = [f"{indent}{line}".rstrip() for line in rest]
    return [f"{indent}{_QUOTES}{first}", *inner, f"{indent}{_QUOTES}"]


def _taken(one: inspect.Parameter) -> str:
    """A parameter in words, such as `n (int, 3 if not given)`."""
    known = [] if one.annotation is one.empty else [str(one.annotation)]
    known += [] if one.default is one.empty else [f"{one.default} if not given"]
    more = f" ({', '.join(known)})" if known else ""
    return f"{_STARS.get(one.kind, '')}{one.name}{more}"


def _within(node: Definition) -> Iterator[ast.AST]:
    """The nodes of a function, not of those inside it."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        one = waiting.pop(0)
        yield one
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(one))


def _name(raised: ast.expr | None) -> str:
    called = raised.func if isinstance(raised, ast.Call) else raised
    return ast.unparse(called) if isinstance(called, ast.Name | ast.Attribute) else ""


def _is_nothing(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)
