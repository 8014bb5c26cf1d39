"""The pages of a PDF: lines into paragraphs, running heads away, divided words whole."""

import pytest

from hearthside.documents import document_of_pages, page_error
from hearthside.documents.document import MOST_PAGES
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.documents.given import pages


def test_each_page_is_a_section_with_its_number() -> None:
    document = pages(
        "First page.", "", "Third \u00ef\u00ac page.".replace("\u00ef\u00ac", "\ufb01")
    )
    assert [(it.page, it.text) for it in document.sections] == [
        (1, "First page."),
        (3, "Third fi page."),
    ]
    assert document.notes == (
        "Page 2 has no text; if there are pictures of text, they cannot be read.",
    )
    assert (document.kind, document.hash, document.size_bytes) == ("pdf", "h", 1)


def test_lines_become_paragraphs_where_the_eye_sees_them() -> None:
    text = (
        "The bread is baked in the early morning\nand sold until noon, as it has been for a long\n"
        "time.\nAt noon the oven is cold and the baker goes home\nto sleep.\n\n"
        "A new thought after a gap\n\u2022 one item\n\u2022 another\n1. counted"
    )
    assert pages(text).sections[0].text.split("\n\n") == [
        "The bread is baked in the early morning and sold until noon, as it has been for a long "
        "time.",
        "At noon the oven is cold and the baker goes home to sleep.",
        "A new thought after a gap",
        "\u2022 one item",
        "\u2022 another",
        "1. counted",
    ]


def test_lines_that_stand_alone_are_paragraphs_of_their_own() -> None:
    text = "Rye bread\nThe bread is baked in the early morning and sold\nuntil noon.\nflour\nwater"
    assert pages(text).sections[0].text.split("\n\n") == [
        "Rye bread",
        "The bread is baked in the early morning and sold until noon.",
        "flour",
        "water",
    ]


def test_arabic_as_it_is_drawn_is_read_as_it_is_written() -> None:
    assert pages("\ufedd\ufe8e\ufe97").sections[0].text == "\u0644\u0627\u062a"


def test_divided_words_are_whole_again_and_hyphens_stay() -> None:
    text = (
        "It is inter-\nesting that a well-\nknown baker, as well-known as\nany, sold the Bo-\n"
        "Ada bread in 1990-\n1995 and soft\u00ad\nened it"
    )
    assert pages(text).sections[0].text == (
        "It is interesting that a well-known baker, as well-known as any, sold the Bo-Ada bread "
        "in 1990-1995 and softened it"
    )


def test_lines_of_han_are_joined_without_blanks() -> None:
    assert pages("面包很好\n吃，茶很热。").sections[0].text == "面包很好吃，茶很热。"  # noqa: RUF001


def test_running_heads_and_page_numbers_are_left_out_and_named() -> None:
    texts = [f"The Baker's Year\nText of page {n}\nstays here {n}.\n\n{n} / 6" for n in range(1, 7)]
    document = pages(*texts)
    assert document.sections[3].text == "Text of page 4 stays here 4."
    assert len(document.notes) == 1
    assert "\u201cThe Baker's Year\u201d" in document.notes[0]


def test_a_line_alone_on_its_page_is_no_running_head() -> None:
    tickets = [f"Admit one: row 1, seat {seat}" for seat in (11, 12, 13, 14)]
    assert [it.text for it in pages(*tickets).sections] == tickets
    assert [it.text for it in pages(*["Admit one"] * 4).sections] == ["Admit one"] * 4
    named = [f"Open air\nDoors at 7\n{ticket}" for ticket in tickets]
    assert [it.text for it in pages(*named).sections] == [
        f"Doors at 7\n\n{ticket}" for ticket in tickets
    ]


def test_a_number_that_does_not_grow_with_the_pages_is_no_page_number() -> None:
    filling = "\n".join(f"Line {word} of the matter." for word in "abcdefghij")
    totals = [f"{filling}\nTotal due: {sum} euros" for sum in (90, 400, 7, 12)]
    assert all("Total due" in it.text for it in pages(*totals).sections)
    numbered = [f"{filling}\nLease, page {number}" for number in (4, 5, 6, 7)]
    assert not any("Lease" in it.text for it in pages(*numbered).sections)


def test_heads_of_left_and_right_pages_are_found_too() -> None:
    words = ["rye", "oat", "wheat", "barley", "millet", "spelt", "rice", "corn"]
    heads = ["Chapter one", "The Baker's Year"]
    texts = [f"{heads[n % 2]}\nFlour is\nmade of {word}." for n, word in enumerate(words)]
    assert [it.text for it in pages(*texts).sections] == [
        f"Flour is made of {word}." for word in words
    ]


def test_two_pages_alike_keep_what_they_say() -> None:
    document = pages("Invoice\nBread 3", "Invoice\nTea 4")
    assert [it.text for it in document.sections] == ["Invoice Bread 3", "Invoice Tea 4"]


def test_a_line_within_the_pages_is_never_taken_for_a_head() -> None:
    texts = [f"Start {word}\n{word}\nSame line\nmore {word}\nend {word}" for word in "abcd"]
    assert all("Same line" in it.text for it in pages(*texts).sections)


def test_a_scanned_file_is_said_to_have_no_text() -> None:
    with pytest.raises(InvalidInput) as caught:
        pages("", " \n", "\u2014 \x00")
    assert caught.value.code == Code.FILE_INVALID
    assert "no text in it" in caught.value.message


def test_too_many_pages_are_too_many() -> None:
    with pytest.raises(InvalidInput) as caught:
        document_of_pages("a.pdf", ["x"] * (MOST_PAGES + 1), hash="h", size_bytes=1)
    assert caught.value.code == Code.FILE_LARGE


@pytest.mark.parametrize(
    "reason",
    ["changed", "gone", "forgotten", "password", "password.wrong", "damaged", "slow", "unfetched"],
)
def test_what_the_page_says_has_words_of_its_own(reason: str) -> None:
    error = page_error("a.pdf", reason)
    assert (error.code, error.detail) == (Code.FILE_INVALID, reason)
    assert "a.pdf" in error.message
    assert error.message != page_error("a.pdf", "some other reason").message or reason == "gone"


def test_a_file_that_is_too_large_has_its_own_code() -> None:
    assert page_error("a.pdf", "large").code == Code.FILE_LARGE
