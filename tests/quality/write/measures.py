"""How near an answer is to what was wanted: SQuAD's exact match and F1 (Rajpurkar et al. 2016, its
official script: small letters, without articles and punctuation), and rows of figures with their
intervals.
"""

import math
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import stdev

from hearthside.classify.report import Z_95, wilson
from hearthside.write import Kind
from hearthside.write.expected import TEXTS, Figure

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_SIGNS = set(string.punctuation) | set("\u2018\u2019\u201c\u201d\u2013\u2014")


def plain(text: str) -> str:
    """As SQuAD compares."""
    bare = "".join(one for one in text.lower() if one not in _SIGNS)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact(said: str, wanted: str) -> bool:
    return plain(said) == plain(wanted)


def f1(said: str, wanted: str) -> float:
    """Of the words in common."""
    left, right = plain(said).split(), plain(wanted).split()
    shared = sum((Counter(left) & Counter(right)).values())
    if not left or not right or not shared:
        return float(left == right)
    precision, recall = shared / len(left), shared / len(right)
    return 2 * precision * recall / (precision + recall)


def mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def f1_of_label(said: Sequence[bool], wanted: Sequence[bool]) -> float:
    """Of a yes: what was said against what was wanted."""
    both = sum(a and b for a, b in zip(said, wanted, strict=True))
    return 2 * both / max(1, sum(said) + sum(wanted))


@dataclass(frozen=True)
class Row:
    """What was measured of a task: of each figure what every case gave, and of a figure that is no
    mean of cases what it is in whole."""

    task: Kind
    cases: int
    scores: Mapping[str, Sequence[float]]
    labels: Mapping[str, Sequence[tuple[bool, bool]]] = field(default_factory=dict)
    of: str = TEXTS

    @property
    def key(self) -> tuple[str, str]:
        return self.task, self.of

    def figures(self) -> tuple[Figure, ...]:
        """With their intervals: Wilson's of shares (Wilson 1927), the normal one of other means,
        and of an F1 of labels the percentiles of 1,000 samples (Efron 1979)."""
        means = [_figure(name, scores) for name, scores in self.scores.items()]
        return (*means, *[_resampled(name, pairs) for name, pairs in self.labels.items()])

    def told(self) -> str:
        """A row for people."""
        said = "  ".join(
            f"{it.name} {it.value:.3f} ({it.low:.3f} to {it.high:.3f})" for it in self.figures()
        )
        return f"{self.task:10} {self.cases:4} {self.of}: {said}"


def _figure(name: str, scores: Sequence[float]) -> Figure:
    value, count = mean(scores), len(scores)
    if set(scores) <= {0.0, 1.0}:
        low, high = wilson(round(sum(scores)), count)
    else:
        reach = Z_95 * stdev(scores) / math.sqrt(count) if count > 1 else 1.0
        low, high = max(0.0, value - reach), min(1.0, value + reach)
    return Figure(name, *(round(it, 3) for it in (value, low, high)))


def _resampled(name: str, pairs: Sequence[tuple[bool, bool]]) -> Figure:
    random, samples = Random(0), 1000
    found = sorted(_f1(random.choices(pairs, k=len(pairs))) for _ in range(samples))
    low, high = found[samples // 40], found[-samples // 40 - 1]
    return Figure(name, *(round(it, 3) for it in (_f1(pairs), low, high)))


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    return f1_of_label([said for said, _ in pairs], [wanted for _, wanted in pairs])
