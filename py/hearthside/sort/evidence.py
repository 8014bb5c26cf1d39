"""What the reviewed rows show, and where the line is drawn that leaves a row to a person. Pure.

Counting and thresholds are those of `classify`; what a line of a person's own gives is counted
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hearthside.classify.report import Judged, Report, report, wilson
from hearthside.classify.threshold import (
    NOTHING,
    Line,
    Threshold,
    accepts,
    fit_threshold,
    percent,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the reviewed rows show. `drawn`: only rows that came up by chance were counted."""

    report: Report
    threshold: Threshold
    drawn: bool


def stands_from(line: Line, evidence: Evidence | None) -> float:
    """The probability from which on a row needs no person; above 1 where there is no evidence."""
    if line.kind == "own":
        return line.at
    return evidence.threshold.at if evidence is not None else NOTHING


def weigh(judged: Sequence[Judged], line: Line, labels: Sequence[str], *, drawn: bool) -> Evidence:
    """The evidence for a line. Raises InvalidInput (call.invalid) on a goal nothing can meet."""
    goal = line.goal
    threshold = fit_threshold(judged, goal) if goal is not None else own_line(judged, line.at)
    return Evidence(report(judged, labels), threshold, drawn)


def own_line(judged: Sequence[Judged], at: float) -> Threshold:
    """What a line at probability `at` would have let stand. It promises nothing."""
    bare = Threshold(at, 0.0, 0.0, 0.0, 1.0, 0, False, "")
    standing = [row for row in judged if accepts(bare, row.decision)]
    right, n = sum(row.right for row in standing), len(standing)
    low, high = wilson(right, n)
    if not n:
        words = f"None of your {len(judged)} reviewed rows reaches {percent(at)}."
        return Threshold(at, 0.0, 0.0, 0.0, 1.0, 0, False, words)
    words = (
        f"Of your {len(judged)} reviewed rows {n} reach {percent(at)}, and {right} of "
        f"these were right ({percent(right / n)}; among rows like them somewhere from "
        f"{percent(low)} to {percent(high)})."
    )
    return Threshold(at, n / len(judged), right / n, low, high, n, False, words)
