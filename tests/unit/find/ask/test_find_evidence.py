"""The judge of evidence: what it sees, and what it makes of it."""

import re

import pytest

from hearthside.find.evidence import FITTED, Candidate, Judge, features_of, weigh


def candidates(*cosines: float) -> list[Candidate]:
    return [Candidate(1, 0, 1, "x", cosine) for cosine in cosines]


def test_features_are_the_best_cosine_and_how_far_it_stands_out() -> None:
    best, apart = features_of(candidates(0.7, 0.3, 0.1))
    assert best == 0.7
    assert apart == pytest.approx(0.7 - (0.3 + 0.1 + 3 * 0.2) / 5)


def test_a_lone_sentence_is_judged_against_what_is_usual() -> None:
    assert features_of(candidates(0.7))[1] == pytest.approx(0.5)


def test_the_line_belongs_to_the_answers() -> None:
    judge = Judge(bias=-1.0, weights=(2.0, 0.0), at=0.5)
    assert weigh(judge, (0.5, 9.0)).probability == pytest.approx(0.5)
    assert not weigh(judge, (0.5, 0.0)).thin
    assert weigh(judge, (0.49, 0.0)).thin


def test_no_evidence_overflows() -> None:
    judge = Judge(bias=0.0, weights=(1e9, 1e9), at=0.5)
    assert weigh(judge, (1.0, 1.0)).probability == pytest.approx(1.0)
    assert weigh(judge, (-1.0, -1.0)).probability == pytest.approx(0.0)


def test_what_was_fitted_is_complete_and_leans_the_right_way() -> None:
    assert FITTED
    for name, judge in FITTED.items():
        assert re.fullmatch(r"[0-9a-f]{64}", name)
        assert 0.0 < judge.at < 1.0 and all(weight >= 0.0 for weight in judge.weights)
        near, far = features_of(candidates(0.65, 0.2)), features_of(candidates(0.15, 0.1))
        assert not weigh(judge, near).thin
        assert weigh(judge, far).thin
