"""Judged rows made by hand or by a seeded coin, for the tests of what confidence is worth."""

from collections.abc import Callable
from random import Random

from hearthside.classify.features import Decision, Score
from hearthside.classify.report import Judged


def decided(probability: float, label: str = "yes", other: str = "no") -> Decision:
    rest = 1.0 - probability
    scores = (Score(label, probability), Score(other, rest))
    return Decision(label, probability, probability - rest, scores, (label,), (), None, ())


def judged(probability: float, right: bool, label: str = "yes") -> Judged:
    other = "no" if label == "yes" else "yes"
    return Judged(decided(probability, label, other), label if right else other)


def rows(right: int, wrong: int, probability: float = 0.9) -> list[Judged]:
    """So many of one probability."""
    return [judged(probability, True)] * right + [judged(probability, False)] * wrong


def drawn(n: int, seed: int, truly: Callable[[float], float]) -> list[Judged]:
    """Probabilities from 0.5 to 1, each right as often as `truly` says of it."""
    coin = Random(seed)
    probabilities = [0.5 + coin.random() / 2 for _ in range(n)]
    return [judged(p, coin.random() < truly(p)) for p in probabilities]
