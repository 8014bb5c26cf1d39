"""A model that judges as it is told, for tests of deciding: a table of words to logits."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.classify.kernel import Products
from hearthside.classify.labels import Form, Label
from hearthside.classify.predictor import Predictor
from hearthside.classify.sources.likelihood.fitted import ContextCalibration, FittedLikelihood
from hearthside.generation.model import Model, load_model
from hearthside.ports import ChatFormat
from hearthside.wire import Op

GLAD = {"lovely": 0.9, "broken": 0.2}


async def judging(
    judge: Callable[[str, str], float] | None = None, chat: ChatFormat | None = None
) -> tuple[FakeEngine, Model]:
    """An engine with this judge (None: by the words it has read), and its model."""
    engine = FakeEngine(info=replace(FAKE_MODEL, chat=chat), judge=judge)
    return engine, await load_model(engine, "fake")


def by_word(chances: Mapping[str, float], after: Mapping[str, Mapping[str, float]] | None = None):  # type: ignore[no-untyped-def]
    """A judge by the next word: its probability; `after` says what holds after an earlier word."""

    def judge(text: str, word: str) -> float:
        last = text.rsplit(" ", 1)[-1]
        table = (after or {}).get(last, chances)
        return math.log(table.get(word.strip() or "end", 1e-6))

    return judge


def asked_texts(engine: FakeEngine) -> list[int]:
    """How many tokens each step fed."""
    return [len(args["ids"]) for op, args in engine.calls if op == Op.STEP]


def unread(form: Form, calibration: ContextCalibration, hidden: int) -> FittedLikelihood:
    """What a language model knows, without the model: one neutral text was all zeros."""
    readers: Any = None
    return FittedLikelihood(readers, form, calibration, (0.0,) * hidden, 1)


def predictor(
    names: Sequence[str],
    form: Form = "one",
    *,
    prior: Sequence[float] | None = None,
    hidden: int = 2,
) -> Predictor:
    """Decides for these labels by features made by hand; nothing is taught."""
    calibration = ContextCalibration(tuple(prior or [0.0] * len(names)), 1.0)
    labels = tuple(map(Label, names))
    return Predictor(labels, form, unread(form, calibration, hidden), (), 0, Products())


def mood(text: str, word: str) -> float:
    """A model that leans to praise: 0.8 of nothing, and by the last text's words else."""
    last = text.rpartition("Text:")[2]
    glad = next((chance for known, chance in GLAD.items() if known in last), 0.8)
    return math.log(glad if word.strip() == "praise" else 1 - glad)
