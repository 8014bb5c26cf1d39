"""The frame of a chart: places for shares, lines and words at the edges, and the figure around it.

All charts share one size in units of their own; the page's style scales them and gives all colours,
since the content policy forbids inline styles. Knows nothing of what is drawn.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.ui.markup import Html, Node, el

WIDTH: Final = 340
HEIGHT: Final = 236
# A picture of fewer rows would only look like knowledge.
LEAST_ROWS: Final = 10
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 330, 12, 186


@dataclass(frozen=True, slots=True)
class Axes:
    """Shares from `x_from` and `y_from` up to 1, on a plot of fixed size."""

    x_from: float = 0.0
    y_from: float = 0.0

    def x(self, share: float) -> float:
        part = (_within(share, self.x_from) - self.x_from) / (1.0 - self.x_from)
        return round(_LEFT + part * (_RIGHT - _LEFT), 1)

    def y(self, share: float) -> float:
        part = (_within(share, self.y_from) - self.y_from) / (1.0 - self.y_from)
        return round(_BOTTOM - part * (_BOTTOM - _TOP), 1)

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        """`points` (x share, y share) as an SVG list of points."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)

    def frame(self, x_name: str, y_name: str) -> list[Html]:
        """Grid, ticks, and what the axes are."""
        return [
            *[self._row(share) for share in ticks(self.y_from)],
            *[self._column(share) for share in ticks(self.x_from)],
            words(x_name, (_LEFT + _RIGHT) / 2, HEIGHT - 6, "axis middle"),
            el(
                "text",
                y_name,
                x=f"{-(_TOP + _BOTTOM) / 2:g}",
                y="11",
                transform="rotate(-90)",
                class_="axis middle",
            ),
        ]

    def _row(self, share: float) -> Html:
        y = self.y(share)
        rule = el("line", x1=_LEFT, x2=_RIGHT, y1=f"{y:g}", y2=f"{y:g}", class_="grid")
        return el("g", rule, words(f"{share * 100:.0f}", _LEFT - 6, y + 4, "tick end"))

    def _column(self, share: float) -> Html:
        x = self.x(share)
        kind = "tick end" if share == 1.0 else "tick middle"
        return words(f"{share * 100:.0f}", _RIGHT if share == 1.0 else x, _BOTTOM + 16, kind)

    def across(self, share: float, kind: str) -> Html:
        """A line through the whole plot at the height of `share`."""
        y = f"{self.y(share):g}"
        return el("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, class_=kind)

    def upright(self, share: float, kind: str) -> Html:
        """A line from the bottom to the top of the plot."""
        x = f"{self.x(share):g}"
        return el("line", x1=x, x2=x, y1=_TOP, y2=_BOTTOM, class_=kind)


def _within(share: float, start: float) -> float:
    return min(1.0, max(start, share))


def ticks(start: float) -> list[float]:
    """Round shares from `start` to 1, four to six of them."""
    step = next(step for step in (0.02, 0.05, 0.1, 0.25) if (1.0 - start) / step <= 5.01)
    first = math.ceil(start / step - 1e-9)
    return [round(step * index, 2) for index in range(first, round(1.0 / step) + 1)]


def floor_of(lowest: float) -> float:
    """Where an axis may begin so that it holds `lowest`: a round share, 0.9 at most."""
    return max(0.0, min(0.9, math.floor(lowest * 10 + 1e-9) / 10))


def words(text: str, x: float, y: float, kind: str) -> Html:
    return el("text", text, x=f"{x:g}", y=f"{y:g}", class_=kind)


def figure(id_: str, title: str, reading: str, key: str, *drawn: Node) -> Html:
    """A picture with its title, the sentence that says what it shows, and a key to its lines."""
    return el(
        "figure",
        el("figcaption", el("h3", title, id=f"{id_}-title"), el("p", reading, id=f"{id_}-words")),
        el(
            "svg",
            *drawn,
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            aria_labelledby=f"{id_}-title",
            aria_describedby=f"{id_}-words",
        ),
        el("p", key, class_="key"),
        class_="chart",
        id=id_,
    )


def no_picture(id_: str, title: str, rows: int, least: int = LEAST_ROWS) -> Html:
    """Words in the place of a picture that fewer than `least` rows would make."""
    have = {0: "there is none yet", 1: "there is one"}.get(rows, f"there are {rows}")
    return el(
        "figure",
        el(
            "figcaption",
            el("h3", title),
            el("p", f"This picture needs at least {least} labelled rows, and {have}."),
        ),
        class_="chart wanting",
        id=id_,
    )
