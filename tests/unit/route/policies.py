"""Small policies and a classifier that says what it is told, for the tests of routing."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.classify import Classifier, Decision, Features, Label, Labelled, Score
from hearthside.generation.model import Model, load_model

SMALL = """
title = "Doors"
note = "Only a test."
task = "Which door?"
doubt = "ask"

[[route]]
name = "ask"
description = "a person looks"
leads_to = "person"
threshold = 0.3
words = "A person looks."
examples = ["What is this?"]

[[route]]
name = "write"
description = "a model answers"
leads_to = "answer"
threshold = 0.6
prompt = "Answer kindly."
replies = [{ text = "May I come in?", reply = "Please come in, the door is open." }]
examples = ["May I come in?", "Is the door open?"]

[[route]]
name = "think"
description = "a larger model answers"
leads_to = "larger"
threshold = 0.6
prompt = "Answer with care."

[[route]]
name = "shut"
description = "nobody answers"
leads_to = "refuse"
threshold = 0.6
words = "Nobody answers this."

[[quantity]]
name = "temperature"
spelled = ["temp"]
between = [25, 45]
unit = "C"
units = [{ spelled = ["c"] }, { spelled = ["f"], minus = 32, times = 0.5555556 }]

[[rule]]
route = "ask"
why = "It burns"
source = "The fire book"
phrases = ["fire", "burn*"]

[[rule]]
name = "warm"
route = "write"
why = "It is warm"
numbers = [{ of = "temperature", above = 38 }]

[answers]
least_words = 3
most_words = 20
forbid = ["secret*"]
may_say = ["Hearthside", "24"]
"""


class ToldClassifier(Classifier):
    """Gives the probabilities it was told; counts what it was asked."""

    def __init__(self, labels: Sequence[Label], chances: Mapping[str, float]) -> None:
        self.labels = tuple(labels)
        self.form = "one"
        self.chances = chances
        self.read_texts: list[str] = []
        self.closed = False

    async def read(self, text: str) -> Features:
        self.read_texts.append(text)
        return Features((), (), len(text.split()), False)

    def decide(self, features: Features) -> Decision:
        ranked = sorted(self.chances.items(), key=lambda pair: -pair[1])
        scores = tuple(Score(label, chance) for label, chance in ranked)
        margin = scores[0].probability - scores[1].probability
        return Decision(scores[0].label, scores[0].probability, margin, scores, (), (1, 0))

    def partial_fit(self, pairs: Sequence[tuple[Features, str]]) -> Classifier:
        return self

    def balanced(self, features: Sequence[Features]) -> Classifier:
        return self

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[ToldClassifier]]:
    """Makes every classifier that is fitted say these probabilities; the list of those fitted."""

    def tell(**chances: float) -> list[ToldClassifier]:
        fitted: list[ToldClassifier] = []

        async def fit(
            model: Model,
            labels: Sequence[Label],
            examples: Sequence[Labelled] = (),
            **options: object,
        ) -> Classifier:
            fitted.append(ToldClassifier(labels, chances))
            return fitted[-1]

        monkeypatch.setattr(Classifier, "fit", staticmethod(fit))
        return fitted

    return tell


async def a_model(*answers: str) -> Model:
    engine = FakeEngine()
    engine.enqueue(*answers)
    return await load_model(engine, "fake")
