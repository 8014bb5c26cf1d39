"""The form: the text, which job, what belongs to each job, who answers. Pure: state in, `Html` out.

All of it is always on the page, if hidden: what is typed in it is the page's.
"""

from typing import Final

from app.rooms.write.handlers.asking import who_answers
from app.rooms.write.handlers.choosing import choice_for
from app.rooms.write.handlers.text import FORM_ID, TEXT
from app.rooms.write.screen.expected import expected_part
from app.rooms.write.screen.fields import fields_part
from app.rooms.write.screen.many import way_in
from app.rooms.write.screen.templates import template_part
from app.rooms.write.state import Job, WriteState
from app.rooms.write.words import HOWS, JOBS, LENGTHS, MOST_TONES, POINTS, TONES, USUAL_LENGTH
from app.shell.actions.files import READABLE
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, select_field, text_field

_ROWS: Final = 10


def write_form(state: State) -> Html:
    write = state.of(WriteState)
    return el(
        "form",
        el("h2", "Your text", id="write-text-heading"),
        _text(state, write),
        _jobs(write),
        _options(state, write),
        expected_part(write),
        _who(write),
        _choice(state, write),
        error_box(state, "write"),
        _ask_button(state, write),
        class_="card",
        id=FORM_ID,
        data_event="write.ask",
        data_typed="write.typed",
        data_kept=True,
        data_drop=True,
        aria_labelledby="write-text-heading",
    )


def _text(state: State, write: WriteState) -> Html:
    return el(
        "div",
        text_field(
            TEXT,
            "Paste or type it, or drop a file here",
            rows=_ROWS,
            data_suggest=state.suggesting(),
        ),
        el("p", write.count_line, class_="small soft", id="write-count"),
        el("p", write.opening or write.notice, class_="small", id="write-notice", role="status"),
        button_row(
            _file_button(state),
            button("Try it with a sample", "write.sample", "light", disabled=not state.awake),
            button("Clear the text", "write.clear", "light", disabled=not state.awake),
        ),
        class_="write-text",
    )


def _file_button(state: State) -> Html:
    control = el(
        "input",
        type="file",
        name="write-file",
        accept=READABLE,
        data_files=True,
        data_event="write.files",
        class_="quiet-voice",
        id="write-file",
        disabled=not state.awake,
    )
    return el("label", "Open a file", control, class_="button")


def _jobs(write: WriteState) -> Html:
    own = write.who is not None and write.who.own
    shown = [it for it in JOBS if it == "template" or (it == "taught") == own]
    return el(
        "fieldset",
        el("legend", "What is to be done with it?"),
        el("div", [_job(it, chosen=it == write.job) for it in shown], class_="chips"),
        id="write-jobs",
    )


def _job(job: Job, *, chosen: bool) -> Html:
    control = el(
        "input",
        type="radio",
        name="write-job",
        value=job,
        checked=chosen,
        data_event="write.job",
    )
    return el("label", control, el("span", JOBS[job][0]), class_="chip")


def _options(state: State, write: WriteState) -> list[Html]:
    """Those of the other jobs are hidden."""
    parts: dict[Job, Node] = {
        "summarise": select_field("write-length", "How", LENGTHS, chosen=USUAL_LENGTH),
        "answer": text_field("write-question", "Your question about the text", maxlength=500),
        "extract": [fields_part(write), way_in(state)],
        "reply": [_points(state, write), _tones(write)],
        "rewrite": select_field("write-how", "How is it to be rewritten?", HOWS),
        "template": template_part(state),
        "taught": el("p", "The text is the input of your adapter, and it answers as you taught "
                          "it.", class_="small soft"),
    }  # fmt: skip
    return [
        el("div", part, class_="options", id=f"write-options-{job}", hidden=job != write.job)
        for job, part in parts.items()
    ]


def _points(state: State, write: WriteState) -> Html:
    return el(
        "fieldset",
        el("legend", "What should the reply say?"),
        el("div", [_check("write.point", it, it, it in write.points) for it in POINTS],
           class_="chips"),
        text_field(
            "write-points",
            "And in your own words, one point a line",
            rows=3,
            placeholder="somebody is in the flat on Thursday",
            data_suggest=state.suggesting(f"field-{TEXT}"),
        ),
        id="write-points-choice",
    )  # fmt: skip


def _tones(write: WriteState) -> Html:
    """One at least, and as many as fit side by side."""
    ticked = write.tones
    stays = [it for it, _ in TONES if ticked == (it,)]
    full = [it for it, _ in TONES if len(ticked) == MOST_TONES and it not in ticked]
    return el(
        "fieldset",
        el("legend", "In which tone? Up to three stand side by side."),
        el(
            "div",
            [
                _check("write.tone", it, words, it in ticked, fixed=it in (*stays, *full))
                for it, words in TONES
            ],
            class_="chips",
        ),
        id="write-tones",
    )


def _check(event: str, value: str, words: str, ticked: bool, *, fixed: bool = False) -> Html:
    control = el(
        "input", type="checkbox", value=value, checked=ticked, disabled=fixed, data_event=event
    )
    return el("label", control, el("span", words), class_="chip")


def _who(write: WriteState) -> Html | None:
    """Who answers; a choice only where there is one."""
    voices = write.voices or ()
    if write.who is None:
        return None
    if len(voices) < 2:
        return el("p", f"Answered by {write.who.title}.", class_="small soft", id="write-who")
    return select_field(
        "write-voice",
        "Who answers?",
        [(it.id, it.title) for it in voices],
        chosen=write.who.id,
        data_event="write.voice",
    )


def _choice(state: State, write: WriteState) -> Html | None:
    """Which model the choice falls on, and another one for this ask; where there are several."""
    listed = [it for it in (*state.offers, *state.seers) if it.kept]
    choice = choice_for(state) if state.brain.stage == "ready" else None
    if choice is None or len(listed) < 2:
        return None
    return el(
        "div",
        select_field(
            "write-model",
            "Which model, for this ask",
            [("", "As chosen under Settings"), *[(it.id, it.title) for it in listed]],
            chosen=write.model,
            data_event="write.model",
        ),
        el("p", choice.words, " It is loaded first." if choice.load else "", class_="small soft",
           id="write-choice"),
        class_="options",
    )  # fmt: skip


def _ask_button(state: State, write: WriteState) -> Html:
    choice = choice_for(state)
    somebody = who_answers(state) is not None or (choice is not None and choice.load)
    ready = state.brain.stage == "ready" and somebody and not state.busy
    return button_row(
        el(
            "button",
            JOBS[write.job][1],
            type="submit",
            class_="button first big",
            id="write-ask",
            disabled=not ready,
        )
    )
