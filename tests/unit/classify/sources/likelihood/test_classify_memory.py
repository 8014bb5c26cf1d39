"""What fitting reads is read once for each model, prompt and set of labels."""

from dataclasses import replace

import pytest

from hearthside import Labelled, classify
from hearthside.classify.sources.likelihood import memory
from hearthside.classify.sources.likelihood.prompt import NEUTRAL
from hearthside.errors import EngineError
from hearthside.generation.model import Model
from hearthside.wire import Code, Op
from tests.unit.classify.judge import asked_texts, judging

LABELS = ("praise", "complaint")


async def test_the_same_labels_are_weighed_once() -> None:
    engine, model = await judging()
    first = await classify("so what", LABELS, model=model, task="mood")
    steps = len(asked_texts(engine))
    assert steps > 2 * len(NEUTRAL)  # two prompts
    engine.calls.clear()
    again = await classify("so what", LABELS, model=model, task="mood")
    assert again == first and len(asked_texts(engine)) <= 4  # two beginnings, and the text twice
    assert engine.open_caches == 0
    _, fresh = await judging()
    assert await classify("so what", LABELS, model=fresh, task="mood") == first


@pytest.mark.parametrize(
    "changed",
    [
        {"task": "topic"},
        {"labels": ("praise", "question")},
        {"labels": ("complaint", "praise")},
        {"examples": [Labelled("so good", "praise"), Labelled("so bad", "complaint")]},
        {"model": "another hash"},
    ],
)
async def test_whatever_changes_what_is_read_is_read_anew(changed: dict[str, object]) -> None:
    engine, model = await judging()
    asked = {"labels": LABELS, "task": "mood", "examples": (), "model": model}
    await classify("so what", **asked)  # type: ignore[arg-type]
    engine.calls.clear()
    if "model" in changed:
        other = replace(model.info, hash="another")
        changed = {"model": Model(engine, other, memory=model.memory)}
    await classify("so what", **(asked | changed))  # type: ignore[arg-type]
    assert len(asked_texts(engine)) > len(NEUTRAL)


async def test_no_more_is_kept_than_is_said_and_the_latest_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MOST_READINGS", 40)
    engine, model = await judging()
    for number in range(6):
        await classify("so what", LABELS, model=model, task=f"task {number}")
        assert len(model.memory) <= 40
    engine.calls.clear()
    await classify("so what", LABELS, model=model, task="task 5")
    assert len(asked_texts(engine)) <= 4


async def test_what_failed_is_not_kept() -> None:
    engine, model = await judging()
    engine.fail_next(Op.STEP, Code.ENGINE_FAILED)
    with pytest.raises(EngineError):
        await classify("so what", LABELS, model=model)
    assert not model.memory
    _, fresh = await judging()
    found = await classify("so what", LABELS, model=model)
    assert found == await classify("so what", LABELS, model=fresh)
