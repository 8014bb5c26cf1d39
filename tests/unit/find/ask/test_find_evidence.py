"""The judge of evidence: what it sees, and what it makes of it."""

import re

import pytest

from hearthside.find.evidence import FITTED, Candidate, Judge, features_of, foreign, weigh


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


def test_across_languages_the_line_is_another_where_there_is_one() -> None:
    judge = Judge(bias=-1.0, weights=(2.0, 0.0), at=0.5, across=0.4)
    assert weigh(judge, (0.4, 0.0)).thin
    assert not weigh(judge, (0.4, 0.0), across=True).thin
    assert weigh(judge, (0.2, 0.0), across=True).thin
    alike = Judge(bias=-1.0, weights=(2.0, 0.0), at=0.5)
    assert weigh(alike, (0.4, 0.0), across=True).at == 0.5


@pytest.mark.parametrize(
    ("question", "known", "expected"),
    [
        ("When was the old bridge built?", "en", False),
        ("When was the old bridge built?", "de", True),
        ("Wann wurde die alte Br\u00fccke gebaut?", "en", True),
        ("\u6865\u662f\u4ec0\u4e48\u65f6\u5019\u5efa\u6210\u7684\uff1f", "en", True),
        ("\u6865\u662f\u4ec0\u4e48\u65f6\u5019\u5efa\u6210\u7684\uff1f", "zh", False),
        ("bridge", "de", False),  # one word tells no language
        (
            "Wann wurde die alte Br\u00fccke gebaut?",
            "",
            False,
        ),  # nor does a document that tells none
    ],
)
def test_a_question_is_foreign_where_both_languages_are_known(
    question: str, known: str, expected: bool
) -> None:
    assert foreign(question, known) is expected


def test_no_evidence_overflows() -> None:
    judge = Judge(bias=0.0, weights=(1e9, 1e9), at=0.5)
    assert weigh(judge, (1.0, 1.0)).probability == pytest.approx(1.0)
    assert weigh(judge, (-1.0, -1.0)).probability == pytest.approx(0.0)


def test_what_was_fitted_is_complete_and_leans_the_right_way() -> None:
    assert FITTED
    for name, judge in FITTED.items():
        assert re.fullmatch(r"[0-9a-f]{64}", name)
        assert judge.across is not None and 0.0 < judge.across < judge.at < 1.0
        assert all(weight >= 0.0 for weight in judge.weights)
        near, far = features_of(candidates(0.65, 0.2)), features_of(candidates(0.15, 0.1))
        assert not weigh(judge, near).thin
        assert weigh(judge, far).thin
