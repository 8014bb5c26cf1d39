"""Folds: every label everywhere as evenly as it goes, one text in one fold, in whatever order."""

from collections import Counter
from random import Random

import pytest

from hearthside.classify.folds import dealt, held_out

Row = tuple[str, frozenset[str]]


def rows(counts: dict[str, int], copies: int = 1) -> list[Row]:
    """So many texts of each label (several parted by a bar), each standing `copies` times."""
    return [
        (f"{label} {number}", frozenset(label.split("|")) - {""})
        for label, count in counts.items()
        for number in range(count)
    ] * copies


def folds_of(given: list[Row], folds: int, seed: int = 0) -> dict[str, int]:
    found = dealt([text for text, _ in given], [truth for _, truth in given], folds, seed)
    by_text: dict[str, set[int]] = {}
    for (text, _), fold in zip(given, found, strict=True):
        by_text.setdefault(text, set()).add(fold)
    assert all(len(own) == 1 for own in by_text.values())  # one text, one fold
    return {text: own.pop() for text, own in by_text.items()}


SETS = [
    rows({"red": 20, "blue": 20}),
    rows({"red": 37, "blue": 3}),
    rows({"red": 7, "blue": 5, "green": 1, "grey": 1}),
    rows({"red": 9, "blue": 6}, copies=3),
    rows({"red|blue": 8, "red": 11, "blue": 4, "": 9, "blue|green": 6}),
    rows({"": 12, "red": 2}),
    rows({f"label {at}": 1 for at in range(30)}),
    rows({"red": 1}),
    [],
]


@pytest.mark.parametrize("folds", [2, 3, 5])
@pytest.mark.parametrize("given", SETS)
def test_the_order_of_rows_decides_nothing(given: list[Row], folds: int) -> None:
    found = folds_of(given, folds)
    for seed in range(5):
        other = list(given)
        Random(seed).shuffle(other)
        assert folds_of(other, folds) == found
    alternating = sorted(given, key=lambda row: (row[0].split()[-1], row[0]))
    assert folds_of(alternating, folds) == found


@pytest.mark.parametrize("folds", [2, 3, 5])
@pytest.mark.parametrize("given", SETS)
def test_every_label_is_in_every_fold_as_evenly_as_it_goes(given: list[Row], folds: int) -> None:
    found = folds_of(given, folds)
    truths = dict(given)
    several = any(len(truth) > 1 for truth in truths.values())
    for label in set().union(*truths.values(), {""}):
        of = [at for text, at in found.items() if label in (truths[text] or {""})]
        counts = Counter(of)
        spread = [counts[fold] for fold in range(folds)]
        assert max(spread) - min(spread) <= (2 if several else 1), label
    sizes = Counter(found.values())
    assert max(sizes[f] for f in range(folds)) - min(sizes[f] for f in range(folds)) <= 2


def test_a_text_that_stands_often_weighs_as_much() -> None:
    given = [("often", frozenset({"red"}))] * 6 + rows({"red": 6})
    found = folds_of(given, 2)
    assert all(found[f"red {at}"] != found["often"] for at in range(6))


def test_contradictory_copies_stay_together() -> None:
    given: list[Row] = [("same", frozenset({label})) for label in ("red", "blue")] + rows(
        {"red": 4}
    )
    folds_of(given, 2)


def test_another_seed_deals_otherwise() -> None:
    assert folds_of(SETS[0], 5, 1) == folds_of(SETS[0], 5, 1) != folds_of(SETS[0], 5, 2)


@pytest.mark.parametrize("given", SETS)
def test_only_what_others_can_have_taught_is_judged(given: list[Row]) -> None:
    texts, truths = [text for text, _ in given], [truth for _, truth in given]
    judged: list[int] = []
    for learned, held in held_out(texts, truths, 2):
        assert not {texts[at] for at in learned} & {texts[at] for at in held}
        known = {label for at in learned for label in truths[at]}
        assert all(truths[at] <= known for at in held)
        judged += held
    assert len(judged) == len(set(judged))
    lone = {label for label, n in Counter(
        label for text, truth in set(given) for label in truth).items() if n == 1}  # fmt: skip
    assert set(range(len(given))) - set(judged) == {
        at for at, truth in enumerate(truths) if truth & lone
    }
