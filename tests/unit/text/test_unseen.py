"""What an eye does not tell: marks of direction, soft hyphens, letters of another script."""

import pytest

from hearthside.text.unseen import in_one_script, visible
from hearthside.text.words import Words, phrase_of, readable

UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202c\u202e\u2060\u2066\u2069\ufeff"


@pytest.mark.parametrize("mark", UNSEEN)
def test_what_cannot_be_seen_is_not_there(mark: str) -> None:
    assert (
        visible(f"{mark}4{mark}0{mark}.5{mark} \u00b0C fe{mark}ver{mark}") == "40.5 \u00b0C fever"
    )


def test_joiners_stay_where_a_script_needs_them() -> None:
    for whole in ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f468\u200d\U0001f469"):
        assert visible(whole) == whole
    assert visible("fe\u200dver\u200c") == "fever"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ch\u0435st p\u0430in", "chest pain"),  # Cyrillic
        ("\u0441h\u0435\u0455t \u0440\u0430\u0456n", "chest pain"),
        ("CHE\u0405\u0422 \u0420AIN", "CHEST PAIN"),
        ("che\u0455t p\u03b1in", "chest pain"),  # Greek
        ("n\u03bf breath", "no breath"),
        ("I \u0441\u0430n see \u0430 dog", "I can see a dog"),  # a whole word looks Latin
        ("39 \u00b0\u0421 since noon", "39 \u00b0C since noon"),
        ("\u0431o\u043b\u044c \u0432 \u0433p\u0443\u0434\u0438", "боль в груди"),  # a Latin o, p
        ("\u03c0\u03ccvo\u03c2", "\u03c0\u03cc\u03bd\u03bf\u03c2"),
    ],
)
def test_a_word_is_read_in_one_script(written: str, read: str) -> None:
    assert in_one_script(written) == read
    assert in_one_script(read) == read


@pytest.mark.parametrize(
    "text",
    [
        "\u0441\u043e\u0440 \u0438 \u0440\u0430\u0441\u0430, \u0443 \u043d\u0430\u0441",
        "\u043e\u043d \u0436\u0434\u0430\u043b hello, \u0430 \u043e\u043d\u0430",
        "\u03bf \u03b1\u03c1\u03b9\u03b8\u03bc\u03cc\u03c2 \u03bd\u03b1",
        "40 \u03bcg a day",
        "\u0441\u043e\u0440",
        "Yandex\u0435\u043c",  # both scripts tell
    ],
)
def test_true_russian_greek_and_science_stay(text: str) -> None:
    assert in_one_script(text) == text


def test_a_phrase_is_found_in_borrowed_letters() -> None:
    words = Words(readable("my \u0441h\u0435st\u200e h\u202eurts"))
    [found] = words.find(phrase_of("chest hurts"))
    assert words.quote(found) == "chest hurts"
