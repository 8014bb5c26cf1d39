"""The promises of the trie: probabilities that add up, whatever the labels share."""

import math

import pytest

from hearthside.classify.calibration import log_softmax
from hearthside.classify.sources.likelihood.trie import (
    SMALL_SHARE,
    Node,
    Walk,
    make_trie,
    partings,
)
from tests.unit.classify.judge import by_word, judging

END = 1


def test_labels_part_where_their_tokens_do() -> None:
    root = make_trie([(10, END), (10, 11, END), (10, 11, 12, 13, END), (20, 21, END)])
    assert root.path == () and root.asks == (10, 20)
    assert root.labels == ((0, 1, 2), (3,)) and root.below[1] is None
    card = root.below[0]
    assert card is not None and card.path == (10,) and card.asks == (END, 11)
    payment = card.below[1]
    assert payment == Node((11,), (END, 12), ((1,), (2,)), (None, None))
    assert partings(root) == 3


def test_what_all_labels_share_stands_in_the_path_of_the_root() -> None:
    root = make_trie([(5, 6, 1), (5, 7, 1)])
    assert root.path == (5,) and root.asks == (6, 7)


async def walked(prior: list[float] | None, read_all: bool) -> tuple[list[float], int]:
    engine, model = await judging(
        by_word(
            {"card": 0.6, "transfer": 0.2, "cash": 0.2 if read_all else 1e-4},
            {"card": {"end": 0.25, "payment": 0.75}, "cash": {"in": 0.9, "out": 0.1}},
        )
    )
    names = [" card", " card payment", " transfer", " cash in", " cash out"]
    end = (await model.encode("\n", bos=False))[0]
    root = make_trie([[*await model.encode(name, bos=False), end] for name in names])
    async with await model.open() as context:
        step = await context.step(await model.encode("Label:"), ask_ids=root.asks)
        walk = Walk(context, prior, [0.0] * 5)
        await walk.read(root, step.asked_logits, 0.0, 0.0)
        assert context.ids == tuple(await model.encode("Label:"))
    return walk.scores, engine.open_caches


async def test_scores_are_products_of_what_each_parting_gives() -> None:
    scores, open_caches = await walked(None, read_all=True)
    assert [math.exp(one) for one in scores] == pytest.approx([0.15, 0.45, 0.2, 0.18, 0.02])
    assert open_caches == 0


async def test_a_small_branch_is_not_read_and_is_split_as_the_prior_does() -> None:
    prior = [math.log(one) for one in (0.3, 0.3, 0.2, 0.05, 0.15)]
    scores, _ = await walked(prior, read_all=False)
    chances = [math.exp(one) for one in scores]
    assert sum(chances) == pytest.approx(1.0)
    assert chances[3] + chances[4] < SMALL_SHARE
    assert chances[4] / chances[3] == pytest.approx(3.0)


async def test_a_branch_that_calibration_would_lift_is_read() -> None:
    prior = [math.log(one) for one in (0.5, 0.29999, 0.2, 5e-6, 5e-6)]
    scores, _ = await walked(prior, read_all=False)
    assert math.exp(scores[3] - scores[4]) == pytest.approx(9.0)


def test_log_softmax_survives_large_numbers() -> None:
    assert log_softmax([1000.0, 1000.0]) == pytest.approx([-math.log(2)] * 2)
