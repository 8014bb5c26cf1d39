"""The question: which labels there are, how many hold at once, what it is about, examples.

Pure: state in, `Html` out. What stands in the fields belongs to the page.
"""

from typing import Final

from app.rooms.sort.screen.fields import asked, chooser
from app.rooms.sort.screen.meaning import decides, propose_button, way_field
from app.rooms.sort.state import SortState
from app.shell.deciding import By
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row
from hearthside.wire import Code

_FORMS: Final = (
    ("one", "One label for each row"),
    ("many", "Any number of labels, or none"),
    ("ordered", "A scale: the labels in order, lowest first"),
)
_LABELS_WORK: Final[dict[By, str]] = {
    "likelihood": "A few plain labels with a description each work best: from about ten on this "
    "small model mixes them up.",
    "embedding": "Until there are examples, the embedding model goes by these words alone.",
}
_EXAMPLES_HELP: Final[dict[By, str]] = {
    "likelihood": "Even one for each label helps a good deal.",
    "embedding": "The embedding model goes by these: ten for each label are a good start.",
}


def question_form(state: State, *, hidden: bool) -> Html:
    """What is asked of every row. Folded away, not taken away, while there is no table."""
    sort = state.of(SortState)
    return el(
        "form",
        el("h2", "What do you want to know of each row?", id="sort-question-heading"),
        _task_field(hidden=decides(state) == "embedding"),
        _labels_field(state),
        _take_button(sort),
        propose_button(state),
        el("div", _how_fields(), class_="fields two"),
        way_field(state),
        _more_fields(state),
        button_row(
            el(
                "button",
                "Read all rows again" if sort.editing else "Start sorting",
                type="submit",
                class_="button first big",
                id="sort-start",
                disabled=not state.awake,
            )
        ),
        id="sort-labels-form",
        class_="card",
        data_event="sort.start",
        data_kept=True,
        novalidate=True,
        aria_labelledby="sort-question-heading",
        hidden=hidden,
    )


def wrong_at(state: State, field: str) -> str:
    """What is wrong with a field of the form."""
    error = state.error
    if error is None or error.code != Code.LABELS_INVALID or error.detail != field:
        return ""
    return error.message if error.place == "sort" else ""


def _area(state: State, name: str, label: str, rows: int, example: str, hint: str) -> Html:
    """Several lines of text, a fact a line."""
    wrong = wrong_at(state, name)
    id_ = f"sort-{name}"
    control = el(
        "textarea",
        name=name,
        id=id_,
        rows=rows,
        dir="auto",
        autocomplete="off",
        placeholder=example,
        aria_describedby=f"{id_}-hint" + (f" {id_}-wrong" if wrong else ""),
        aria_invalid="true" if wrong else None,
    )
    return asked(id_, label, control, hint, wrong)


def _labels_field(state: State) -> Html:
    return _area(
        state,
        "labels",
        "Labels",
        5,
        "praise: somebody is pleased\ncomplaint: something went wrong\n"
        "question: somebody wants to know something",
        "One a line, and after a colon what belongs there. " + _LABELS_WORK[decides(state)],
    )


def _take_button(sort: SortState) -> Html | None:
    if sort.given is None:
        return None
    return button_row(button("Use the labels in that column", "sort.labels.take", "light"))


def _how_fields() -> list[Html]:
    even = [("", "I do not know"), ("yes", "About equally common")]
    return [
        asked("sort-form", "How many labels?", chooser("sort-form", "form", [*_FORMS], "one")),
        asked(
            "sort-even",
            "How common are the labels?",
            chooser("sort-even", "even", even, "", aria_describedby="sort-even-hint"),
            "Where they are about equally common, the model's leanings can be evened out.",
        ),
    ]


def _task_field(*, hidden: bool) -> Html:
    """Only the language model reads it. Hidden it keeps what was typed."""
    control = el(
        "input",
        type="text",
        name="task",
        id="sort-task",
        dir="auto",
        autocomplete="off",
        placeholder="sentiment",
        aria_describedby="sort-task-hint",
    )
    inside = asked(
        "sort-task",
        "In a word, what is decided?",
        control,
        "Sentiment, topic, urgency, kind of request: three words at most. The model reads them "
        "before every label and does clearly better for the right one.",
    )
    return el("div", inside, hidden=hidden)


def _more_fields(state: State) -> Html:
    examples = _area(
        state,
        "examples",
        "Examples",
        4,
        "praise: I would buy it again at once.",
        "One a line: the label, a colon, and a text that belongs there. "
        + _EXAMPLES_HELP[decides(state)],
    )
    return el(
        "details",
        el("summary", "Examples, if you have some"),
        el("div", examples, class_="fields"),
        class_="more",
        id="sort-more",
    )
