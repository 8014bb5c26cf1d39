"""The picture of losses: within its frame, with a reading, and only where there is something."""

import re

from app.ui.charts.axes import HEIGHT, WIDTH
from app.ui.charts.losses import losses_chart
from hearthside.lora import Point

CURVE = (Point(0, None, 3.21), Point(20, 3.0, 2.9), Point(40, 2.6, 2.75))


def points(html: str, kind: str) -> list[tuple[float, float]]:
    found = re.search(rf'points="([^"]*)" class="{kind}"', html)
    assert found is not None
    pairs = (pair.split(",") for pair in found[1].split())
    return [(float(x), float(y)) for x, y in pairs]


def test_losses_fall_from_left_to_right_within_the_frame() -> None:
    chart = losses_chart(CURVE, 60)
    assert chart is not None
    held_out, learnt = points(chart.text, "curve"), points(chart.text, "wanted")
    assert [x for x, _ in held_out] == sorted(x for x, _ in held_out) and len(held_out) == 3
    assert [y for _, y in held_out] == sorted(y for _, y in held_out), "lower is further down"
    assert len(learnt) == 2
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in held_out + learnt)
    said = "After 40 steps the loss on held-out examples is 2.75, from 3.21."
    assert said in chart.text and ">60<" in chart.text


def test_one_point_or_no_number_makes_no_picture() -> None:
    assert losses_chart(CURVE[:1], 60) is None
    assert losses_chart((Point(0, None, None), Point(9, None, None)), 9) is None


def test_without_held_out_examples_the_learnt_ones_are_shown() -> None:
    chart = losses_chart((Point(0, None, None), Point(5, 2.0, None), Point(9, 1.5, None)), 9)
    assert chart is not None
    assert 'class="curve"' not in chart.text and "the examples that it learns" in chart.text


def test_losses_that_do_not_move_have_a_frame_all_the_same() -> None:
    chart = losses_chart((Point(0, None, 2.0), Point(5, 2.0, 2.0)), 0)
    assert chart is not None and "nan" not in chart.text
