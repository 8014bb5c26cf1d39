"""Precision and recall of what is found against what is written down."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ARROW = " =>"


def written(name: str) -> list[tuple[str, str, str]]:
    """(heading, text, what is expected) of each line of a file beside this one."""
    heading, cases = "", []
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and ARROW not in line:
            heading = line[1:-1]
        elif ARROW in line:
            text, _, expected = line.partition(ARROW)
            cases.append((heading, text, expected.strip()))
    return cases


@dataclass(frozen=True)
class Counts:
    """Of what was expected and found: right, found in vain, missed; and the cases not all right."""

    right: int
    vain: int
    missed: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.vain)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def line(self, name: str) -> str:
        """One line for the print."""
        return (
            f"{name:<24} precision {self.precision:6.1%}  recall {self.recall:6.1%}  "
            f"({self.right} right, {self.vain} in vain, {self.missed} missed)"
        )


def counts(cases: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> Counts:
    """Counts over (text, expected, found)."""
    right = vain = missed = 0
    wrong = []
    for text, expected, found in cases:
        both = Counter(expected) & Counter(found)
        right += both.total()
        vain += len(found) - both.total()
        missed += len(expected) - both.total()
        if Counter(expected) != Counter(found):
            wrong.append(f"  {text!r}: expected {list(expected)}, found {list(found)}")
    return Counts(right, vain, missed, tuple(wrong))
