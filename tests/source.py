"""Reads the repository as text and as syntax trees, for the tests of the house.

Knows nothing of the rules that are tested with it.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {"web/wire/wire.gen.js", "package-lock.json", "requirements.lock"}


@cache
def files() -> tuple[str, ...]:
    """Every file of the repository, new ones too, relative to its root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(name for name in listed.splitlines() if (ROOT / name).is_file()))


def own(*suffixes: str, under: tuple[str, ...] = ("",)) -> list[str]:
    """The files we wrote with one of the suffixes in one of the folders."""
    return [
        n for n in files() if n.endswith(suffixes) and n.startswith(under) and n not in GENERATED
    ]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(read(name), name)


def imports(name: str) -> set[str]:
    """The dotted names of all modules a Python file imports, within functions too."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                continue  # within its own package
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in names if _is_module(name)}
            found |= modules | ({node.module or ""} if names - modules else set())
    return found


def _is_module(dotted: str) -> bool:
    inside = dotted.replace(".", "/")
    return any(
        (ROOT / room / f"{inside}{end}").exists() for room in ("", "py") for end in ("", ".py")
    )


def files_named_outside(name: str) -> Iterator[str]:
    """What a file names that lies outside the repository: ways up through `..`, and in Python the
    parents of its own place, whatever they are called."""
    depth = name.count("/")
    yield from (way for way in re.findall(r"(?:\.\./)+", read(name)) if way.count("..") > depth)
    if not name.endswith(".py"):
        return
    above = {"__file__": 0}
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            up = _levels_up(node.value, above)
            above |= {} if up is None else {node.targets[0].id: up}
    for node in ast.walk(tree(name)):
        up = _levels_up(node, above)
        if up is not None and up > depth + 1:
            yield ast.unparse(node)


def _levels_up(node: ast.AST, above: dict[str, int]) -> int | None:
    """How many levels above a file the path lies that an expression makes of the file's own; None
    where it makes none."""
    steps = 0
    match node:
        case ast.Name(id=known):
            return above.get(known)
        case ast.Call(func=ast.Name(id="Path"), args=[path]):
            pass
        case ast.Call(func=ast.Attribute(value=path, attr="resolve" | "absolute")):
            pass
        case ast.Attribute(value=path, attr="parent"):
            steps = 1
        case ast.Subscript(
            value=ast.Attribute(value=path, attr="parents"), slice=ast.Constant(value=int(nth))
        ):
            steps = nth + 1
        case ast.BinOp(left=path, op=ast.Div(), right=ast.Constant(value=str(below))):
            parts = below.split("/")
            steps = 2 * parts.count("..") - len(parts)
        case _:
            return None
    up = _levels_up(path, above)
    return None if up is None else up + steps


def js_imports(name: str) -> set[str]:
    """What a JavaScript file imports, types left out."""
    code = without_comments(read(name))
    return set(re.findall(r"""(?:\bfrom|\bimport\(|^import)\s*["']([^"'\n]+)["']""", code, re.M))


def without_comments(code: str) -> str:
    """JavaScript or CSS without comments, roughly: a URL's two slashes stay."""
    return re.sub(
        r"(?m)^\s*//.*$|(?<=[\s;{,])//\s.*$", "", re.sub(r"/\*.*?\*/", "", code, flags=re.S)
    )


def texts(name: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each string in a Python file that is not a docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(n.body[0].value) for n in ast.walk(tree(name)) if isinstance(n, documented)
            and n.body and isinstance(n.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def none_of(complaints: list[str]) -> None:
    assert not complaints, "\n" + "\n".join(complaints)
