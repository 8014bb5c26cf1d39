"""How near an answer is to what was wanted: SQuAD's exact match and F1 (Rajpurkar et al. 2016, its
official script: small letters, without articles and punctuation), and shares with their counts.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

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


def told(name: str, count: int, **figures: float) -> None:
    """A row of what was measured."""
    row = "  ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in figures.items())
    print(f"\n{name:10} {count:4} jobs  {row}")
