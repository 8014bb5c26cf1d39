"""The names that may stand where a person types, found without a model.

Of values that are there Python's own `rlcompleter` tells what they have; what the code defines and
nobody has run yet is read from it. Knows nothing of editors.
"""

import ast
import re
import rlcompleter
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

MOST_NAMES: Final = 40
_MOST_CHARACTERS: Final = 200_000
_TYPED: Final = re.compile(r"[^\W\d]\w*(?:\.\w*)*$")
# What a value is where the code writes it out.
_KINDS: Final[tuple[tuple[type[ast.expr], type], ...]] = (
    (ast.List, list),
    (ast.ListComp, list),
    (ast.Dict, dict),
    (ast.DictComp, dict),
    (ast.Set, set),
    (ast.SetComp, set),
    (ast.Tuple, tuple),
    (ast.JoinedStr, str),
)


def names_at(source: str, line: int, column: int, known: Mapping[str, object]) -> list[str]:
    """What the word before the cursor may become, at most 40, `text.up` such as `text.upper`.

    `line` counts from 1, `column` from 0; `known` are the variables of what was run before. Empty
    where no word stands there. A property of a value is not asked for; what a person's own class
    does when its names are listed is done.
    """
    typed = typed_at(source, line, column)
    if not typed:
        return []
    lines = source.split("\n")
    before = lines[line - 1][:column]
    lines[line - 1 : line] = [f"{before[: len(before) - len(before.lstrip())]}pass"]
    tree = _tree("\n".join(lines)) or _tree("\n".join(lines[: line - 1]))
    names = {**known, **(dict(_defined(tree)) if tree else {})}
    found = _completed(typed, names)
    last = typed.rpartition(".")[2]
    return sorted(
        (it for it in found if last.startswith("_") or not _is_private(it)), key=str.casefold
    )[:MOST_NAMES]


def typed_at(source: str, line: int, column: int) -> str:
    """The word before the cursor with what it is a part of, such as `text.up`; "" for none."""
    if len(source) > _MOST_CHARACTERS:
        return ""
    lines = source.split("\n")
    before = lines[line - 1][:column] if 0 < line <= len(lines) else ""
    typed = _TYPED.search(before)
    return typed[0] if typed else ""


def _completed(typed: str, names: Mapping[str, Any]) -> set[str]:
    completer = rlcompleter.Completer(dict(names))
    try:
        found = completer.attr_matches(typed) if "." in typed else completer.global_matches(typed)
    except Exception:  # a value of the person's whose own code fails
        return set()
    # What can be called comes with a bracket, words of the language with a blank or a colon.
    return {it.rstrip("() :") for it in found} - {typed}


def _is_private(name: str) -> bool:
    return name.rpartition(".")[2].startswith("_")


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _defined(tree: ast.Module) -> Iterator[tuple[str, object]]:
    """Names that the code gives, each with something that has the attributes of its value."""
    for node in ast.walk(tree):
        yield from _given(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (value := _written_out(node.value)) is not None:
            yield from [(to.id, value) for to in node.targets if isinstance(to, ast.Name)]


def _given(node: ast.AST) -> Iterator[tuple[str, object]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name, None
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name, _defined
        case ast.ClassDef(name=name):
            yield name, type(name, (), {})
        case ast.Import() | ast.ImportFrom():
            yield from _imported(node)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, object]]:
    """Modules that were imported before by anybody; no other is imported for this."""
    for one in node.names:
        name = one.asname or one.name.partition(".")[0]
        if isinstance(node, ast.Import):
            yield name, sys.modules.get(one.name if one.asname else name)
        elif one.name != "*":
            yield name, getattr(sys.modules.get(node.module or ""), one.name, None)


def _written_out(value: ast.expr) -> object:
    """A value of the kind that the code writes out, None where it does not."""
    if isinstance(value, ast.Constant):
        return value.value
    return next((kind() for node, kind in _KINDS if isinstance(value, node)), None)
