"""The answer: sentence by sentence, each with the passage it comes from. Pure: values in, out."""

from typing import Final

from app.rooms.find.screen.passages import marked
from app.rooms.find.screen.words import answer_line, ended_line
from app.rooms.find.state import Answer, Sentence
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, el
from app.ui.parts import button, button_row
from app.ui.welcome import model_card

HEADING_ID: Final = "answer-found-heading"


def answer_view(answer: Answer, *, offered: bool) -> Html:
    """`offered`: a language model can be fetched, further down on the page."""
    return el(
        "section",
        el("h2", _heading(answer), id=HEADING_ID, tabindex=-1),
        el("p", answer_line(answer), class_="soft", id="find-answer-line")
        if answer_line(answer)
        else None,
        _sentences(answer),
        _ended(answer),
        button_row(button("Stop", "find.stop", data_escape=True, id="find-stop"))
        if answer.stage != "done"
        else _after(answer, offered=offered),
        class_="card",
        id="find-answer",
        aria_labelledby=HEADING_ID,
        aria_busy="true" if answer.stage != "done" else None,
    )


def _heading(answer: Answer) -> str:
    return "Not in your files" if answer.outcome == "not in your files" else "Answer"


def _sentences(answer: Answer) -> Html | None:
    if not answer.sentences:
        return None
    return el(
        "div",
        [_sentence(sentence) for sentence in answer.sentences],
        id="find-sentences",
        class_="sentences",
        dir="auto",
    )


def _sentence(sentence: Sentence) -> Html:
    """The whole sentence, and in it the short answer marked."""
    return el(
        "p",
        "\u201c",
        list(marked(sentence.text, sentence.marks, set())),
        "\u201d",
        [" ", *[_cite(number) for number in dict.fromkeys(it.number for it in sentence.cites)]],
        class_="quoted",
    )


def _cite(number: int) -> Html:
    return button(
        [el("span", "From passage ", class_="quiet-voice"), str(number)],
        "find.cite",
        "cite",
        data_number=number,
    )


def _ended(answer: Answer) -> Html | None:
    words = ended_line(answer)
    return el("p", words, class_="small soft", id="find-answer-end") if words else None


def _after(answer: Answer, *, offered: bool) -> Html | None:
    if not answer.sentences:
        return None
    return button_row(
        button("Copy with sources", "find.copy.answer", "light"),
        button("Mark the short answer", "find.model", "light")
        if offered and answer.outcome == "no model"
        else None,
    )


def answer_model(state: State, answer: Answer) -> Html | None:
    """Without a language model the best sentence is quoted; with one the short answer is marked."""
    card = model_card(state)
    if card is None or answer.outcome != "no model":
        return None
    return el(
        "div",
        error_box(state, "model"),
        el(
            "p",
            "The answer above is quoted as it stands. A language model can mark the few words of "
            "it that answer the question. It is downloaded once.",
            class_="soft",
        ),
        card,
        class_="room",
        id="find-model",
    )
