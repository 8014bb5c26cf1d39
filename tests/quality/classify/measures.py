"""Accuracy, calibration and detection, counted here and not by the library that is measured.

Knows nothing of classifiers or of where rows come from.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Z_95 = 1.959964
Z_ONE_SIDED_95 = 1.644854
ECE_BINS = 10


@dataclass(frozen=True)
class Line:
    """One line of a printed table. `right` says of each item whether the answer was right, `sure`
    the probability that it was given, 0 to 1; `cpu_s` are CPU seconds an item; `floor` is per cent,
    in the reference's words."""

    name: str
    right: tuple[bool, ...]
    sure: tuple[float, ...]
    cpu_s: float
    floor: str = ""

    @property
    def accuracy(self) -> float:
        return sum(self.right) / len(self.right)

    @property
    def ece(self) -> float:
        return ece(self.sure, self.right)

    def __str__(self) -> str:
        low, high = wilson(sum(self.right), len(self.right))
        return (
            f"{self.name:44} {len(self.right):5} {100 * self.accuracy:6.1f} "
            f"[{100 * low:4.1f}-{100 * high:5.1f}] {self.ece:6.3f} "
            f"{self.cpu_s:6.3f}  {self.floor}"
        )


def together(name: str, lines: Sequence[Line], floor: str = "") -> Line:
    """The lines of several draws as one. Its items are not independent: its interval is too narrow
    for the set, and right for what was drawn."""
    return Line(
        name,
        tuple(one for line in lines for one in line.right),
        tuple(one for line in lines for one in line.sure),
        sum(line.cpu_s for line in lines) / len(lines),
        floor,
    )


def table(title: str, lines: Sequence[Line]) -> Iterator[str]:
    yield f"\n{title:44} {'n':>5} {'right':>6} {'95 %':>12} {'ECE':>6} {'CPU s':>6}  floor"
    yield from map(str, lines)


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0 to 1 (Wilson 1927)."""
    share, slack = right / n, Z_95**2 / n
    half = Z_95 * math.sqrt(share * (1 - share) / n + slack / (4 * n))
    return (share + slack / 2 - half) / (1 + slack), (share + slack / 2 + half) / (1 + slack)


def check(line: Line, measured: float, items: int = 0) -> None:
    """Holds a line to what was measured when it was written (0 to 1), less an allowance.

    The allowance is 1.645 standard errors of a share over `items` different texts (all of the
    line's where they differ): a change that in truth makes nothing worse fails one time in twenty.
    """
    spread = math.sqrt(measured * (1 - measured) / (items or len(line.right)))
    assert line.accuracy >= measured - Z_ONE_SIDED_95 * spread, f"{line.name}: {line.accuracy:.3f}"


def ece(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017). Noise alone gives
    a perfectly honest model 0.05 to 0.07 at n = 100, 0.04 to 0.05 at 200, 0.03 to 0.04 at 300."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(ECE_BINS)]
    for pair in zip(sure, right, strict=True):
        bins[min(int(pair[0] * ECE_BINS), ECE_BINS - 1)].append(pair)
    gaps = (abs(sum(s for s, _ in one) - sum(r for _, r in one)) for one in bins)
    return sum(gaps) / len(right)


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that something inside scores higher than something outside; ties count half."""
    low = sorted(outside)
    wins = sum(bisect_left(low, one) + bisect_right(low, one) for one in inside)
    return wins / (2 * len(inside) * len(outside))


def recall_at(kept: float, inside: Sequence[float], outside: Sequence[float]) -> float:
    """The share of `outside` under the score that keeps a share `kept` of `inside`."""
    border = sorted(inside)[math.floor((1 - kept) * len(inside))]
    return sum(one < border for one in outside) / len(outside)
