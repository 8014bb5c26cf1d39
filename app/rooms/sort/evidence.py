"""What the reviewed rows show, and where the line is drawn that leaves a row to a person. Pure.

Counting and thresholds are the library's; what a line of a person's own gives is counted here.
"""

from collections.abc import Sequence

from app.rooms.sort.state import Evidence, Line
from app.ui.charts import goal_of
from hearthside.classify.report import Judged, report, wilson
from hearthside.classify.threshold import Threshold, accepts, fit_threshold, percent


def weigh(judged: Sequence[Judged], line: Line, labels: Sequence[str], *, drawn: bool) -> Evidence:
    """The evidence for a line. Raises InvalidInput (call.invalid) on a goal nothing can meet."""
    goal = goal_of(line)
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
