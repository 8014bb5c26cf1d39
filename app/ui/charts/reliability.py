"""Whether probabilities mean what they say: bars of how often each was right, against the diagonal.

Pure: a report in, `Html` out. Source: Guo et al., ICML 2017.
"""

from typing import Final

from app.ui.charts.axes import Axes, figure, floor_of, no_picture, words
from app.ui.markup import Html, el
from hearthside.classify.report import Bin, Report
from hearthside.classify.threshold import percent

TITLE: Final = "Are the probabilities right?"
_KEY: Final = (
    "Strokes: how sure it was. Bars: how often it was right, best where they meet the strokes. At "
    "the foot: the number of rows."
)
# Of fewer rows the mean is off by more than one would read from it: of 30 rows that are right four
# times in five the 95 % interval is 29 points wide.
LEAST_CALIBRATION_ROWS: Final = 30
# A bar of fewer rows than this is drawn faintly.
_THIN_ROWS: Final = 5
# Within so much of each other, belief and truth are called the same.
_CLOSE: Final = 0.02


def reliability_chart(report: Report, id_: str = "reliability-chart") -> Html:
    """A bar for each tenth of probability that has rows, with their number at its foot."""
    if report.n < LEAST_CALIBRATION_ROWS:
        return no_picture(id_, TITLE, report.n, LEAST_CALIBRATION_ROWS)
    axes = Axes(x_from=min(0.5, floor_of(report.bins[0].low)))
    ends = axes.path([(axes.x_from, axes.x_from), (1.0, 1.0)])
    return figure(
        id_,
        TITLE,
        _reading(report),
        _KEY,
        axes.frame("how sure it was, in %", "how often it was right, in %"),
        [_bar(axes, one) for one in report.bins],
        el("polyline", points=ends, class_="wanted"),
        [_number(axes, one) for one in report.bins],
    )


def _bar(axes: Axes, one: Bin) -> list[Html]:
    left, right = axes.x(one.low) + 1.5, axes.x(one.high) - 1.5
    top = axes.y(one.accuracy)
    said = f"{axes.y(one.confidence):g}"
    return [
        el(
            "rect",
            x=f"{left:g}",
            y=f"{top:g}",
            width=f"{right - left:.1f}",
            height=f"{axes.y(0.0) - top:.1f}",
            class_="bar thin" if one.n < _THIN_ROWS else "bar",
        ),
        el("line", x1=f"{left:g}", x2=f"{right:g}", y1=said, y2=said, class_="said-it"),
    ]


def _number(axes: Axes, one: Bin) -> Html:
    middle = (axes.x(one.low) + axes.x(one.high)) / 2
    return words(str(one.n), middle, axes.y(0.0) - 5, "count middle")


def _reading(report: Report) -> str:
    believed = sum(one.n * one.confidence for one in report.bins) / report.n
    lean = believed - report.accuracy
    if abs(lean) <= _CLOSE:
        way = "on the whole neither too high nor too low"
    else:
        way = "on the whole too high" if lean > 0 else "on the whole too low"
    return (
        f"On {report.n} labelled rows it was {percent(believed)} sure on average and right "
        f"{percent(report.accuracy)} of the time: {way}, and off by "
        f"{report.ece * 100:.1f} points bar by bar (its calibration error)."
    )
