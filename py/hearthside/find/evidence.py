"""Whether the passages found answer the question at all: a probability, and the line below which
the honest answer is "not in your files".

A logistic regression over two numbers that every language gives: how near the best sentence is to
the question, and how far it stands out among the sentences around it. How near whole passages are,
their words in common and the agreement of both rankings added nothing to these. The weights hold
for the vectors of one embedding model, so they are kept by the model's hash. Across languages a
sentence that answers is farther from its question than within one, so there the line is lower;
the numbers themselves tell no better with the languages known. Knows nothing of language models,
and cannot see that a sentence is about the very thing and yet leaves it open.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic regression over `features_of`, and the probability from which on answers stand;
    `across`: from where on they do for a question in another language, None where that is `at`."""

    bias: float
    weights: tuple[float, ...]
    at: float
    across: float | None = None


# By the hash of the embedding model; written by tests/quality/embedding/fit_evidence.py.
FITTED: Final[Mapping[str, Judge]] = {
    # EmbeddingGemma 300M, 8 bits
    "2e277f6097959daa5f6c59e47c21d0f973402b6ccebd3b1a0c0dbba3af5da481": Judge(
        -6.717, (10.125, 11.516), 0.644, 0.431
    ),
    # its compact form
    "e1db8192ea998d3006651bddaea7e61149df315ae6fc1bd5e468a12c4a0f51fd": Judge(
        -6.593, (10.099, 10.96), 0.632, 0.438
    ),
}


def features_of(candidates: Sequence[Candidate]) -> tuple[float, float]:
    """What the judge sees of the sentences, the nearest first (at least one): the cosine of the
    best, and how far it is above the others' mean."""
    best, others = candidates[0].cosine, [one.cosine for one in candidates[1:]]
    mean = (math.fsum(others) + _AS_IF * _TYPICAL) / (len(others) + _AS_IF)
    return best, best - mean


def evidence_of(
    judge: Judge | None, question: str, candidates: Sequence[Candidate], languages: Sequence[str]
) -> Evidence | None:
    """What `candidates` are to the question; None without a judge or a sentence. `languages`: the
    passages', in their order, "" where one tells none."""
    if judge is None or not candidates:
        return None
    across = foreign(question, languages[candidates[0].number - 1])
    return weigh(judge, features_of(candidates), across=across)


def foreign(question: str, known: str) -> bool:
    """Whether `question` is in another language than `known`, a document's; not where either cannot
    be told. What might be in the document's language is taken to be in it."""
    return known != "" and language_of(question, known) not in ("", known)


def weigh(judge: Judge, features: Sequence[float], *, across: bool = False) -> Evidence:
    """The evidence that `features` are; `across`, as `foreign` says it of the best sentence."""
    total = judge.bias + math.fsum(w * f for w, f in zip(judge.weights, features, strict=True))
    at = judge.across if across and judge.across is not None else judge.at
    return Evidence(1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total)))), at)
