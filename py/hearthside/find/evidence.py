"""Whether the passages found answer the question at all: a probability, and the line below which
the honest answer is "not in your files".

A logistic regression over two numbers that every language gives: how near the best sentence is to
the question, and how far it stands out among the sentences around it. How near whole passages are,
their words in common and the agreement of both rankings added nothing to these. The weights hold
for the vectors of one embedding model, so its manifest states them (they are fitted by
tests/quality/embedding/fit_evidence.py and stand in the model's pin). Across languages a sentence
that answers is farther from its question than within one, so there the line is lower; the numbers
themselves tell no better with the languages known. Knows nothing of language models, and cannot see
that a sentence is about the very thing and yet leaves it open.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.ports import AnswerabilityModel
from hearthside.text.language import language_of

# The mean cosine of a question with the other sentences found, on the fitting half. It is taken as
# seen in three more of them, so that a file of a single sentence is judged too.
_TYPICAL: Final = 0.2
_AS_IF: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: the characters `start` to `end` of the hit's text of passage
    `number`, and the cosine of its vector (all numbers of it) with the question's."""

    number: int
    start: int
    end: int
    text: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """How likely the files answer the question, 0 to 1, and from where on that counts."""

    probability: float
    at: float

    @property
    def thin(self) -> bool:
        """Whether "not in your files" is to be said."""
        return self.probability < self.at


def features_of(candidates: Sequence[Candidate]) -> tuple[float, float]:
    """What the model sees of the sentences, the nearest first (at least one): the cosine of the
    best, and how far it is above the others' mean."""
    best, others = candidates[0].cosine, [one.cosine for one in candidates[1:]]
    mean = (math.fsum(others) + _AS_IF * _TYPICAL) / (len(others) + _AS_IF)
    return best, best - mean


def evidence_of(
    model: AnswerabilityModel | None,
    question: str,
    candidates: Sequence[Candidate],
    languages: Sequence[str],
) -> Evidence | None:
    """What `candidates` are to the question; None without a model or a sentence. `languages`: the
    passages', in their order, "" where one tells none."""
    if model is None or not candidates:
        return None
    across = foreign(question, languages[candidates[0].number - 1])
    return weigh(model, features_of(candidates), across=across)


def foreign(question: str, known: str) -> bool:
    """Whether `question` is in another language than `known`, a document's; not where either cannot
    be told. What might be in the document's language is taken to be in it."""
    return known != "" and language_of(question, known) not in ("", known)


def weigh(
    model: AnswerabilityModel, features: Sequence[float], *, across: bool = False
) -> Evidence:
    """The evidence that `features` are; `across`, as `foreign` says it of the best sentence."""
    total = model.bias + math.fsum(w * f for w, f in zip(model.weights, features, strict=True))
    at = model.across if across and model.across is not None else model.at
    return Evidence(1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total)))), at)
