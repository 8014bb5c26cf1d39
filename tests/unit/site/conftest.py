"""The site is put together at build time only: inside Pyodide there is nothing to test."""

import sys

collect_ignore_glob = ["test_*.py"] if sys.platform == "emscripten" else []
