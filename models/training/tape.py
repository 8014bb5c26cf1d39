"""Reverse mode by hand: what depends on an adapter, and how gradients go back through it.

Each part of a model emits its nodes and records a step that sends its outputs' gradients to its
inputs (Griewank & Walther, Evaluating Derivatives, 2008, ch. 3). Knows no part of a model.
"""

from collections.abc import Callable, Sequence

from models.graphs.nodes import Nodes

Make = Callable[[], str]


class Tape:
    """The watched values of one graph, the parts of their gradients so far, and the way back."""

    def __init__(self, g: Nodes) -> None:
        self._g = g
        self._parts: dict[str, list[str]] = {}
        self._steps: list[Callable[[], None]] = []

    def watch(self, value: str) -> str:
        """Gradients of `value` are wanted; gives its name back."""
        self._parts[value] = []
        return value

    def record(
        self, outputs: Sequence[str], inputs: Sequence[str], step: Callable[[], None]
    ) -> None:
        """Outputs are watched if an input is; `step` then sends their gradients on."""
        if any(value in self._parts for value in inputs):
            for value in outputs:
                self.watch(value)
            self._steps.append(step)

    def send(self, value: str, make: Make) -> None:
        """Adds a part to the gradient of `value`; makes no node where nobody wants it."""
        if value in self._parts:
            self._parts[value].append(make())

    def gradient(self, value: str) -> str:
        """The name of the gradient: the sum of its parts."""
        parts = self._parts[value]
        while len(parts) > 1:  # Add, for Sum has no kernel on WebGPU
            parts[:2] = [self._g.op("Add", parts[:2])]
        return parts[0]

    def go_back(self) -> None:
        """Makes the nodes of all gradients, from the last step recorded to the first."""
        for step in reversed(self._steps):
            step()
