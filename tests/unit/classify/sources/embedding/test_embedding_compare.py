"""Two classifiers on the same rows of a person: same folds, and the better one by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from hearthside import Classifier
from hearthside.classify import Decision, Features, better_on, crossfit
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.classify.judge import judging
from tests.unit.classify.sources.embedding.vectors import BREEDS, SAYS, embeddings

ROWS = [(say.format(breed), breed) for say in SAYS for breed in BREEDS]


async def ways(texts: list[str], form: Any = "one") -> dict[str, tuple[Classifier, list[Features]]]:
    """A language model that was given other texts to read, and vectors of words."""
    _, model = await judging(lambda text, word: 0.0)
    _, _, source = embeddings()
    other = [f"page {at}" if text else "" for at, text in enumerate(texts)]
    found = {}
    for name, given, read in (("likelihood", model, other), ("examples", source, texts)):
        classifier = await Classifier.fit(given, BREEDS, form=form)
        found[name] = (classifier, await classifier.read_many(read))
    return found


async def test_the_one_that_is_right_is_offered() -> None:
    asked = await ways([text for text, _ in ROWS])
    trial = await better_on(asked, [[label] for _, label in ROWS])
    assert trial.comparison.best == "examples" and trial.comparison.n == len(ROWS)
    assert dict(trial.comparison.accuracies)["examples"] > 0.9
    assert list(trial.judged) == ["likelihood", "examples"]
    assert [one.truth for one in trial.judged["examples"]] == [label for _, label in ROWS]
    again = await better_on(asked, [[one] for _, one in ROWS])
    assert again.comparison == trial.comparison


async def test_rows_that_stand_twice_share_a_fold_and_unreadable_ones_are_left_out() -> None:
    texts = ["it is odd", "", *[text for text, _ in ROWS], "it is odd"]
    truths = [["cat"], ["dog"], *[[label] for _, label in ROWS], ["cat"]]
    asked = await ways(texts)
    asked["likelihood"] = (
        asked["likelihood"][0],
        asked["likelihood"][1][:-1] + asked["likelihood"][1][:1],
    )
    trial = await better_on(asked, truths)
    assert {len(judged) for judged in trial.judged.values()} == {len(texts) - 1}
    classifier, readings = asked["examples"]
    by_twin = classifier.partial_fit([(readings[0], "cat")]).decide(readings[0])
    judged = trial.judged["examples"]
    assert by_twin.label == "cat" != judged[0].decision.label
    assert judged[0].decision == judged[-1].decision


async def test_several_labels_at_once() -> None:
    rows = [(text, label, other) for text, label in ROWS[:20] for other in ("cat", "cow")]
    texts = [f"{text} with a {other}" for text, _, other in rows]
    truths = [sorted({label, other}) for _, label, other in rows]
    truths[3] = []
    trial = await better_on(await ways(texts, "many"), truths)
    assert trial.comparison.best == "examples" and trial.comparison.n == len(texts)
    assert trial.judged["examples"][3].truth == "" and not trial.judged["examples"][3].also


@dataclass(frozen=True)
class Hasty:
    """A classifier that never learns thoroughly."""

    classifier: Classifier
    form: str = "one"

    def decide(self, features: Features) -> Decision:
        return self.classifier.decide(features)

    def partial_fit(self, pairs: Sequence[tuple[Features, str]]) -> "Hasty":
        return Hasty(self.classifier.partial_fit(pairs))

    async def refit(self) -> "Hasty":
        return self


async def test_refined_folds_judge_as_hasty_ones_do() -> None:
    classifier, readings = (await ways([text for text, _ in ROWS]))["examples"]
    pairs = list(zip(readings, [label for _, label in ROWS], strict=True))
    hasty = await crossfit(Hasty(classifier), pairs)
    refined = await crossfit(classifier, pairs)
    assert [one.truth for one in hasty] == [one.truth for one in refined]
    agree = [a.decision.label == b.decision.label for a, b in zip(hasty, refined, strict=True)]
    assert sum(agree) >= 0.95 * len(agree)


async def test_readings_that_do_not_match_the_rows_are_refused() -> None:
    asked = await ways(["a cat"])
    with pytest.raises(InvalidInput) as caught:
        await better_on(asked, [["cat"], ["dog"]])
    assert caught.value.code == Code.CALL_INVALID
    with pytest.raises(InvalidInput):
        await better_on({}, [])
