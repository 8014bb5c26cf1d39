"""How phrases are found: case, accents, apostrophes, gaps, endings, typos."""

import pytest

from hearthside.text.words import Words, one_typo, phrase_of, readable


def quotes(text: str, phrase: str, *, typos: bool = False) -> list[str]:
    words = Words(readable(text), typos)
    return [words.quote(found) for found in words.find(phrase_of(phrase))]


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Chest PAIN!", "chest pain", "Chest PAIN"),
        ("a chest-pain, again", "chest pain", "chest-pain"),
        ("I can\u2019t breathe", "can't breathe", "can\u2019t breathe"),
        ("I cant breathe", "can't breathe", "cant breathe"),
        ("douleur \u00e0 la POITRINE, tr\u00e8s forte", "tres forte", "tr\u00e8s forte"),
        ("tre\u0300s forte", "tr\u00e8s", "tr\u00e8s"),
        ("\uff43\uff48\uff45\uff53\uff54 pain", "chest", "chest"),
        ("che\u200bst pain", "chest pain", "chest pain"),
        ("she convulsed", "convuls*", "convulsed"),
        ("I can't really get my breath", "cant ... breath", "can't really get my breath"),
        ("cant breath", "cant ... breath", "cant breath"),
        ("chest\npain", "chest pain", "chest\npain"),
        ("can\u00b4t breathe", "can't breathe", "can't breathe"),
        ("CAN \u00b4T breathe", "can't breathe", "CAN 'T breathe"),
        ("can\uff07t breathe", "can't breathe", "can't breathe"),
        ("can\u2032t breathe", "can't breathe", "can\u2032t breathe"),
        ("can t breathe", "can't breathe", "can t breathe"),
        ("can;t breathe", "can't breathe", "can;t breathe"),
        ("ca\u00adn't\u00a0brea\u200bthe", "cant breathe", "can't breathe"),
        ("can'\ufe0ft \U0001f622breathe", "cant breathe", "can't \U0001f622breathe"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(text: str, phrase: str, found: str) -> None:
    assert quotes(text, phrase) == [found]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("the chestnut pains me", "chest pain"),
        ("pain in the chest", "chest pain"),
        ("I can not, as I said before, really breathe", "can not ... breathe"),
        ("firefighters", "fire"),
        ("misfire", "fire*"),
    ],
)
def test_other_words_are_not_the_phrase(text: str, phrase: str) -> None:
    assert quotes(text, phrase) == []


def test_every_place_is_found_once() -> None:
    assert quotes("fire and fire and Fire", "fire") == ["fire", "fire", "Fire"]


@pytest.mark.parametrize(
    ("wanted", "written", "same"),
    [
        ("seizure", "siezure", True),
        ("unconscious", "unconcious", True),
        ("breathing", "breathiing", True),
        ("stroke", "strake", True),
        ("chest", "chset", True),
        ("chest", "chess", False),
        ("fainting", "painting", False),
        ("pain", "pian", False),
        ("seizure", "seesure", False),
        ("12345", "12354", False),
    ],
)
def test_a_slip_is_one_slip_after_the_first_letter(wanted: str, written: str, same: bool) -> None:
    assert one_typo(wanted, written) is same
    assert bool(quotes(written, wanted, typos=True)) is same
    assert not quotes(written, wanted)


@pytest.mark.parametrize("text", ["paaain", "PAINNNN", "heeelp meee"])
def test_a_letter_may_be_drawn_out(text: str) -> None:
    assert quotes(text, "pain", typos=True) + quotes(text, "help me", typos=True) == [text]
    assert not quotes(text, "pain") + quotes(text, "help me")


def test_a_slip_in_a_stem_is_forgiven_too() -> None:
    assert quotes("convlusions", "convuls*", typos=True) == ["convlusions"]


@pytest.mark.parametrize("phrase", ["", "...", "!?", "  "])
def test_a_phrase_without_words_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="no word"):
        phrase_of(phrase)


def test_a_long_text_does_not_take_long() -> None:
    words = Words(readable("the pain is here and there and everywhere. " * 1500), True)
    assert len(words.find(phrase_of("pain ... here"))) == 1500
    assert words.find(phrase_of("chest")) == []


def test_readable_twice_is_readable_once() -> None:
    text = "39\u00ba \u2103 \ufb01re<end_of_turn>\u202e \u0000x"
    assert readable(readable(text)) == readable(text)
    assert "39\u00b0" in readable(text)
