"""Slots filled: every line reads as a sentence, whoever the hero is and wherever it is."""

import re

import pytest

from hearthside.story import StoryForm
from hearthside.story.outlines import Outline, filled, line_filled, outline_bank
from hearthside.story.outlines.wish import as_infinitive, pronoun_said

pytestmark = pytest.mark.portable

LINES = (
    "{hero} wants {wish}, so {hero} waits at {place}.",
    "{friend} comes with {thing}, and {hero} tries {thing} in {place}.",
    "All over {place} {hero} and {friend} look for the wish {wish}.",
)
OUTLINE = Outline("{hero} at {place}", "any wish", "gentle", "5-7", "an old goose", "a sock", LINES)


def told(hero: str, place: str = "an old lighthouse", wish: str = "to hear the sea") -> list[str]:
    form = StoryForm.from_fields({"hero": hero, "place": place, "wish": wish})
    return list(filled(OUTLINE, form, seed=1).lines)


def test_a_hero_a_place_and_a_wish_stand_where_the_slots_were() -> None:
    assert told("Mila, a small fox") == [
        "Mila wants to hear the sea, so Mila waits in the old lighthouse.",
        "An old goose comes with a sock, and Mila tries the sock in the old lighthouse.",
        "All over the old lighthouse Mila and the old goose look for the wish to hear the sea.",
    ]


@pytest.mark.parametrize(
    ("hero", "begins"),
    [
        ("a red toy bus", "The red toy bus wants"),
        ("my brother", "My brother wants"),
        ("my daughter Aino", "Aino wants"),
        ("our dog Waffles", "Waffles wants"),
        ("my son's goldfish, Captain Ho", "Captain Ho wants"),
        ("Otto the otter", "Otto wants"),
        ("Tom and Tim", "Tom and Tim want"),
        ("two mice", "The two mice want"),
        ("mila", "Mila wants"),
        ("little fox", "Little Fox wants"),
    ],
)
def test_a_hero_is_called_as_the_form_says(hero: str, begins: str) -> None:
    assert told(hero)[0].startswith(f"{begins} to hear the sea")


def test_a_name_in_small_letters_is_a_name_in_the_midst_of_a_line_too() -> None:
    assert "and Mila tries" in told("mila")[1]


@pytest.mark.parametrize(
    ("place", "waits", "over"),
    [
        ("a green hill", "on the green hill", "the green hill"),
        ("the sea", "by the sea", "the sea"),
        ("a small house by the sea", "in the small house by the sea", "the small house by the sea"),
        ("under the bed", "under the bed", "the bed"),
        ("in a snowy forest", "in the snowy forest", "the snowy forest"),
        ("forest", "in the forest", "the forest"),
        ("home", "at home", "home"),
        ("Berlin", "in Berlin", "Berlin"),
        ("Grandma's kitchen", "in Grandma's kitchen", "Grandma's kitchen"),
        ("our garden", "in our garden", "our garden"),
    ],
)
def test_a_place_has_its_own_preposition_and_one_article(place: str, waits: str, over: str) -> None:
    first, _, last = told("Mila", place)
    assert first.endswith(f"waits {waits}.")
    assert last.startswith(f"All over {over} Mila")


@pytest.mark.parametrize(
    ("wish", "infinitive"),
    [
        ("to hear the sea", "to hear the sea"),
        ("wants to fly", "to fly"),
        ("she would like to meet a whale.", "to meet a whale"),
        ("cannot sleep", "to sleep"),
        ("can't find her shoe", "to find her shoe again"),
        ("lost her red glove", "to find her red glove again"),
        ("is afraid of the dark", "to be less afraid of the dark"),
        ("scared of the dentist because it hurts", "to be less afraid of the dentist"),
        ("a friend", "to have a friend"),
        ("wants a dog", "to have a dog"),
        ("has no friends", "to have friends"),
        ("misses grandma", "to see grandma again"),
        ("broke the cup", "to mend the cup"),
        ("doesn't want to go to bed", "not to go to bed"),
        ("has a wobbly tooth", "to know what to do about a wobbly tooth"),
        ("is lonely", "not to be lonely any more"),
        ("too small", "not to be too small any more"),
        ("first day at school tomorrow", "to be ready for the first day at school tomorrow"),
        ("moving house", "to get used to moving house"),
        ("it is too dry", "to know what to do, now that it is too dry"),
        ("her spells go wrong", "to know what to do, now that her spells go wrong"),
        ("the other birds laugh", "to know what to do, now that the other birds laugh"),
        ("The ice melts", "to know what to do, now that the ice melts"),
        ("no one plays with her", "to know what to do, now that no one plays with her"),
        ("a friend who sings", "to have a friend who sings"),
        ("fairy lights", "to have fairy lights"),
        ("what is behind the night?", "to know what is behind the night"),
        ("find a treasure", "to find a treasure"),
        ("got lost on the way home", "to find the way home"),
        ("is lost in the forest", "to find the way back"),
        ("lost", "to find the way back"),
        ("lost his way", "to find his way again"),
        (
            "always the last in every race",
            "not to be always the last in every race any more",
        ),
        ("she is always too late", "not to be always too late any more"),
        ("always wanted to fly", "to fly"),
        ("thunder and lightning", "to be less afraid of thunder and lightning"),
        ("monsters under the bed", "to be less afraid of monsters under the bed"),
        ("a ghost for a friend", "to have a ghost for a friend"),
        ("a wobbly tooth", "to know what to do about a wobbly tooth"),
        ("a new baby sister", "to get used to a new baby sister"),
        ("a new bike", "to have a new bike"),
        ("it is his birthday tomorrow", "to be ready for his birthday tomorrow"),
        ("it's her first day at school", "to be ready for her first day at school"),
        ("it is raining", "to know what to do, now that it is raining"),
    ],
)
def test_a_wish_or_a_trouble_becomes_an_infinitive(wish: str, infinitive: str) -> None:
    assert as_infinitive(wish) == infinitive


@pytest.mark.parametrize("hero", ["Wanda, an old goose", "a goose", "Sock, a blue sock"])
def test_friend_and_thing_are_never_the_hero_again(hero: str) -> None:
    form = StoryForm.from_fields({"hero": hero, "place": "a pond", "wish": "to fly"})
    cast = filled(OUTLINE, form, seed=1)
    kind = hero.split()[-1]
    assert kind not in (cast.friend.split()[-1], cast.thing.split()[-1])
    assert cast == filled(OUTLINE, form, seed=1)


def test_the_whole_bank_reads_right_for_every_kind_of_hero() -> None:
    wrong = re.compile(r"[{}]|\b(?:the|an?) (?:the|an?|my|our)\b|\b(to|at|on) \1\b")
    for hero, place in (("Mila", "an old tower"), ("a sock", "under the bed"), ("my son", "home")):
        form = StoryForm.from_fields({"hero": hero, "place": place, "wish": "cannot sleep"})
        for one in outline_bank():
            for line in (*(cast := filled(one, form, 3)).lines, cast.title):
                assert not wrong.search(line), line
                assert not re.search(rf"\b(?:in|at) {cast.where}", line), line
                assert line[0].isupper() or line[0].isdigit(), line


def test_one_more_line_speaks_of_those_who_are_there() -> None:
    form = StoryForm.from_fields({"hero": "Mila", "place": "a hill", "wish": "to fly"})
    line = line_filled("{friend} gives {hero} {thing} at {place}.", filled(OUTLINE, form, 1))
    assert line == "The old goose gives Mila the sock on the hill."


@pytest.mark.parametrize(
    ("wish", "they"),
    [
        ("her father is at sea and she misses him", "she"),
        ("his mother is ill and she sleeps", "he"),
        ("it is his birthday tomorrow", "he"),
        ("wants to bake a cake all by himself", "he"),
        ("she cannot sleep", "she"),
        ("misses her to the moon and back", ""),
        ("to see the king and his horse", ""),
        ("to hear the sea", ""),
        ("there is the sea", ""),
    ],
)
def test_a_wish_may_say_whether_it_is_hers_or_his(wish: str, they: str) -> None:
    assert pronoun_said(wish) == they


def test_one_comes_home_and_a_clause_ends_before_the_line_goes_on() -> None:
    lines = ("{hero} goes to {place}.", "Now the wish {wish} looks small.", "{hero} wants {wish}.")
    outline = Outline("T", "x", "cosy", "5-7", "an old hen", "a cup", lines)
    form = StoryForm.from_fields({"hero": "Ben", "place": "home", "wish": "nobody plays with him"})
    trouble = "to know what to do, now that nobody plays with him"
    assert filled(outline, form, 1).lines == (
        "Ben goes home.",
        f"Now the wish {trouble}, looks small.",
        f"Ben wants {trouble}.",
    )
