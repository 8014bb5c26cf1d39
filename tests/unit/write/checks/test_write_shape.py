"""The forms of answers: so many sentences or points, words of the text, nothing that is refused."""

from itertools import pairwise

import pytest

from hearthside.write.checks.shape import Bullets, Lines, Phrases, Rules
from hearthside.write.terms import commonest_words


def drawn(shape: Lines | Bullets | Phrases, text: str) -> tuple[str, list[str]]:
    """The whole, and what could be shown on the way, of a text drawn letter by letter."""
    shown: list[str] = []
    for at in range(1, len(text) + 1):
        end = shape.end(text[:at])
        if end is not None:
            return text[:end], shown
        shown.append(text[: shape.sure(text[:at])])
    return text[: shape.sure(text)], shown


@pytest.mark.parametrize(
    ("most", "text", "kept"),
    [
        (1, "It rains. It pours.", "It rains."),
        (
            2,
            "Dr. Tan came at 4 p.m. and left. He ran. Why?",
            "Dr. Tan came at 4 p.m. and left. He ran.",
        ),
        (1, 'He said "Go." and went. Then', 'He said "Go." and went.'),
        (3, "One. Two.", "One. Two."),
        (1, "No end at all", "No end at all"),
        (1, "3.5 km. Done", "3.5 km."),
    ],
)
def test_at_most_so_many_sentences(most: int, text: str, kept: str) -> None:
    whole, shown = drawn(Lines(most), text)
    assert whole == kept
    assert all(kept.startswith(one.rstrip()) for one in shown)
    assert all(b.startswith(a) for a, b in pairwise(shown))


def test_sentences_stay_on_their_line_and_other_texts_do_not() -> None:
    assert not Lines(2).allows("It rains.", "\n")
    assert Lines(2).allows("", "\n")
    assert Lines().allows("It rains.", "\n\n")


def test_points_begin_with_a_dash_and_are_not_more_than_asked() -> None:
    points = Bullets(2)
    assert points.required("") == "\n-"
    assert points.required("\n- One\n") == "-"
    assert points.required("\n- One") == ""
    assert not points.allows("\n-", "\n")
    assert not points.allows("\n- One", "\n\n")
    assert points.allows("\n- One", "\n")
    assert drawn(points, "\n- One\n- Two\n- Three")[0] == "\n- One\n- Two"
    assert drawn(points, "\n- One\n- ")[0] == "\n- One"


def test_phrases_stand_word_for_word_in_the_text_and_none_twice() -> None:
    phrases = Phrases("The lost dog of  Mrs Szabo was\nfound near the lost property office.", 3)
    assert phrases.allows("", " lost")
    assert phrases.allows(" lost", " property")
    assert phrases.allows(" lost dog, Mrs", " Szabo")
    assert phrases.allows(" DOG", ",")
    for text, piece in [
        ("", " cat"),
        (" lo", ","),
        (" lost", " office"),
        (" lost dog,", ","),
        (" dog, lost", " dogs"),
        (" dog, dog", ","),
        ("", "og"),
    ]:
        assert not phrases.allows(text, piece), (text, piece)
    assert drawn(phrases, " dog, Mrs, office, lost")[0] == " dog, Mrs, office"


def test_only_an_answer_may_say_that_nothing_is_said() -> None:
    assert not Rules(Lines(1)).allows(" The text does", " not")
    assert Rules(Lines(1), may_refuse=True).allows(" The text does", " not")


def test_a_draft_can_be_told_how_not_to_begin_and_how_to() -> None:
    rules = Rules(Bullets(2), first="!", not_first=frozenset((" The",)))
    assert not rules.allows("\n-", " The") and rules.allows("\n- So", " The")
    assert Rules(Lines(), first=" Dear Ann,").required("") == " Dear Ann,"
    assert Rules(Lines(), first=" Dear Ann,").required(" Dear Ann,") == ""


def test_letters_spelled_in_bytes_are_letters() -> None:
    rules = Rules(Phrases("dog", 2))
    assert rules.allows("", "<0x64>") and not rules.allows("", "<0x7A>")
    assert rules.allows("", "<0xC3>")


def test_of_keywords_only_whole_phrases_stand_and_the_commonest_words_where_none_does() -> None:
    phrases = Phrases("Two dogs and a doghouse: the doghouse leaks.", 3)
    said = "dog, doghouse, doghouse , two dogs, cat for ten"
    assert phrases.standing(said) == "doghouse, two dogs"
    assert phrases.standing("dog house,") == ""
    assert commonest_words("Two Dogs and a doghouse: the dogs of a doghouse.", 2) == [
        "doghouse",
        "Dogs",
    ]
