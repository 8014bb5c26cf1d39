"""Calls that are told to fail, each once: what the fakes have in common. Knows no operation."""

from hearthside.errors import error_of
from hearthside.wire import Code, Op


class Faults:
    """The faults to come, the oldest first."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Op, Code, str]] = []

    def add(self, op: Op, code: Code, message: str) -> None:
        self._waiting.append((op, code, message))

    def meet(self, op: Op) -> None:
        """Raises the oldest fault of `op`, which is then over."""
        for fault in self._waiting:
            if fault[0] is op:
                self._waiting.remove(fault)
                raise error_of(fault[1], fault[2])
