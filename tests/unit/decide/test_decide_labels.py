"""The promises of labels: what may be decided between, and what is said about the rest."""

import pytest

from hearthside.decide import Label, checked_labels
from hearthside.decide.labels import MAX_NAME_CHARACTERS, one_line, places
from hearthside.errors import InvalidInput
from hearthside.wire import Code


def test_labels_become_lines_without_control_tokens() -> None:
    checked = checked_labels(["  spam\nmail ", Label("ham", "what\n\nis <end_of_turn> wanted")])
    assert checked == (Label("spam mail"), Label("ham", "what is < end_of_turn> wanted"))


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([], "at least 2"),
        (["only"], "at least 2"),
        (["a", " "], "Label 2 has no name"),
        (["a", "\x00"], "Label 2 has no name"),
        (["Spam", "ham", "spam"], "“spam” is there twice"),
        (["a b", "a  b"], "there twice"),
        ([str(number) for number in range(201)], "200 is the most"),
        (["a", "b" * (MAX_NAME_CHARACTERS + 1)], "longer than"),
    ],
)
def test_labels_that_cannot_be_decided_between(labels: list[str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        checked_labels(labels)
    assert caught.value.code == Code.LABELS_INVALID


def test_two_hundred_labels_are_fine() -> None:
    assert len(checked_labels([str(number) for number in range(200)])) == 200


def test_names_are_found_whatever_their_case_and_blanks() -> None:
    labels = checked_labels(["Not odd", "odd"])
    assert places(["ODD", " not  odd", ""], labels, "many") == [1, 0, -1]


@pytest.mark.parametrize("name", ["strange", ""])
def test_examples_with_another_label_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="Example 2 is labelled") as caught:
        places(["odd", name], checked_labels(["odd", "even"]), "one")
    assert caught.value.code == Code.LABELS_INVALID


def test_one_line_is_one_line_in_every_script() -> None:
    assert one_line("a\r\nb\u2028c\u0085d\te") == "a b cd e"
    assert one_line("\ud83d lone") == "lone"
