"""Cross-fitting: nobody is judged by what has seen them, and every row is judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from hearthside.classify.crossfit import crossfit
from hearthside.classify.features import Decision, Features, Score


def number(one: float) -> Features:
    """Features that are only a number."""
    return Features((one,), (), 1, False)


@dataclass(frozen=True)
class Parrot:
    """Knows by heart what it was taught, and says "?" of everything else."""

    form: str = "one"
    known: tuple[tuple[Features, str], ...] = ()
    lessons: list[tuple[tuple[Features, str], ...]] = field(default_factory=list)

    async def refit(self) -> "Parrot":
        return self

    def partial_fit(self, pairs: Sequence[tuple[Features, str]], /) -> "Parrot":
        self.lessons.append(tuple(pairs))
        return replace(self, known=tuple(pairs))

    def decide(self, features: Features, /) -> Decision:
        label = next((label for one, label in self.known if one == features), "?")
        return Decision(label, 1.0, 1.0, (Score(label, 1.0),), (label,), (), None, ())


def pairs(n: int, labels: str = "ab") -> list[tuple[Features, str]]:
    return [(number(i), labels[i % len(labels)]) for i in range(n)]


@pytest.mark.parametrize("n", [2, 3, 7, 40])
@pytest.mark.parametrize("folds", [2, 5, 10])
async def test_nobody_is_decided_by_what_has_seen_them(n: int, folds: int) -> None:
    found = await crossfit(Parrot(), pairs(n), folds)
    assert [row.truth for row in found] == [label for _, label in pairs(n)]
    assert {row.decision.label for row in found} == {"?"}


async def test_a_text_that_stands_twice_is_not_decided_from_its_twin() -> None:
    twice = pairs(10) * 2
    found = await crossfit(Parrot(), twice)
    assert len(found) == 20
    assert {row.decision.label for row in found} == {"?"}


async def test_each_fold_is_taught_all_the_others() -> None:
    parrot = Parrot()
    await crossfit(parrot, pairs(40), folds=4)
    assert [len(lesson) for lesson in parrot.lessons] == [30] * 4
    seen = Counter((one.scores, label) for lesson in parrot.lessons for one, label in lesson)
    assert set(seen.values()) == {3}


async def test_every_label_is_in_every_lesson_as_evenly_as_it_goes() -> None:
    parrot = Parrot()
    await crossfit(parrot, pairs(20, "aaab"), folds=5)
    for lesson in parrot.lessons:
        assert Counter(label for _, label in lesson) == {"a": 12, "b": 4}


async def test_the_same_seed_deals_the_same_folds_and_another_others() -> None:
    lessons = []
    for seed in (1, 1, 2):
        parrot = Parrot()
        await crossfit(parrot, pairs(30), seed=seed)
        lessons.append(parrot.lessons)
    assert lessons[0] == lessons[1] != lessons[2]


async def test_one_row_is_judged_by_what_was_taught_nothing() -> None:
    parrot = Parrot()
    [found] = await crossfit(parrot, pairs(1))
    assert parrot.lessons == [()]
    assert found.truth == "a"


async def test_no_rows_are_no_work() -> None:
    assert await crossfit(Parrot(), []) == ()


async def test_several_labels_of_one_text_are_judged_together() -> None:
    first, second = number(1), number(2)
    found = await crossfit(Parrot(form="many"), [(first, "a"), (second, ""), (first, "b")])
    assert [(row.truth, row.also) for row in found] == [("a", ("b",)), ("", ())]
