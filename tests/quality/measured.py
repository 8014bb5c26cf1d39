"""How much is measured: enough to notice a fault, or all that the figures in README and DECISIONS
were printed from.

    HEARTHSIDE_MEASURE=1 .venv/bin/python -m pytest -s tests/quality

Knows nothing of what is measured.
"""

import os

import pytest

ALL = bool(os.environ.get("HEARTHSIDE_MEASURE"))

between_ways = pytest.mark.skipif(
    not ALL, reason="compares ways between which the library has chosen: HEARTHSIDE_MEASURE=1"
)


def some(whole: int, few: int) -> int:
    """How many of `whole` are asked."""
    return whole if ALL else min(whole, few)
