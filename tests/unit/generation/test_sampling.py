"""The promises of sampling: each rule does what its source says, and seeds repeat."""

import math
from collections import Counter
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from hearthside.errors import InvalidInput
from hearthside.generation.sampling import MAX_SEED, Sampler, SamplingOptions, derive_seed
from hearthside.wire import Code
from tests.unit.effort import lines_run

IDS = (10, 20, 30, 40)
LOGITS = (math.log(0.5), math.log(0.3), math.log(0.15), math.log(0.05))
ALL = SamplingOptions(top_p=1.0, seed=1)


def shares(options: SamplingOptions, draws: int = 4000, **kwargs: Any) -> dict[int, float]:
    sampler = Sampler(options)
    counts = Counter(sampler.draw(IDS, LOGITS, **kwargs) for _ in range(draws))
    return {token: count / draws for token, count in counts.items()}


def test_tokens_are_drawn_as_often_as_their_probabilities_say() -> None:
    found = shares(ALL)
    for token, share in zip(IDS, (0.5, 0.3, 0.15, 0.05), strict=True):
        assert found[token] == pytest.approx(share, abs=0.03)


def test_temperature_zero_always_takes_the_best_and_draws_no_number() -> None:
    sampler = Sampler(SamplingOptions(temperature=0))
    state = sampler._random.getstate()
    assert {sampler.draw(IDS, LOGITS) for _ in range(50)} == {10}
    assert sampler._random.getstate() == state


def test_temperature_sharpens_and_flattens() -> None:
    assert shares(SamplingOptions(temperature=0.5, top_p=1.0))[10] == pytest.approx(0.685, abs=0.03)
    assert shares(SamplingOptions(temperature=5.0, top_p=1.0))[10] < 0.33


def test_top_p_keeps_the_smallest_set_that_reaches_it() -> None:
    assert set(shares(SamplingOptions(top_p=0.79))) == {10, 20}
    assert set(shares(SamplingOptions(top_p=0.81))) == {10, 20, 30}
    assert set(shares(SamplingOptions(top_p=0.1))) == {10}


def test_min_p_drops_what_is_far_below_the_best() -> None:
    assert set(shares(SamplingOptions(top_p=1.0, min_p=0.29))) == {10, 20, 30}
    assert set(shares(SamplingOptions(top_p=1.0, min_p=0.31))) == {10, 20}
    assert set(shares(SamplingOptions(top_p=1.0, min_p=1.0))) == {10}


def test_repetition_penalty_divides_positive_and_multiplies_negative_logits() -> None:
    sampler = Sampler(SamplingOptions(repetition_penalty=2.0, temperature=0), history=[1, 2])
    ranked = sampler._ranked((1, 2, 3), (4.0, -1.0, -1.5), ())
    assert ranked == [(2.0, 1), (-1.5, 3), (-2.0, 2)]


def test_repetition_penalty_forgets_what_left_its_window() -> None:
    options = SamplingOptions(repetition_penalty=9.0, repetition_window=2, temperature=0)
    sampler = Sampler(options, history=[1, 1, 5])
    assert sampler.draw((1, 2), (3.0, 2.0)) == 2  # the window holds 1 and 5
    assert sampler.draw((1, 2), (3.0, 2.0)) == 1  # 5 and 2: the first token is free again


def test_a_run_of_tokens_is_never_said_twice() -> None:
    sampler = Sampler(SamplingOptions(no_repeat_ngram=3, temperature=0), history=[1, 2, 3, 1, 2])
    assert sampler.draw((3, 4), (9.0, 1.0)) == 4


def test_unigram_ban_allows_each_token_once() -> None:
    sampler = Sampler(SamplingOptions(no_repeat_ngram=1, temperature=0))
    assert [sampler.draw(IDS, LOGITS) for _ in IDS] == list(IDS)


def test_the_ngram_ban_is_lifted_when_nothing_else_is_left() -> None:
    sampler = Sampler(SamplingOptions(no_repeat_ngram=2), history=[1, 2, 1])
    assert sampler.draw((2,), (0.0,)) == 2


def test_banned_tokens_are_never_drawn_and_banning_all_is_refused() -> None:
    assert set(shares(ALL, banned={10, 30})) == {20, 40}
    with pytest.raises(InvalidInput, match="top_k") as caught:
        Sampler(ALL).draw(IDS, LOGITS, banned=set(IDS))
    assert caught.value.code == Code.CALL_INVALID


def test_the_same_seed_draws_the_same_tokens_on_every_python() -> None:
    options = SamplingOptions(top_p=1.0, seed=20261122)
    sampler = Sampler(options)
    drawn = [sampler.draw(IDS, LOGITS) for _ in range(12)]
    again = Sampler(options)
    assert drawn == [again.draw(IDS, LOGITS) for _ in range(12)]
    # Written down once: CPython 3.11, 3.14 and Pyodide have to agree.
    assert drawn == GOLDEN_DRAWS


GOLDEN_DRAWS = [40, 20, 20, 20, 10, 20, 30, 10, 10, 10, 20, 10]


def test_rounding_never_runs_past_the_last_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    sampler = Sampler(ALL)
    monkeypatch.setattr(sampler._random, "random", lambda: 1.0)
    assert sampler.draw(IDS, LOGITS) == 40


def test_ids_and_logits_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Sampler(ALL).draw((1, 2), (0.0,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", -0.1),
        ("temperature", math.nan),
        ("temperature", "hot"),
        ("temperature", True),
        ("top_k", 0),
        ("top_k", 257),
        ("top_k", 1.5),
        ("top_p", 0.0),
        ("top_p", 1.01),
        ("min_p", -1.0),
        ("repetition_penalty", 0.9),
        ("repetition_penalty", math.inf),
        ("repetition_window", 0),
        ("no_repeat_ngram", -1),
        ("seed", -1),
        ("seed", MAX_SEED + 1),
        ("seed", None),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=f"^{name} must be") as caught:
        SamplingOptions(**{name: value})
    assert caught.value.code == Code.CALL_INVALID


def test_options_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        ALL.seed = 2  # type: ignore[misc]


def test_derived_seeds_repeat_and_tell_labels_apart() -> None:
    assert derive_seed(7, "scene", 1) == derive_seed(7, "scene", "1") == GOLDEN_SEED
    others = {
        derive_seed(7, "scene", 2),
        derive_seed(8, "scene", 1),
        derive_seed(7, "scene1"),
        derive_seed(7, "scen", "e1"),
        derive_seed(7),
        derive_seed(7, "\ud800"),
    }
    assert len(others | {GOLDEN_SEED}) == 7
    assert all(0 <= seed <= MAX_SEED for seed in others)


GOLDEN_SEED = 1221985008221090
LINES_A_CANDIDATE = 12


@pytest.mark.parametrize(("candidates", "history"), [(64, 256), (128, 256), (64, 4096)])
def test_a_draw_costs_some_lines_for_each_candidate_and_none_for_what_was_drawn_before(
    candidates: int, history: int
) -> None:
    ids = tuple(range(candidates))
    logits = tuple(12.0 - index * 0.2 for index in range(candidates))
    options = SamplingOptions(repetition_penalty=1.1, no_repeat_ngram=4, min_p=0.02)
    sampler = Sampler(options, history=range(history))
    assert lines_run(lambda: sampler.draw(ids, logits)) < LINES_A_CANDIDATE * candidates
