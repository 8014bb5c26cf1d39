"""Whether teaching helped: the verdict, and the interval that it rests on."""

import random

import pytest

from hearthside.finetune import Outcome, outcome_of
from hearthside.ports import Loss


def losses(*nats: float, tokens: int = 4) -> list[Loss]:
    return [Loss(one, tokens) for one in nats]


def test_means_count_tokens() -> None:
    before = [Loss(1.0, 1), Loss(3.0, 3)]
    after = [Loss(2.0, 1), Loss(2.0, 3)]
    outcome = outcome_of(before, after)
    assert (outcome.before, outcome.after, outcome.change) == (2.5, 2.0, -0.5)
    assert (outcome.pairs, outcome.verdict) == (2, "few")
    assert "2 examples were held out" in outcome.words


@pytest.mark.parametrize(("shift", "verdict"), [(-1.0, "better"), (1.0, "worse"), (0.0, "unsure")])
def test_the_verdict_follows_the_interval(shift: float, verdict: str) -> None:
    source = random.Random(3)
    before = [source.uniform(2, 4) for _ in range(30)]
    # As many up as down: what is left is the shift alone.
    after = [one + shift + (0.4 if at % 2 else -0.4) for at, one in enumerate(before)]
    outcome = outcome_of(losses(*before), losses(*after))
    assert outcome.verdict == verdict
    assert outcome.low < outcome.change < outcome.high
    assert outcome == outcome_of(losses(*before), losses(*after)), "the same each time"


def test_the_interval_holds_the_true_change_as_often_as_it_says() -> None:
    """95 % of 100 draws, within three standard errors of that share."""
    source = random.Random(7)
    held = 0
    for seed in range(100):
        before = [source.gauss(3, 1) for _ in range(25)]
        after = [one - 0.3 + source.gauss(0, 0.6) for one in before]
        outcome = outcome_of(losses(*before), losses(*after), seed=seed)
        held += outcome.low <= -0.3 <= outcome.high
    assert 0.95 - 0.066 <= held / 100 <= 1.0


def test_how_hard_an_example_is_cancels_out() -> None:
    before = [float(at) for at in range(1, 21)]
    outcome = outcome_of(losses(*before), losses(*[one - 0.2 for one in before]))
    assert outcome.verdict == "better" and outcome.high - outcome.low < 1e-9


def test_losses_of_different_examples_are_refused() -> None:
    with pytest.raises(ValueError, match="different"):
        outcome_of(losses(1.0), losses(1.0, tokens=5))
    with pytest.raises(ValueError, match="zip"):
        outcome_of(losses(1.0), losses(1.0, 2.0))


def test_nothing_held_out_is_too_few() -> None:
    assert outcome_of([], []) == Outcome(0, 0.0, 0.0, 0.0, 0.0)
