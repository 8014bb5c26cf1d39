"""What a form takes, mends, fills and refuses."""

from dataclasses import replace

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.errors import InvalidInput
from hearthside.story import CHOICES, FIELDS, StoryForm
from hearthside.story.form import clean, language_advice, read_hero, spelling_advice, with_article
from hearthside.wire import Code


def refused(fields: dict[str, str]) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        StoryForm.from_fields(fields)
    assert caught.value.code == Code.FORM_INVALID
    return caught.value


def test_what_is_written_is_kept() -> None:
    fields = {
        "hero": "Mira, a little fox",
        "place": "the snowy forest",
        "wish": "to hear the sea",
        "mood": "funny",
        "age": "2-4",
        "length": "long",
        "language": "fr",
    }
    form = StoryForm.from_fields(fields)
    assert form.to_fields() == fields
    assert form.filled == ()
    assert form.notes() == ()


def test_an_empty_form_is_filled_by_the_seed_and_says_so() -> None:
    form = StoryForm.from_fields({}, seed=3)
    assert form == StoryForm.from_fields(dict.fromkeys(FIELDS, "  "), seed=3)
    assert form.filled == tuple(name for name in FIELDS if name != "opening")
    assert all(form.to_fields().values())
    assert len({StoryForm.from_fields({}, seed=seed).hero for seed in range(40)}) > 4
    told = " ".join(form.notes())
    assert form.hero in told
    assert form.wish in told
    assert "language" not in told


def test_a_form_in_another_language_is_not_filled_with_english() -> None:
    form = StoryForm.from_fields({"language": "de"}, seed=1)
    assert form.hero
    assert " " not in form.hero
    assert (form.place, form.wish) == ("", "")
    assert not any("place" in note for note in form.notes())


@pytest.mark.parametrize("field", ["hero", "place", "wish", "mood", "age"])
def test_a_hundred_thousand_characters_are_refused_by_name(field: str) -> None:
    error = refused({field: "a" * 100_000})
    assert error.detail == field
    assert "100,000 characters" in error.message
    assert "Shorten" in error.message


def test_one_character_too_many_is_refused() -> None:
    assert StoryForm.from_fields({"hero": "a" * 60}).hero == "a" * 60
    assert "61 characters long; 60" in refused({"hero": "a" * 61}).message


@pytest.mark.parametrize("text", ["\x00\x07", "\u202e\u2066", "?!...", "\u200b"])
def test_a_field_with_nothing_readable_is_refused(text: str) -> None:
    error = refused({"hero": text})
    assert error.detail == "hero"
    assert "no letters" in error.message


def test_unknown_fields_and_choices_are_refused() -> None:
    assert refused({"villain": "Bob"}).detail == "villain"
    for field, choices in CHOICES.items():
        error = refused({field: "none"})
        assert error.detail == field
        assert choices[0] in error.message


def test_control_characters_go_and_blanks_close_up() -> None:
    assert clean(" Mi\x00ra,\r\n a \t little\u00a0fox\x1b ") == "Mira, a little fox"
    assert clean("Mira\u202e the fox\u2069\u200b") == "Mira the fox"
    assert clean("a\ud800b") == "ab"


def test_every_script_is_kept() -> None:
    assert clean("مريم الثعلبة") == "مريم الثعلبة"
    assert clean("נעמי") == "נעמי"
    assert (
        clean("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"
    )  # a joiner inside a Persian word
    assert clean("e\u0301") == "\u00e9"


def test_markup_is_text_and_control_tokens_are_broken_up() -> None:
    assert clean("<script>alert(1)</script>") == "<script>alert(1)</script>"
    assert "<end_of_turn>" not in clean("Mira<end_of_turn>")
    assert "<bos>" not in StoryForm.from_fields({"hero": "Mira <bos>"}).hero


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mira, a little fox", ("Mira", "a little fox", "")),
        ("Mira, little fox", ("Mira", "little fox", "")),
        ("Otis, elephant", ("Otis", "elephant", "")),
        ("a dragon called Zog", ("Zog", "a dragon", "")),
        ("my cat named Mr. Tom", ("Mr. Tom", "my cat", "")),
        ("Otto the otter", ("Otto", "otter", "")),
        ("Mira (she)", ("Mira", "", "she")),
        ("a small bear", ("", "a small bear", "")),
        ("Anna and Ben", ("Anna and Ben", "", "they")),
        ("A", ("A", "", "")),
        ("Princess Ada", ("Ada", "princess", "")),
        ("Princess", ("Princess", "", "")),
        ("مريم", ("مريم", "", "")),
        ("(he)", ("(he)", "", "he")),
    ],
)
def test_a_hero_is_read(text: str, expected: tuple[str, str, str]) -> None:
    assert read_hero(text) == expected


def test_a_kind_gets_its_article() -> None:
    kinds = ("little fox", "elephant", "the otter", "")
    assert [with_article(kind) for kind in kinds] == [
        "a little fox",
        "an elephant",
        "the otter",
        "",
    ]


@pytest.mark.parametrize(
    ("article", "kinds"),
    [
        (
            "a",
            "unicorn, user, useful fox, one-eyed pirate, European, uniform, unanimous, ukulele"
            ", ewe, once-brave knight, UFO, US spy, U-boat, house, hero, historian, herbivore,"
            " 100-year-old, 12-year-old, 7, UNICEF helper, NASA rocket, CD, yak, Ukrainian girl",
        ),
        (
            "an",
            "hour, honest fox, heir, honourable bear, FBI agent, 8-year-old, 11-year-old, umbrella,"
            " 80-year-old, uncle, unhappy ghost, unidentified bird, unimpressed cat, usher, udder,"
            " ugly duckling, urchin, onion, only child, emu, MRI, X-ray, LED, \u00c9mile, inn",
        ),
    ],
)
def test_the_article_goes_by_the_sound(article: str, kinds: str) -> None:
    for kind in kinds.split(", "):
        assert with_article(kind) == f"{article} {kind}"


def test_language_advice_follows_the_vocabulary() -> None:
    german = StoryForm.from_fields({"language": "de"})
    sliced = replace(FAKE_MODEL, vocabulary="slice")
    assert "full vocabulary" in language_advice(german, sliced)
    assert "simpler" in language_advice(german, FAKE_MODEL)
    assert language_advice(StoryForm.from_fields({}), sliced) == ""


def test_text_that_falls_apart_into_bytes_is_noticed() -> None:
    sliced = replace(FAKE_MODEL, vocabulary="slice")
    broken = ["<0xD9>", "<0x85>", "a", "▁b"]
    assert "full vocabulary" in spelling_advice(broken, sliced)
    assert "bytes" in spelling_advice(broken, FAKE_MODEL)
    assert spelling_advice(["<0xD9>", *"abcdefg"], sliced) == ""
    assert spelling_advice([], sliced) == ""
