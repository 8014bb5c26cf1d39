"""The guess at a language: what settles it, what it leaves open, and what is expected."""

import pytest

from app.rooms.find.screen.words import LANGUAGES
from hearthside.text.language import language_of, languages, script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My head hurts and I have a cough since yesterday", "en"),
        ("Me duele la cabeza desde ayer y tengo mucha fiebre", "es"),
        ("J'ai mal \u00e0 la t\u00eate depuis hier et je ne dors pas", "fr"),
        ("Ich habe seit gestern Kopfschmerzen und schlafe nicht", "de"),
        ("Kichwa kinauma sana tangu jana na sina nguvu", "sw"),
        ("Masakit ang ulo ko mula kahapon hanggang ngayon", "fil"),
        ("Od wczoraj boli mnie g\u0142owa i nie mog\u0119 spa\u0107", "pl"),
        ("Od wczoraj boli mnie glowa i nie moge spac", "pl"),  # typed without accents
        (
            "B\u00e1c s\u0129 n\u00f3i t\u00f4i n\u00ean ngh\u1ec9 ng\u01a1i v\u00e0i ng\u00e0y",
            "vi",
        ),
        (
            "Ba\u015f\u0131m a\u011fr\u0131yor ve d\u00fcnden beri hi\u00e7 uyuyamad\u0131m",
            "tr",
        ),
        ("", ""),
        ("12 !", ""),
        ("cough, cold", ""),
        ("xqzt vbrk plomf grunk wjat snrk bfft dlorp", ""),
    ],
)
def test_words_and_letters_tell_languages_of_one_script_apart(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1", "el"),
        ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "th"),
        ("\ud55c\uad6d\uc5b4", "ko"),
        ("\u6865", "zh"),
        ("\u30ab\u30bf\u30ab\u30ca", "ja"),
        ("\u6771\u4eac\u306e\u6a4b", "ja"),
        ("\u6211\u7528 Python \u5199\u4e86\u8fd9\u4e2a\u7a0b\u5e8f", "zh"),
        ("\U00010280\U00010281\U00010282", ""),  # Lycian
    ],
)
def test_a_script_of_one_language_decides_alone(text: str, language: str) -> None:
    assert language_of(text) == language == language_of(text, home="en")


def test_the_expected_language_stands_where_no_other_is_clearly_likelier() -> None:
    assert language_of("cough, cold", home="en") == "en" == language_of("", home="en")
    assert language_of("Invoice Meier Oslo total", home="en") == "en"
    assert language_of("Invoice Meier Oslo total", home="no") == "no"
    assert language_of("Wann wurde die alte Br\u00fccke gebaut?", home="en") == "de"
    assert language_of("\u0431\u043e\u043b\u044c", home="en") == ""


@pytest.mark.parametrize("home", ["hr", "sr", "bs"])
def test_what_cannot_be_told_apart_is_as_it_was_expected(home: str) -> None:
    assert language_of("Moja sestra radi u velikoj bolnici blizu na\u0161e ku\u0107e") == "hr"
    assert language_of("Moja sestra radi u velikoj bolnici blizu na\u0161e ku\u0107e", home) == home


def test_words_known_for_a_language_count_for_it() -> None:
    text = "abdominal hernia umbilical vesical residual"
    assert language_of(text, "en") != "en"
    assert language_of(text, "en", known={"abdominal", "hernia"}) == "en"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("abc", "latin"),
        ("\u0431\u043e\u043b\u044c", "cyrillic"),
        ("\u75db\u3044\u982d a", "cjk"),
        ("123 !", ""),
        ("\U0001f637", ""),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_every_language_has_a_name_in_the_page() -> None:
    assert len(languages()) > 60 and set(languages()) <= LANGUAGES.keys()
