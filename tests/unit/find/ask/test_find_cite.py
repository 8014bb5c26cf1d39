"""Sentences of passages, and drafts that a sentence bears or does not."""

import pytest

from hearthside.find.cite import bearing, fault_of_draft
from hearthside.text.escape import one_line
from hearthside.text.sentences import MAX_SENTENCE_CHARACTERS, sentence_spans

BUILT = "In 1954 Maria Rossi opened the bakery in Elm Street with 1,200 guests."
WHEN = "When was the bakery in Elm Street opened?"


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? ", ["One.", "Two!", "Three?"]),
        ("Dr. Weber met J. S. Bach at 3.5 metres.", ["Dr. Weber met J. S. Bach at 3.5 metres."]),
        ("He said \u201cNo.\u201d Then he left.", ["He said \u201cNo.\u201d", "Then he left."]),
        ("It cost 5 p. a piece, i.e. nothing.", ["It cost 5 p. a piece, i.e. nothing."]),
        ("1. Wash your hands. 2. Dry them.", ["1. Wash your hands.", "2. Dry them."]),
        ("\u4e00\u3002\u4e8c\uff01", ["\u4e00\u3002", "\u4e8c\uff01"]),
        ("\uff76\uff61\uff77\uff61", ["\uff76\uff61", "\uff77\uff61"]),  # half as wide
        ("\u0915\u0964 \u0916\u0964", ["\u0915\u0964", "\u0916\u0964"]),
        ("\u0645\u0646\u061f \u0646\u0639\u0645.", ["\u0645\u0646\u061f", "\u0646\u0639\u0645."]),
        ("- milk\n- bread\n- tea", ["- milk", "- bread", "- tea"]),
        ("Total\n\nIt is 5.", ["Total", "It is 5."]),
        ("***\n...", []),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    assert said(text) == sentences


def test_a_line_that_was_full_goes_on_in_the_next() -> None:
    wrapped = (
        "The bridge was built of stone from\nthe quarry at Marl, which is closed\nnow. It is old."
    )
    assert [one_line(one) for one in said(wrapped)] == [
        "The bridge was built of stone from the quarry at Marl, which is closed now.",
        "It is old.",
    ]


def test_what_has_no_end_is_cut_at_a_blank_and_nothing_is_lost() -> None:
    endless = "word " * 1000
    parts = said(endless)
    assert all(len(part) <= MAX_SENTENCE_CHARACTERS for part in parts)
    assert " ".join(parts) == endless.strip()
    solid = "x" * 1500
    assert "".join(said(solid)) == solid


@pytest.mark.parametrize(
    "draft",
    [
        "1954",
        "in 1954",
        "Maria Rossi",
        "The bakery in Elm Street was opened in 1954.",
        "Maria Rossi opened it with 1,200 guests",
    ],
)
def test_words_of_the_sentence_may_be_shown(draft: str) -> None:
    assert fault_of_draft(draft, BUILT, WHEN) == ""


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ("1955", "1955"),
        ("200 guests", "200"),
        ("1 guests", "1"),
        ("Otto opened it in 1954", "otto"),
        ("Rossi Maria", "order"),
        ("not in 1954", "turns"),
        ("the bakery", "repeats"),
        ("was it 1954?", "nothing"),
        ("", "nothing"),
        ("...", "nothing"),
        ("1954 " * 50, "long"),
    ],
)
def test_anything_else_may_not(draft: str, why: str) -> None:
    assert why in fault_of_draft(draft, BUILT, WHEN)


@pytest.mark.parametrize(
    ("draft", "sentence", "question"),
    [
        # who beat whom: the names are all there, the other way round
        ("Carolina beat Denver 24 to 10", "Denver beat Carolina 24 to 10.", "Denver or Carolina?"),
        # a number that only the question says
        ("1960 stones", "It has many stones.", "Was it built in 1960 of stones?"),
        # a "not" that is left out
        ("It opened in 1954", "It was not opened in 1954.", "When was it opened?"),
        (
            "\u5728 1901 \u5e74",
            "\u6ca1\u6709\u5728 1901 \u5e74\u5efa\u9020\u3002",
            "\u4f55\u65f6\uff1f",
        ),
    ],
)
def test_what_turns_a_sentence_around_may_not(draft: str, sentence: str, question: str) -> None:
    assert fault_of_draft(draft, sentence, question)


def test_scripts_without_blanks_are_compared_by_their_letters() -> None:
    census = "\u6839\u636e 1901 \u5e74\u7684\u4eba\u53e3\u666e\u67e5\uff0c"
    sentence = census + "711,988 \u540d\u5c45\u6c11\u3002"
    question = "\u591a\u5c11\u5c45\u6c11\uff1f"
    assert fault_of_draft("711,988 \u540d", sentence, question) == ""
    assert fault_of_draft("\u4eba\u53e3\u666e\u67e5", sentence, question) == ""
    assert "711" in fault_of_draft("711 \u540d", sentence, question)
    assert fault_of_draft("\u534e\u6c99", sentence, question)


def test_marks_stay_with_their_letters() -> None:
    bridge = "\u092a\u0941\u0932 \u092c\u0928\u093e\u0964"
    hindi = f"\u0935\u0930\u094d\u0937 1873 \u092e\u0947\u0902 {bridge}"
    assert fault_of_draft("\u0935\u0930\u094d\u0937 1873", hindi, "\u0915\u092c?") == ""
    assert fault_of_draft("\u0935\u0930\u0937 1873", hindi, "\u0915\u092c?")


@pytest.mark.parametrize(
    ("draft", "sentence", "question", "marked"),
    [
        (
            "840 euros a month",
            "The rent is 840 euros a month, payable in advance.",
            "What is the rent?",
            ["840 euros a month"],
        ),
        ("1954 maria rossi", BUILT, "Who opened the bakery?", ["1954 Maria Rossi"]),
        ("The bakery was opened by Maria Rossi.", BUILT, WHEN, ["Maria Rossi"]),
        ("1,200 guests", BUILT, "How many guests came?", ["1,200"]),
        ("Rossi ... guests", BUILT, WHEN, ["Rossi", "guests"]),
        (
            "\u516b\u4e07\u65e5\u5143",
            "\u623f\u79df\u662f\u516b\u4e07\u65e5\u5143\u3002",
            "\u623f\u79df?",
            ["\u516b\u4e07\u65e5\u5143"],
        ),
        (
            "\u092f\u0939 \u0926\u094b \u0939\u0948",
            "\u0915\u0941\u0932 \u0926\u094b \u0939\u0948\u0902\u0964",
            "\u0915\u093f\u0924\u0928\u0947?",
            ["\u0926\u094b"],
        ),
        ("caf\u00e9 Bo", "It is cafe\u0301 Bo now.", "Where?", ["cafe\u0301 Bo"]),
    ],
)
def test_the_words_that_bear_a_draft_are_found_in_its_sentence(
    draft: str, sentence: str, question: str, marked: list[str]
) -> None:
    assert [sentence[start:end] for start, end in bearing(draft, sentence, question)] == marked
