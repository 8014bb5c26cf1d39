"""The recipes run at build time only, on CPython: inside Pyodide there is nothing to test."""

import sys

collect_ignore_glob = ["test_*.py"] if sys.platform == "emscripten" else []
