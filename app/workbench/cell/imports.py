"""What a cell can import, with one line of help each; and what to say when an import fails.

Looks at what is installed; imports nothing but the built-in modules it lists. Knows no pages.
"""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from importlib import metadata
from types import TracebackType
from typing import Final

import hearthside

# The standard library is too long a list to read: these are what cells mostly want.
_STANDARD: Final = (
    *("asyncio", "base64", "collections", "csv", "datetime", "difflib", "hashlib"),
    *("html", "io", "itertools", "json", "math", "pathlib", "random", "re", "statistics"),
    *("string", "textwrap", "unicodedata", "xml.etree.ElementTree", "zipfile"),
)
_INNER: Final = ("adapters",)  # of the library, but of no use in a cell
_CUT_OFF: Final = (
    "This page reaches no package index and no other site: its content policy forbids it. "
    '"What can be imported", below, lists what there is.'
)
# What Chromium, WebKit and Firefox say of a connection that the content policy refused.
_REFUSED: Final = ("Failed to fetch", "Load failed", "NetworkError")


def importable() -> list[dict[str, str]]:
    """Everything worth a line, as {name, help}: ours, what is installed, the standard library."""
    return [{"name": name, "help": text} for name, text in _entries()]


def advice(error: BaseException) -> str:
    """A plain sentence on what cannot be here, a package or another address; mostly nothing."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        if package in sys.stdlib_module_names:
            return f"{package} is of the standard library, but Python in a browser lacks it.\n"
        if importlib.util.find_spec(package) is None:
            return f"{package} is not part of this site. {_CUT_OFF}\n"
    if isinstance(error, Exception) and _passes_through(error.__traceback__, "micropip"):
        return f"What was to be installed is not part of this site. {_CUT_OFF}\n"
    if any(said in str(error) for said in _REFUSED) or type(error).__name__ == "URLError":
        return "A cell reaches no address but this site's own: the content policy forbids it.\n"
    return ""


def _passes_through(tb: TracebackType | None, package: str) -> bool:
    while tb is not None:
        if str(tb.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == package:
            return True
        tb = tb.tb_next
    return False


def _entries() -> Iterator[tuple[str, str]]:
    yield "workbench", "open_model() and open_embedder(): this page's models, ready to use."
    yield "hearthside", _help_of("hearthside")
    for part in pkgutil.iter_modules(hearthside.__path__):
        if part.ispkg and part.name not in _INNER:
            yield f"hearthside.{part.name}", _help_of(f"hearthside.{part.name}")
    for module, packages in sorted(metadata.packages_distributions().items()):
        if module != "hearthside" and not module.startswith("_"):
            summary = metadata.metadata(packages[0]).json.get("summary")
            yield module, str(summary or _help_of(module))
    for name in _STANDARD:
        yield name, _help_of(name)


def _help_of(name: str) -> str:
    """The first sentence of a module's docstring, read from its source where that is there."""
    spec = importlib.util.find_spec(name)
    source = getattr(spec.loader, "get_source", lambda _name: None)(name) if spec else None
    found = ast.get_docstring(ast.parse(source)) if source else None
    text = found or inspect.getdoc(importlib.import_module(name)) or ""
    return " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")
