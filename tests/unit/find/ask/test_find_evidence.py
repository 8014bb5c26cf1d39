"""The answerability model: what it sees, and what it makes of it."""

import pytest

from hearthside.find.evidence import Candidate, features_of, foreign, weigh
from hearthside.ports import AnswerabilityModel


def candidates(*cosines: float) -> list[Candidate]:
    return [Candidate(1, 0, 1, "x", cosine) for cosine in cosines]


def test_features_are_the_best_cosine_and_how_far_it_stands_out() -> None:
    best, apart = features_of(candidates(0.7, 0.3, 0.1))
    assert best == 0.7
    assert apart == pytest.approx(0.7 - (0.3 + 0.1 + 3 * 0.2) / 5)


def test_a_lone_sentence_is_judged_against_what_is_usual() -> None:
    assert features_of(candidates(0.7))[1] == pytest.approx(0.5)


def test_the_line_belongs_to_the_answers() -> None:
    model = AnswerabilityModel(bias=-1.0, weights=(2.0, 0.0), at=0.5)
    assert weigh(model, (0.5, 9.0)).probability == pytest.approx(0.5)
    assert not weigh(model, (0.5, 0.0)).thin
    assert weigh(model, (0.49, 0.0)).thin


def test_across_languages_the_line_is_another_where_there_is_one() -> None:
    model = AnswerabilityModel(bias=-1.0, weights=(2.0, 0.0), at=0.5, across=0.4)
    assert weigh(model, (0.4, 0.0)).thin
    assert not weigh(model, (0.4, 0.0), across=True).thin
    assert weigh(model, (0.2, 0.0), across=True).thin
    alike = AnswerabilityModel(bias=-1.0, weights=(2.0, 0.0), at=0.5)
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
    model = AnswerabilityModel(bias=0.0, weights=(1e9, 1e9), at=0.5)
    assert weigh(model, (1.0, 1.0)).probability == pytest.approx(1.0)
    assert weigh(model, (-1.0, -1.0)).probability == pytest.approx(0.0)
