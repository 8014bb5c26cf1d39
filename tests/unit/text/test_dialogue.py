"""A change of speaker begins a paragraph, and nothing of the text is lost."""

import pytest

from hearthside.text.dialogue import paragraphs


@pytest.mark.parametrize(
    "told",
    [
        ['"Who is there?" asked Mila.', '"It is I," said the old owl.'],
        ['It was late.', '"Poor lamp," said Otto. "You must be lonely in the dark."'],
        ['"Hello!"', '"Hello yourself!"', '"Come in," said Wren.'],
        ['"Brr," said Otto.', 'Wren smiled. "Brr!"', '"Yes," said Otto.', '"So," Wren said.'],
        ['"Look!" said Pip. He held up the shell. "It sings," he said.', '"It does," said Momo.'],
        ['Then Otto said, "Look up there. Do you see it?" And they looked.', '"Yes," said Nell.'],
        ['„Wer ist da?“, fragte Mira.', '„Ich bin es“, sagte die alte Eule. „Komm!“'],
        ['« Qui est là ? » demanda Mira.', '« C\u2019est moi », dit le hibou.'],
        ['\u201cOh,\u201d said the owl softly. \u201cOh!\u201d', '\u201cYes?\u201d said Pip.'],
    ],
)  # fmt: skip
def test_a_change_of_speaker_begins_a_paragraph(told: list[str]) -> None:
    assert paragraphs(" ".join(told)) == told


@pytest.mark.parametrize(
    "text",
    [
        "The wind sang. The stars came out.",
        'They lived in "the North". It was cold there.',
        'He read "The Snow Queen" to her, and "Peter" as well.',
        '"I can try," said Otto. "I can always try."',
        '"It never ends',
    ],
)
def test_what_one_voice_tells_stays_together(text: str) -> None:
    assert paragraphs(text) == [text]


@pytest.mark.parametrize(
    "text", ["", '"', '" "', '"A." "B.', "a\n\n\n b", '»A!« »B?« sagte C. "', "„“”"]
)
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(paragraphs(text)).split() == text.split()


def test_lines_that_were_apart_stay_apart() -> None:
    assert paragraphs("One.\n\nTwo.") == ["One.", "Two."]
