"""What the Sort room is showing, as one frozen value.

Knows nothing of how it changes (rules.py) or of what is done about it (deeds.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SortState:
    """`key` is the job's place on the shelf; `running`: rows are being read just now."""

    key: str = ""
    running: bool = False


def lasting(sort: SortState) -> dict[str, Any]:
    """What the page holds for a new mind; the job itself stands on the shelf."""
    return {"key": sort.key}


def revived(kept: Mapping[str, Any]) -> SortState:
    """The room as a new mind finds it. Raises what a wrong `kept` raises."""
    return SortState(key=str(kept["key"]))
