"""The promises of readings and decisions: kept text is the same reading, and ties are settled."""

import random

import pytest

from hearthside.classify import Features, Label
from hearthside.classify.features import decision_of, rounded
from hearthside.errors import InvalidInput
from hearthside.wire import Code

LABELS = (Label("a"), Label("b"), Label("c"))


def test_a_rounded_reading_comes_back_from_text_as_it_was() -> None:
    coin = random.Random(3)
    hidden = [coin.gauss(0, 3) for _ in range(640)]
    scores = [-abs(coin.gauss(0, 5)) for _ in range(200)]
    reading = rounded(scores, hidden, 17, True)
    assert Features.from_text(reading.to_text()) == reading
    assert reading.scores == pytest.approx(scores, abs=1e-4)
    assert list(reading.hidden) == pytest.approx(hidden, abs=max(map(abs, hidden)) / 250)
    assert len(reading.to_text()) < 900 + 9 * 200


def test_a_reading_of_nothing_comes_back_too() -> None:
    nothing = Features((0.0, 0.0), (), 0, False)
    assert Features.from_text(nothing.to_text()) == nothing
    assert rounded((0.0,), (0.0, 0.0), 1, False).hidden.tolist() == [0.0, 0.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5;-1;0.1",
        "x;-1;0.1;AA==",
        "5;y;0.1;AA==",
        "5;-1;nan;AA==",
        "5;-1;inf;AQ==",
        "5;-1;0.1;!",
    ],
)
def test_a_damaged_reading_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Features.from_text(text)
    assert caught.value.code == Code.SHELF_INVALID


def test_of_equals_the_first_label_wins() -> None:
    decision = decision_of(LABELS, "one", [0.4, 0.4, 0.2])
    assert (decision.label, decision.chosen, decision.value) == ("a", ("a",), None)
    assert decision.margin == 0.0 and decision.notes == ()


def test_many_choose_what_is_likelier_than_not() -> None:
    decision = decision_of(LABELS, "many", [0.6, 0.1, 0.9], "note")
    assert decision.chosen == ("c", "a") and decision.label == "c"
    assert decision.margin == pytest.approx(0.2) and decision.notes == ("note",)
    assert decision_of(LABELS, "many", [0.5, 0.1, 0.2]).chosen == ()


def test_the_value_of_an_order_is_the_expected_place() -> None:
    decision = decision_of(LABELS, "ordered", [0.5, 0.25, 0.25])
    assert decision.value == pytest.approx(1.75) and decision.label == "a"
