"""A training under way, one that was broken off, and what came of one. Pure functions."""

from collections.abc import Sequence
from typing import Final

from app.rooms.teach.screen.words import outcome_figures, pace_line
from app.rooms.teach.state import Answers, Taught, TeachState
from app.state import State
from app.ui.charts.losses import losses_chart
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice

# Without an adapter a model goes on and on.
_MOST_CHARACTERS: Final = 200
_TO_COME: Final = "\u2026"
_HEADINGS: Final = {
    "open": "Getting the trainer ready",
    "train": "Training",
    "compare": "Comparing before and after",
}


def going_card(teach: TeachState) -> Html:
    """How the training goes along."""
    going = teach.going
    training = teach.phase == "train"
    return el(
        "section",
        el("h2", _HEADINGS[teach.phase], id="teach-going-heading", tabindex=-1),
        el(
            "progress",
            id="teach-bar",
            aria_labelledby="teach-going-heading",
            max=going.steps if training else None,
            value=going.step if training else None,
        ),
        el("p", pace_line(going) if training else _waiting(teach), id="teach-pace"),
        el("p", _counts(teach), class_="small soft") if going.steps else None,
        losses_chart(teach.curve, going.steps, "teach-losses"),
        button_row(button("Stop", "teach.stop", data_escape=True)),
        el(
            "p",
            "Keep this tab open and in front: in the background it learns more slowly. You can "
            "close it and go on another day from the last point of the picture.",
            class_="small soft",
        ),
        class_="card",
        id="teach-going",
        aria_labelledby="teach-going-heading",
        aria_busy="true",
    )


def _waiting(teach: TeachState) -> str:
    if teach.phase == "compare":
        return "The held-out examples are measured without the adapter and with it."
    if teach.fetch.phase == "selftest":
        return "Its gradients are checked."
    return "This takes a few seconds."


def _counts(teach: TeachState) -> str:
    going = teach.going
    held = f"{going.held_out:,} are held out" if going.held_out else "none is held out"
    return f"It learns from {going.learnt:,} examples; {held}."


def unfinished_card(state: State, teach: TeachState) -> Html | None:
    """The way on with a training that was broken off."""
    if teach.unfinished is None or teach.phase:
        return None
    ready = state.brain.stage == "ready" and not state.busy
    name = el("bdi", f"\u201c{teach.name or 'My adapter'}\u201d")
    return notice(
        el("h2", "A training is unfinished", id="teach-unfinished-heading"),
        el("p", "The training of ", name, f" is kept as it was after {teach.unfinished:,} steps."),
        button_row(
            button("Go on", "teach.goon", "first", disabled=not ready),
            button("Do not go on with it", "teach.drop", "light"),
        ),
        id="teach-unfinished",
    )


def taught_card(state: State, teach: TeachState) -> Html | None:
    """What came of the training: a plain word, figures, answers side by side."""
    taught = teach.taught
    if taught is None or teach.phase:
        return None
    return el(
        "section",
        el("h2", el("bdi", taught.name), " is trained", id="teach-taught-heading", tabindex=-1),
        _verdict(taught),
        losses_chart(teach.curve, teach.curve[-1].step if teach.curve else 0, "teach-losses"),
        el("h3", "Before and after, on examples that it never saw") if taught.answers else None,
        answers_table(taught.answers) if taught.answers else None,
        button_row(
            button("Try it", "teach.choose", "first", data_id=taught.key),
            button("Export it as a file", "teach.export", data_id=taught.key),
        ),
        class_="card",
        id="teach-taught",
        aria_labelledby="teach-taught-heading",
    )


def _verdict(taught: Taught) -> Html:
    early = (
        f"It ended early, and the numbers after step {taught.kept_step:,} were kept: later ones "
        "did no better."
    )
    outcome = taught.outcome
    if outcome is None:
        return el("p", "No example was held out, so nothing can be said of how well it does.")
    return el(
        "div",
        el("p", el("strong", outcome.words), id="teach-verdict"),
        el("p", outcome_figures(outcome), class_="small soft", id="teach-figures"),
        el("p", early, class_="small soft") if taught.early else None,
        class_=f"verdict {outcome.verdict}",
    )


def answers_table(answers: Sequence[Answers]) -> Html:
    """Inputs with what was wanted of them, and both answers."""
    wanted = any(one.wanted for one in answers)
    names = ["Input", *(["You wrote"] if wanted else []), "Without it", "With it"]
    head = el("tr", [el("th", name, scope="col") for name in names])
    return el(
        "div",
        el(
            "table",
            el("thead", head),
            el("tbody", [_answers_row(one, names) for one in answers]),
            class_="pairs answers",
        ),
        class_="sideways",
        role="region",
        aria_label="Answers before and after",
        tabindex=0,
    )


def _answers_row(one: Answers, names: Sequence[str]) -> Html:
    said = {
        "Input": one.input,
        "You wrote": one.wanted,
        "Without it": _answer(one.before),
        "With it": _answer(one.after),
    }
    return el("tr", [el("td", said[name], dir="auto", data_name=name) for name in names])


def _answer(text: str | None) -> str:
    if text is None:
        return _TO_COME
    cut = text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]} ..."
    return cut or "(nothing)"
