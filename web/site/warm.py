"""Imports every module of some packages, so that Python is ready to be frozen in a snapshot.

Run inside Pyodide by snapshot.mjs. The file system is not part of a memory snapshot, so what is not
imported here cannot be imported after it. Does not know what the modules do.
"""

import importlib
import pkgutil
import random  # noqa: F401  # the worker seeds it anew after a snapshot boot
import traceback  # noqa: F401  # wanted exactly when something has gone wrong
from collections.abc import Sequence


def warm(packages: Sequence[str]) -> int:
    """Import all modules of `packages`; how many. One that needs CPython's world is left out."""
    names = list(packages)
    for package in packages:
        path = importlib.import_module(package).__path__
        names += [module.name for module in pkgutil.walk_packages(path, f"{package}.")]
    return sum(_imports(name, packages) for name in names)


def _imports(name: str, packages: Sequence[str]) -> bool:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] in packages:
            raise
        return False
    return True
