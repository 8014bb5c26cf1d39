"""What a text denies, and what only looks like it."""

import pytest

from hearthside.text.negation import denied


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No fever or chills, but a cough", "fever chills"),
        ("no fever, cough or rash since Monday", "fever cough rash"),
        ("I don\u2019t have a fever or a rash, I want a form", "fever rash"),
        ("He hasn't had any signs of a high fever.", "fever"),
        ("Yearly check. No chest pain, never fainted", "chest pain fainted"),
        ("neither fever nor vomiting", "fever vomiting"),
        ("without vomiting and with fever", "vomiting"),
        ("No fever, vomiting since Monday", "fever"),
        ("no fever\nvomiting or cough", "fever"),
        ("no idea why, fever or rash", ""),
        ("no idea why fever or rash", ""),
        ("not only a fever", ""),
        ("No, a fever of 39", ""),
        ("No. Fever.", ""),
        ("no change in the fever or the cough", ""),
        ("not sure, fever or flu", ""),
        ("I can't stop the bleeding", ""),
        ("a fever, no", ""),
        ("", ""),
    ],
)
def test_a_no_reaches_the_next_noun_and_a_closed_list(text: str, words: str) -> None:
    assert " ".join(text[it.start : it.end] for it in denied(text)) == words


def test_a_long_text_of_noes_is_read_in_one_go() -> None:
    assert len(denied("no fever or " * 5_000)) == 5_000
