"""Soft tokens take their places in order, whole or not at all."""

import pytest

from hearthside.errors import InvalidInput
from hearthside.generation.soft import Soft, id_of, marks_of, spans_of
from hearthside.ports import Encoded, Placed

IMAGE, AUDIO = 90, 91
FIRST, SECOND, SOUND = Encoded(1, 2, IMAGE), Encoded(2, 1, IMAGE), Encoded(3, 2, AUDIO)
IDS = [5, IMAGE, IMAGE, 6, AUDIO, AUDIO, IMAGE, 7]


def test_each_place_gets_the_next_soft_token_of_its_kind() -> None:
    marks = marks_of(IDS, [FIRST, SECOND, SOUND])
    assert [mark for mark in marks if isinstance(mark, Soft)] == [
        *(Soft(1, 0, IMAGE), Soft(1, 1, IMAGE)),
        *(Soft(3, 0, AUDIO), Soft(3, 1, AUDIO), Soft(2, 0, IMAGE)),
    ]
    assert [id_of(mark) for mark in marks] == IDS
    assert marks != marks_of(IDS, [Encoded(4, 2, IMAGE), SECOND, SOUND])


def test_a_step_is_told_of_spans_and_a_span_may_be_cut() -> None:
    marks = marks_of(IDS, [FIRST, SECOND, SOUND])
    assert spans_of(marks) == (Placed(1, 0, 2), Placed(3, 0, 2), Placed(2, 0, 1))
    assert spans_of(marks[:2]) == (Placed(1, 0, 1),)
    assert spans_of(marks[2:5]) == (Placed(1, 1, 1), Placed(3, 0, 1))
    assert spans_of([5, 6]) == ()


def test_places_and_soft_tokens_must_be_as_many() -> None:
    for media in ([FIRST, SOUND], [FIRST, SECOND, SECOND, SOUND]):
        with pytest.raises(InvalidInput, match="places"):
            marks_of(IDS, media)
    with pytest.raises(InvalidInput, match="places"):
        marks_of([5], [FIRST])
    assert marks_of([5, IMAGE], []) == [5, IMAGE]  # the engine refuses a bare place
