"""How losses go along in a training: those of what is learnt, and of what is held out.

Pure: points in, `Html` out. Knows nothing of what is learnt.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.ui.charts.axes import HEIGHT, figure, words
from app.ui.markup import Html, el
from hearthside.lora import Point

TITLE: Final = "Loss"
_KEY: Final = (
    "Solid: examples held out, which it never learns from. Dashed: the examples that it learns."
)
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 330, 12, 186
_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_MOST_ROWS: Final = 5


def losses_chart(curve: Sequence[Point], steps: int, id_: str = "losses-chart") -> Html | None:
    """The losses against the steps, of `steps` in all, in nats a token; None before there are two
    points."""
    held_out = [(one.step, one.held_out) for one in curve if one.held_out is not None]
    learnt = [(one.step, one.trained) for one in curve if one.trained is not None]
    values = [value for _, value in (*held_out, *learnt)]
    if len(curve) < 2 or not values:
        return None
    plot = _Plot.of(values, max(steps, curve[-1].step))
    return figure(
        id_,
        TITLE,
        _reading(held_out, learnt),
        _KEY if held_out else "The examples that it learns.",
        plot.frame(),
        _line(plot, learnt, "wanted") if len(learnt) > 1 else None,
        _line(plot, held_out, "curve") if held_out else None,
        [_dot(plot, point) for point in (held_out or learnt)[-1:]],
    )


@dataclass(frozen=True, slots=True)
class _Plot:
    """Losses from `low` to `high` by `row`, over so many steps."""

    low: float
    high: float
    row: float
    steps: int

    @classmethod
    def of(cls, values: Sequence[float], steps: int) -> "_Plot":
        spread = max(max(values) - min(values), 1e-3)
        row = next((step for step in _STEPS if spread / step <= _MOST_ROWS - 1), spread)
        low = math.floor(min(values) / row) * row
        return cls(low, max(math.ceil(max(values) / row) * row, low + row), row, steps)

    def x(self, step: int) -> float:
        return round(_LEFT + step / self.steps * (_RIGHT - _LEFT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)

    def frame(self) -> list[Html]:
        """Grid, ticks, and what the axes are."""
        rows = round((self.high - self.low) / self.row)
        middle = f"{-(_TOP + _BOTTOM) / 2:g}"
        turned = {"x": middle, "y": "11", "transform": "rotate(-90)", "class_": "axis middle"}
        return [
            *[self._row(self.low + at * self.row) for at in range(rows + 1)],
            words("0", _LEFT, _BOTTOM + 16, "tick middle"),
            words(f"{self.steps:,}", _RIGHT, _BOTTOM + 16, "tick end"),
            words("steps", (_LEFT + _RIGHT) / 2, HEIGHT - 6, "axis middle"),
            el("text", "loss, nats a token", **turned),
        ]

    def _row(self, value: float) -> Html:
        y = self.y(value)
        digits = 2 if self.row < 0.1 else 1
        rule = el("line", x1=_LEFT, x2=_RIGHT, y1=f"{y:g}", y2=f"{y:g}", class_="grid")
        return el("g", rule, words(f"{value:.{digits}f}", _LEFT - 6, y + 4, "tick end"))


def _line(plot: _Plot, points: Sequence[tuple[int, float]], kind: str) -> Html:
    drawn = " ".join(f"{plot.x(step)},{plot.y(value)}" for step, value in points)
    return el("polyline", points=drawn, class_=kind)


def _dot(plot: _Plot, point: tuple[int, float]) -> Html:
    return el("circle", cx=f"{plot.x(point[0])}", cy=f"{plot.y(point[1])}", r=5, class_="here")


def _reading(held_out: Sequence[tuple[int, float]], learnt: Sequence[tuple[int, float]]) -> str:
    points = held_out or learnt
    of = "held-out examples" if held_out else "the examples that it learns"
    (_, first), (step, last) = points[0], points[-1]
    return (
        f"After {step:,} steps the loss on {of} is {last:.2f}, from {first:.2f}. "
        "It says how much the right answers surprise the model: lower is better."
    )
