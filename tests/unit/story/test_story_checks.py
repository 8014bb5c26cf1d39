"""Every fault a sentence can have, and the ones it must not be blamed for."""

from dataclasses import replace

import pytest

from hearthside.story.checks import (
    FAULTS,
    CheckContext,
    SceneChecks,
    closed_quote,
    fault_of,
    fault_on_the_way,
    names_in,
    stranger_in,
    trimmed,
    wish_words,
    words_of,
)
from hearthside.text.sentences import ends_well, sentences_of, tail_of

CHECKS = CheckContext(
    allowed=names_in(("Mira, a little fox", "Bramble", "the snowy forest")),
    hero_words=frozenset({"mira"}),
    wish_words=frozenset({"sea"}),
    max_words=14,
    borrowed=frozenset({"lamp"}),
    borrowed_runs=frozenset({("know", "where", "light", "sleeps")}),
)


def fault(sentence: str, before: str = "", *, fresh: bool = False) -> str:
    found = fault_of(sentence, before, CHECKS, fresh=fresh)
    assert found in {"", *FAULTS}
    return found


@pytest.mark.parametrize(
    "sentence",
    [
        "Mira ran home.",
        '"Come with me," said Bramble.',
        "Then she saw the moon!",
        "It was very, very cold.",
        'He said, "Mother, is that you?"',
        "On Monday the King came.",
        "Mira's tail was wet…",
    ],
)
def test_good_sentences_pass(sentence: str) -> None:
    assert fault(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("", "empty"),
        ("...", "empty"),
        ("Then Mira", "unfinished"),
        ("Then Mira said,", "unfinished"),
        ("See https://fox for more.", "litter"),
        ("<b>Mira</b> ran.", "litter"),
        ("Question: who is Mira?", "litter"),
        ("There were 12 foxes.", "litter"),
        ("- [x] Mira ran.", "litter"),
        ("# Mira ran.", "litter"),
        ("Mira ran.\nBramble ran.", "litter"),
        ("The knife was on the table.", "unsuitable"),
        ("A word and " + "more " * 1 + "and one here is two there as we all go on by it.", "long"),
        ("She ran and she ran and she ran.", "loop"),
        ("She ran home home.", "loop"),
        ("Then she met Lily.", "stranger"),
        ("Lily ran home.", "stranger"),
        ('"Hello," said Tommy.', "stranger"),
        ("It was an old lamp.", "borrowed"),
        ('"I know where light sleeps," said Mira.', "borrowed"),
        ("Then the wolf ate him.", "unsuitable"),
    ],
)
def test_faults_are_found(sentence: str, expected: str) -> None:
    assert fault(sentence) == expected


def test_a_sentence_said_before_is_a_repeat() -> None:
    before = "Mira was happy to see the big moon. Then she ran. Go on!"
    assert fault("Mira was happy to see the big moon.", before) == "repeat"
    assert fault("Mira was so happy to see the big moon.", before) == "repeat"
    assert fault("Yes, Mira was happy to see the big owl.", before) == "repeat"  # a run of six
    assert fault("Then she ran.", before) == "repeat"
    assert fault("Go on!", before) == "repeat"
    assert fault("Then she slept.", before) == ""
    assert fault("Go home!", before) == ""


def test_a_word_used_too_often_is_worn() -> None:
    before = "A dream. My dream went. That dream sang. Her dream ate it."
    assert fault("It was only a dream.", before) == "worn"
    assert fault("It was only a dream.", before.replace("Her dream", "Her cake")) == ""
    assert fault("Bramble ate the snowy cake.", "Bramble " * 9) == ""


def test_a_wish_must_not_come_true_too_soon() -> None:
    assert fault("They saw the sea.", fresh=True) == "soon"
    assert fault("They saw the sea.") == ""
    assert fault("They saw the hill.", fresh=True) == ""


def test_what_a_person_typed_is_no_litter() -> None:
    context = replace(CHECKS, literals=("R2-D2 <b>",), allowed=frozenset({"sword"}))
    assert fault_on_the_way("R2-D2 <b> took the sword.", context) == ""
    assert fault_on_the_way("C-3PO came too.", context) == "litter"
    assert fault_on_the_way("R2-D2 <b> took the gun.", context) == "unsuitable"


def test_a_fault_shows_before_the_sentence_ends() -> None:
    assert fault_on_the_way("Then she went and then she went and", CHECKS) == "loop"
    assert fault_on_the_way("one two three four five six seven", CHECKS) == ""
    long = "a b c d e f g h i j k l m n o"
    assert fault_on_the_way(long, CHECKS) == "long"


def test_names_are_looked_for_only_where_a_capital_means_one() -> None:
    assert stranger_in("Then he saw Gregor.", CHECKS.allowed) == "Gregor"
    assert stranger_in('"Gregory is a word here," said Mira.', CHECKS.allowed) == ""
    assert stranger_in("Snowy was the forest.", CHECKS.allowed) == ""


def test_lists_of_english_words_are_for_english() -> None:
    german = replace(CHECKS, english=False)
    assert fault_of("Da kam die Katze in den Hof.", "", german) == ""
    assert fault_of("Eine Katze.", "Eine, eine, eine und eine.", german) == ""
    assert fault_of("Da kam die Katze.", "", CHECKS) == "unsuitable"


def test_words_of_a_wish_leave_the_common_ones_out() -> None:
    assert wish_words("to find his lost red kite") == {"red", "kite"}
    assert wish_words("lost his red kite") == frozenset()
    assert words_of("Mira's “kite”, 3 Füchse") == ["mira's", "kite", "füchse"]


def test_texts_are_cut_at_sentences() -> None:
    text = '"Oh," said Mira. "Look! The'
    assert sentences_of(text) == ['"Oh," said Mira.', '"Look!']
    assert tail_of(text) == " The"
    assert tail_of("Then she") == "Then she"
    assert trimmed(text) == '"Oh," said Mira. "Look!"'
    assert trimmed("Then she") == ""
    assert ends_well('"Yes!"')
    assert not ends_well('"Yes,"')


def test_a_quotation_is_closed_once() -> None:
    assert closed_quote('"Yes.') == '"Yes."'
    assert closed_quote('"Yes."') == '"Yes."'
    assert closed_quote("\u201cYes.") == "\u201cYes.\u201d"
    assert closed_quote('"No."\n"Yes.') == '"No."\n"Yes."'


def test_strength_is_the_share_that_passed_at_once() -> None:
    assert SceneChecks(4, 3, 2, 1, 1, 1, True).strength == 0.5
    assert SceneChecks(0, 0, 0, 0, 0, 1, True).strength == 1.0
