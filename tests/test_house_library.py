"""What must stay true of the library: who may know whom, and that each part is explained.

Reads files only. Knows nothing of what the code does.
"""

import ast

from tests.source import imports, none_of, own, tree

# The library's packages by level: each may import those of lower levels, but none beside it or
# above; only the parts of the foundation may import one another. All others are tasks.
FOUNDATION = {"wire", "errors", "ports"}
LEVELS = (
    FOUNDATION,
    {"text", "store", "media"},
    {"lora"},
    {"generation", "embedding", "documents"},
    {"classify"},
)


def test_packages_of_the_library_import_only_those_below() -> None:
    wrong = []
    for name in own(".py", under=("py/hearthside/",)):
        me = part_of(name.removeprefix("py/").removesuffix(".py").replace("/", "."))
        for module in imports(name):
            other = part_of(module)
            beside = level_of(other) >= level_of(me) and not {me, other} <= FOUNDATION
            if module.startswith("hearthside.") and me not in ("__init__", other) and beside:
                wrong.append(f"{name} must not import {module}")
    none_of(wrong)


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def level_of(part: str) -> int:
    return next((at for at, parts in enumerate(LEVELS) if part in parts), len(LEVELS))


def test_what_the_library_offers_is_explained() -> None:
    """Functions, classes, and each method of a port; adapters are explained by their ports."""
    wrong = []
    for name in own(".py", under=("py/hearthside/",)):
        ports = name.startswith("py/hearthside/ports/")
        for node in ast.walk(tree(name)) if ports else tree(name).body:
            kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            if isinstance(node, kinds) and node.name[0] != "_" and not ast.get_docstring(node):
                wrong.append(f"{name}:{node.lineno} {node.name} has no docstring")
    none_of(wrong)
