"""A person's code, read: whether it can be, and which function a line belongs to.

Code is read, never run. Knows nothing of models.
"""

import ast
import inspect
import textwrap
from dataclasses import dataclass
from typing import Final, TypeAlias

from hearthside.errors import InvalidInput
from hearthside.wire import Code

MOST_CHARACTERS: Final = 200_000
Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a source. `owner` is the class it is a method of, "" for none."""

    node: Definition
    owner: str
    source: str  # of the function alone, moved to the left

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def waits(self) -> bool:
        """Whether a call of it must be awaited."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.node) or ""

    @property
    def signature(self) -> inspect.Signature:
        """Its parameters by kind and name, those of a method without the first; each default is its
        source."""
        asked, kinds = self.node.args, inspect.Parameter
        plain = [*asked.posonlyargs, *asked.args]
        given = [None] * (len(plain) - len(asked.defaults)) + [*asked.defaults]
        found = [
            _parameter(
                one,
                kinds.POSITIONAL_ONLY
                if at < len(asked.posonlyargs)
                else kinds.POSITIONAL_OR_KEYWORD,
                default,
            )
            for at, (one, default) in enumerate(zip(plain, given, strict=True))
        ]
        if self.owner and found and not self._is_static:
            del found[0]
        if asked.vararg:
            found.append(_parameter(asked.vararg, kinds.VAR_POSITIONAL, None))
        for one, default in zip(asked.kwonlyargs, asked.kw_defaults, strict=True):
            found.append(_parameter(one, kinds.KEYWORD_ONLY, default))
        if asked.kwarg:
            found.append(_parameter(asked.kwarg, kinds.VAR_KEYWORD, None))
        return inspect.Signature(found)

    @property
    def _is_static(self) -> bool:
        return any(
            isinstance(it, ast.Name) and it.id == "staticmethod" for it in self.node.decorator_list
        )


def _parameter(
    one: ast.arg, kind: "inspect._ParameterKind", default: ast.expr | None
) -> inspect.Parameter:
    empty = inspect.Parameter.empty
    return inspect.Parameter(
        one.arg,
        kind,
        default=empty if default is None else ast.unparse(default),
        annotation=empty if one.annotation is None else ast.unparse(one.annotation),
    )


def parsed(source: str) -> ast.Module:
    """The syntax tree of a cell, where `await` may stand alone. Raises InvalidInput (call.invalid)
    on what is no Python, or too long."""
    if len(source) > MOST_CHARACTERS:
        raise InvalidInput(
            Code.CALL_INVALID, f"That is more code than is looked at: {MOST_CHARACTERS} characters."
        )
    try:
        return ast.parse(source)
    except SyntaxError as error:
        where = f" in line {error.lineno}" if error.lineno else ""
        raise InvalidInput(
            Code.CALL_INVALID,
            f"Python cannot read this code{where}: {error.msg}. Mend that first.",
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise InvalidInput(Code.CALL_INVALID, f"Python cannot read this code: {error}.") from error


def function_at(source: str, line: int) -> Function:
    """The innermost function that line `line` (from 1) belongs to; where it is in none, the last
    that begins before it, else the first. Raises InvalidInput (call.invalid)."""
    found = list(_functions(parsed(source), ""))
    if not found:
        raise InvalidInput(
            Code.CALL_INVALID, "There is no function in this cell. Write one with def first."
        )
    within = [it for it in found if _begin(it[0]) <= line <= (it[0].end_lineno or 0)]
    before = [it for it in found if _begin(it[0]) <= line]
    node, owner = (within or before or found[:1])[-1]
    lines = source.splitlines(keepends=True)[_begin(node) - 1 : node.end_lineno]
    return Function(node, owner, textwrap.dedent("".join(lines)).rstrip())


def _begin(node: Definition) -> int:
    """The first line of a definition, decorators and all."""
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def _functions(tree: ast.AST, owner: str) -> list[tuple[Definition, str]]:
    """Every function, those around first, with the class that it is right in."""
    found: list[tuple[Definition, str]] = []
    waiting: list[tuple[ast.AST, str]] = [(tree, owner)]
    while waiting:
        node, inside = waiting.pop(0)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Definition):
                found.append((child, inside))
            waiting.append((child, child.name if isinstance(child, ast.ClassDef) else ""))
    return sorted(found, key=lambda it: _begin(it[0]))
