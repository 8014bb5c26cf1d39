"""A model that judges as it is told, for tests of deciding: a table of words to logits."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.generation.model import Model, load_model
from hearthside.ports import ChatFormat
from hearthside.wire import Op


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
