"""What may be drawn in a scene, token by token."""

import pytest

from hearthside.story.taught.steering import SceneSteering, runs_said

pytestmark = pytest.mark.portable

SAY = SceneSteering(
    names=("Tarfa",),
    capitals=frozenset({"tarfa", "berlin"}),
    refused=frozenset({"gun", "he", "him"}),
    said=runs_said(["The old heron sat down. Tarfa ran up the hill."]),
    spared=runs_said(["the old heron"]),
    before="It rained.",
)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (" Then", " Tar"),
        (" Then Tar", "fa"),
        (" Then Tarfa", "'s"),
        (" Then Tarfa'", "s"),
        (" Then Tarfa", " said"),
        ("", " Then"),
        ("", " Tell"),
        (" She saw", " Berlin"),
        (" Then", " I"),
        (' Then she said, "', "Come"),
        (" she saw the old", " heron"),
        (" It was", " gunpowder"),
        (" she ran up the", " stairs"),
    ],
)
def test_what_belongs_there_may_follow(text: str, piece: str) -> None:
    assert SAY.allows(text, piece)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (" Then", " Lily"),  # nobody of the story
        (" Then Tarfa", "n"),  # the name goes on
        ("", " Tarquin"),  # it begins as the name does
        (" It was a", " gun"),
        (" It was", " he"),
        (" It was a g", "un"),
        (" Tarfa ran", " up"),  # said before
        (" She sat on a log, and she sat on", " a"),  # within the sentence, twice
    ],
)
def test_what_does_not_is_refused(text: str, piece: str) -> None:
    assert not SAY.allows(text, piece)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (" Then Tar", "fa"),
        (" Ta", "rfa"),
        (" Then Tarfa", ""),
        (" Then T", ""),
        (" then she sat", ""),
        (" In Be", ""),
    ],
)
def test_a_name_that_was_begun_is_ended(text: str, rest: str) -> None:
    assert SAY.required(text) == rest


def test_a_word_that_begins_like_a_name_is_a_word() -> None:
    say = SceneSteering(("Theo",), frozenset({"theo"}), frozenset())
    assert say.required(" The") == ""
    assert say.allows(" The", " owl")
    assert say.allows(" The", "o")
    assert not say.allows("", " Theodor")


def test_no_line_ends_before_the_scene_is_long_enough() -> None:
    say = SceneSteering((), frozenset(), frozenset(), least=4)
    assert not say.allows(" She ran.", "\n")
    assert say.allows(" She ran up the hill.", "\n")
