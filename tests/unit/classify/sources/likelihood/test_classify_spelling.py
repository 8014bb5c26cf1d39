"""Labels as tokens: whatever differs to the eye is decided between, or refused in clear words."""

import math

import pytest

from hearthside import Classifier, Labelled, classify
from hearthside.adapters.fake.engine import FAKE_CHAT
from hearthside.classify.labels import Form
from hearthside.errors import InvalidInput
from hearthside.ports import ChatFormat
from hearthside.wire import Code
from tests.unit.classify.judge import judging


@pytest.mark.portable
@pytest.mark.parametrize(
    ("form", "chat"),
    [
        *[pytest.param(form, None, id=f"{form}-continues") for form in ("one", "many", "ordered")],
        pytest.param("one", FAKE_CHAT, id="one-chats"),
        *[
            pytest.param(form, FAKE_CHAT, id=f"{form}-chats", marks=pytest.mark.whole)
            for form in ("many", "ordered")
        ],
    ],
)
@pytest.mark.parametrize(
    "labels",
    [
        ["Inc", "Inc."],
        ["Inc", "Inc.", "Inc..", "Inc..."],
        ["Inc", "Inc\n.", "Inc . ."],
        ["Inc", "Incorporated", "Inc. Ltd.", "Inc. Ltd"],
        [".", "..", "!", "?", "-"],
        ["a", "a a", "a a a", "á"],
        ["praise: yes", "praise", "praise:"],
        ["x" * 80, "x" * 79, "x" * 79 + "."],
        ["猫" * 80, "猫" * 79, "犬"],
        ["👍", "👍🏽", "👎", "👍."],
        ["نعم", "نعم.", "لا", "שלום"],
        ["none", "None of them", "<end_of_turn>", "<end_of_turn>."],
        ['"', '".', "“"],
        ["1", "1.", "1.0", "10"],
    ],
)
async def test_any_labels_that_differ_are_decided_between(
    labels: list[str], form: Form, chat: ChatFormat | None
) -> None:
    engine, model = await judging(chat=chat)
    shown = [Labelled(f"about {label}", label) for label in labels]
    for examples in ((), shown):
        found = await classify("so what", labels, model=model, examples=examples, form=form)
        assert len(found.scores) == len(labels) and engine.open_caches == 0
        assert all(0.0 <= one.probability <= 1.0 for one in found.scores)
        if form != "many":
            assert sum(one.probability for one in found.scores) == pytest.approx(1.0)


async def test_a_label_and_the_same_with_a_dot_are_told_apart() -> None:
    def dotted(text: str, word: str) -> float:
        last = text.rpartition("Text:")[2]
        full = "stop" in last
        return math.log(0.9 if (word.strip() == ".") == full else 0.1)

    _, model = await judging(dotted)
    async with await Classifier.fit(model, ["Inc", "Inc."]) as fitted:
        assert (await fitted.classify("full stop")).label == "Inc."
        assert (await fitted.classify("plain")).label == "Inc"


async def test_labels_that_the_model_spells_alike_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine, model = await judging()
    spelled = engine.encode

    async def blind(text: str, *, bos: bool = False) -> list[int]:
        return await spelled(text.replace("ß", "b"), bos=bos)

    monkeypatch.setattr(engine, "encode", blind)
    with pytest.raises(InvalidInput, match="To this model the labels “bb” and “bß” are") as caught:
        await Classifier.fit(model, ["bß", "c", "bb"])
    assert caught.value.code == Code.LABELS_INVALID and engine.open_caches == 0
