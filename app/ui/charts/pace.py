"""What texts of some lengths cost: seconds until the first word, tokens a second after it, a table.

Pure: figures in, `Html` out. Knows nothing of how they were measured.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.ui.charts.axes import HEIGHT, figure, words
from app.ui.markup import Html, el
from app.ui.words import size_in_words
from hearthside.pace import Cost

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 330, 12, 186
_MOST_ROWS: Final = 5
_HEADS: Final = ("Tokens in the prompt", "Seconds to read it", "Tokens read a second",
                 "Tokens written a second after it", "Memory")  # fmt: skip


def wait_chart(costs: Sequence[Cost], id_: str) -> Html | None:
    """Seconds until the first word, by length; None before there are two lengths."""
    points = [(it.tokens, it.read_s) for it in costs]
    if len(points) < 2:
        return None
    last = costs[-1]
    said = f"A text of {last.tokens:,} tokens is read in {_short(last.read_s)} seconds."
    return _chart(points, id_, "Seconds until the first word", said, "seconds")


def pace_chart(costs: Sequence[Cost], id_: str) -> Html | None:
    """Tokens a second after a text, by its length; None before there are two lengths."""
    points = [(it.tokens, it.tokens_per_second) for it in costs]
    if len(points) < 2:
        return None
    first, last = costs[0], costs[-1]
    said = (
        f"{_short(last.tokens_per_second)} tokens a second after {last.tokens:,} tokens, "
        f"{_short(first.tokens_per_second)} after {first.tokens:,}."
    )
    return _chart(points, id_, "Tokens written a second", said, "tokens a second")


def costs_table(costs: Sequence[Cost], id_: str, title: str) -> Html:
    """All figures; memory only where it was told."""
    told = any(it.memory_bytes for it in costs)
    heads = _HEADS if told else _HEADS[:-1]
    table = el(
        "table",
        el("caption", title, class_="quiet-voice"),
        el("thead", el("tr", [el("th", head, scope="col") for head in heads])),
        el("tbody", [_row(it, told) for it in costs]),
        class_="confusion",
    )
    return el("div", table, id=id_, class_="sideways", role="region", aria_label=title, tabindex=0)


def _row(cost: Cost, told: bool) -> Html:
    read = cost.tokens / cost.read_s if cost.read_s > 0 else 0.0
    cells = [_short(cost.read_s), _short(read), _short(cost.tokens_per_second)]
    if told:
        cells.append(size_in_words(cost.memory_bytes) if cost.memory_bytes else "\u2014")
    head = el("th", f"{cost.tokens:,}", scope="row")
    return el("tr", head, [el("td", it) for it in cells])


def _short(number: float) -> str:
    """Two figures that count, or all before the point."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


@dataclass(frozen=True, slots=True)
class _Plot:
    """Values from 0 to `high` by `row`, over lengths up to `longest`."""

    high: float
    row: float
    longest: int

    @classmethod
    def of(cls, points: Sequence[tuple[int, float]]) -> "_Plot":
        most = max(max(value for _, value in points), 1e-3)
        row = _round_step(most / (_MOST_ROWS - 1))
        return cls(math.ceil(most / row - 1e-9) * row, row, points[-1][0])

    def x(self, tokens: int) -> float:
        return round(_LEFT + tokens / self.longest * (_RIGHT - _LEFT), 1)

    def y(self, value: float) -> float:
        return round(_BOTTOM - value / self.high * (_BOTTOM - _TOP), 1)


def _round_step(least: float) -> float:
    """The first of 1, 2, 5, 10 ... times a power of ten that is not below `least`."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least - 1e-12)


def _chart(points: Sequence[tuple[int, float]], id_: str, title: str, said: str, axis: str) -> Html:
    plot = _Plot.of(points)
    drawn = " ".join(f"{plot.x(tokens)},{plot.y(value)}" for tokens, value in points)
    turned = {"x": f"{-(_TOP + _BOTTOM) / 2:g}", "y": "11", "transform": "rotate(-90)"}
    rows = round(plot.high / plot.row)
    return figure(
        id_,
        title,
        said,
        "Each dot is a length that was measured.",
        [_grid(plot, at * plot.row) for at in range(rows + 1)],
        words("0", _LEFT, _BOTTOM + 16, "tick middle"),
        words(f"{plot.longest:,}", _RIGHT, _BOTTOM + 16, "tick end"),
        words("tokens in the prompt", (_LEFT + _RIGHT) / 2, HEIGHT - 6, "axis middle"),
        el("text", axis, **turned, class_="axis middle"),
        el("polyline", points=drawn, class_="curve"),
        [_dot(plot, point) for point in points],
    )


def _grid(plot: _Plot, value: float) -> Html:
    y = plot.y(value)
    rule = el("line", x1=_LEFT, x2=_RIGHT, y1=f"{y:g}", y2=f"{y:g}", class_="grid")
    return el("g", rule, words(f"{value:,.4g}", _LEFT - 6, y + 4, "tick end"))


def _dot(plot: _Plot, point: tuple[int, float]) -> Html:
    return el("circle", cx=f"{plot.x(point[0])}", cy=f"{plot.y(point[1])}", r=4, class_="here")
