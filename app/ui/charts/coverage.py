"""How often decisions are right, the fewer of the doubtful ones are let through: a curve.

Pure: a report in, `Html` out. The rows are the judged ones; it does not know whether they came by
chance. Source of the curve: El-Yaniv & Wiener, JMLR 11 (2010).
"""

from collections.abc import Sequence
from typing import Final

from app.ui.charts.axes import LEAST_ROWS, Axes, figure, floor_of, no_picture, words
from app.ui.markup import Html, el
from hearthside.classify.report import CurvePoint, Report
from hearthside.classify.threshold import Threshold, percent

TITLE: Final = "Accuracy without the rows that need review"
_KEY: Final = "The surest rows are on the left. Shaded: the 95\u00a0% interval."
_KEY_WANTED: Final = f"{_KEY} Dashed across: what it takes."
_MOST_POINTS: Final = 80
# A share of fewer rows than this jumps about and would squeeze the rest of the picture.
_STEADY_ROWS: Final = 5


def coverage_chart(
    report: Report,
    threshold: Threshold | None = None,
    wanted: float | None = None,
    id_: str = "coverage-chart",
) -> Html:
    """The curve with its 95 % band; the line as it is drawn, and the accuracy `wanted` (0 to 1)."""
    if report.n < LEAST_ROWS:
        return no_picture(id_, TITLE, report.n)
    points = _thinned([point for point in report.curve if point.n >= _STEADY_ROWS])
    lows = [point.low for point in points if point.n * 5 >= report.n]
    axes = Axes(y_from=floor_of(min([*lows, 0.9, *([wanted] if wanted is not None else [])])))
    return figure(
        id_,
        TITLE,
        _reading(report, threshold),
        _KEY if wanted is None else _KEY_WANTED,
        axes.frame("% of rows let through", "% of these right"),
        _band(axes, points),
        axes.across(wanted, "wanted") if wanted is not None else None,
        el(
            "polyline",
            points=axes.path((point.coverage, point.accuracy) for point in points),
            class_="curve",
        ),
        _mark(axes, threshold) if threshold is not None and threshold.n else None,
    )


def _band(axes: Axes, points: Sequence[CurvePoint]) -> Html:
    up = [(point.coverage, point.high) for point in points]
    back = [(point.coverage, point.low) for point in reversed(points)]
    return el("polygon", points=axes.path([*up, *back]), class_="band")


def _mark(axes: Axes, threshold: Threshold) -> list[Html]:
    """Where the line stands, and between what its accuracy lies."""
    x, y = axes.x(threshold.coverage), axes.y(threshold.accuracy)
    left = threshold.coverage < 0.5
    return [
        axes.upright(threshold.coverage, "line"),
        el("circle", cx=f"{x:g}", cy=f"{y:g}", r=5, class_="here"),
        words(
            f"sure from {percent(threshold.at)}",
            x + 7 if left else x - 7,
            axes.y(0.0) - 8,
            "said start" if left else "said end",
        ),
    ]


def _thinned(points: Sequence[CurvePoint]) -> list[CurvePoint]:
    """Evenly chosen among many, the last always with them."""
    step = max(1, -(-len(points) // _MOST_POINTS))
    return [*points[:-1][::step], *points[-1:]]


def _reading(report: Report, threshold: Threshold | None) -> str:
    whole = (
        f"Of {report.n} labelled rows {percent(report.accuracy)} are right when all are let through"
    )
    if threshold is None:
        return f"{whole} (95 % interval: {percent(report.low)} to {percent(report.high)})."
    if not threshold.n:
        return f"{whole}; with this threshold, none is."
    return (
        f"{whole}; with this threshold, {percent(threshold.coverage)} are let through and "
        f"{percent(threshold.accuracy)} of these are right (95\u00a0% interval: "
        f"{percent(threshold.low)} to {percent(threshold.high)})."
    )
