"""What a step may be asked together, checked: the same for all engines that answer in Python.

Knows nothing of how anything is computed.
"""

from collections.abc import Sequence

from hearthside.errors import error_of
from hearthside.ports import MOST_PROPOSED
from hearthside.wire import Code


def check_proposed(ids: Sequence[int], proposed: Sequence[int], top_k: int, more: bool) -> None:
    """Raises call.invalid where something is proposed that cannot be, or `more` is asked than
    candidates."""
    if proposed and (len(ids) > 1 or len(proposed) > MOST_PROPOSED or not top_k or more):
        raise error_of(
            Code.CALL_INVALID,
            f"One token, and at most {MOST_PROPOSED} proposed ones, are ranked and nothing else"
            " is told.",
        )
