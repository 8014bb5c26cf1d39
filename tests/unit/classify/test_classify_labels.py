"""The promises of labels: what may be decided between, and what is said about the rest."""

import pytest

from hearthside.classify import Label, checked_labels
from hearthside.classify.labels import MAX_NAME_CHARACTERS, places
from hearthside.errors import InvalidInput
from hearthside.text.escape import safe_line
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
        (["a", "\u200b\u00ad"], "Label 2 has no name"),
        (["a", "\u200d"], "Label 2 has no name"),
        (["café", "Cafe\u0301"], "as “café”, which looks the same"),
        (["praise", "pra\u00adise\u200b"], "there twice"),
        (["\u200fשלם", "שלם"], "there twice"),
        (["Straße", "STRASSE"], "there twice"),
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


@pytest.mark.parametrize(
    "pair",
    [
        ("Inc", "Inc."),
        ("Inc.", "Inc.."),
        ("x2", "x²"),
        ("می\u200cشد", "میشد"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴"),
        ("❤", "❤\ufe0f"),
        (".", ".."),
        ("a", "á"),
    ],
)
def test_names_that_differ_to_the_eye_are_two(pair: tuple[str, str]) -> None:
    labels = checked_labels(pair)
    assert places(pair, labels, "one") == [0, 1]


def test_names_are_found_whatever_their_case_and_blanks() -> None:
    labels = checked_labels(["Not odd", "odd"])
    assert places(["ODD", " not  odd", ""], labels, "many") == [1, 0, -1]
    assert places(["o\u200bdd", "\u200b"], labels, "many") == [1, -1]


@pytest.mark.parametrize("name", ["strange", ""])
def test_examples_with_another_label_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="Example 2 is labelled") as caught:
        places(["odd", name], checked_labels(["odd", "even"]), "one")
    assert caught.value.code == Code.LABELS_INVALID


def test_one_line_is_one_line_in_every_script() -> None:
    assert safe_line("a\r\nb\u2028c\u0085d\te") == "a b cd e"
    assert safe_line("\ud83d lone") == "lone"
