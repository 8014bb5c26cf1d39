"""A sort at work: how far it is, its rows beside the one in hand, the evidence, and the way out.

Pure: state in, `Html` out.
"""

from typing import Final

from app.rooms.sort.screen.jobs import ask_delete
from app.rooms.sort.screen.meaning import better_model, comparison, twins_button
from app.rooms.sort.screen.review import review_card
from app.rooms.sort.screen.rows import rows_view
from app.rooms.sort.state import Pace, SortState
from app.state import State
from app.ui.charts import evidence_panel
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice
from app.ui.words import time_in_words

# From here on a person will want to do something else meanwhile.
_LONG_S: Final = 120.0
_LONG: Final = (
    "You can review rows meanwhile, or close the tab and continue another day: rows that are read "
    "are kept. A tab in the background reads more slowly."
)
_FOR_TEACH: Final = (
    "Examples are the texts that you labelled yourself, with your labels: the Teach room learns "
    "from such a file."
)


def work_view(state: State) -> Html:
    sort = state.of(SortState)
    return el(
        "div",
        _header(sort),
        _other_model(sort),
        _progress(sort),
        better_model(sort),
        el(
            "div",
            el("div", rows_view(sort), twins_button(sort), class_="sheet"),
            review_card(sort),
            class_="desk",
            data_keys=True,
            id="sort-desk",
        ),
        _evidence(sort),
        comparison(state),
        _way_out(sort),
        class_="room",
        id="sort-work",
    )


def _header(sort: SortState) -> Html:
    assert sort.settings is not None and sort.table is not None
    settings = sort.settings
    names = ", ".join(settings.names[:8])
    more = f" and {len(settings.names) - 8} more" if len(settings.names) > 8 else ""
    return el(
        "header",
        el(
            "h2",
            el("bdi", sort.table.name or "The pasted table"),
            id="sort-work-heading",
            tabindex=-1,
        ),
        el("p", el("bdi", f"{names}{more}"), class_="small soft"),
        button_row(
            button("Change the labels", "sort.edit", "light"),
            button("Open another table", "sort.new", "light"),
        ),
        class_="work-header",
    )


def _other_model(sort: SortState) -> Html | None:
    """Two models do not read alike: their rows cannot be mixed."""
    if not sort.other_model:
        return None
    return notice(
        el("h3", "Another model read these rows"),
        el(
            "p",
            f"They were read by {sort.model}, and {sort.other_model} is loaded now. Readings of "
            "two models cannot be mixed: choose the first one under Settings, or have all rows "
            "read again. Your answers are kept either way.",
        ),
        button_row(button("Read all rows again", "sort.anew")),
        id="sort-other-model",
    )


def _progress(sort: SortState) -> Html:
    of = len(sort.rows)
    preparing = sort.phase == "prepare"
    return el(
        "section",
        el("h3", "Progress", class_="quiet-voice", id="sort-progress-heading"),
        el(
            "progress",
            id="sort-bar",
            aria_labelledby="sort-progress-heading",
            max=of,
            value=None if preparing else sort.counts.read,
        ),
        el(
            "div",
            el("p", progress_line(sort), id="sort-progress-line"),
            _go_button(sort),
            class_="progress-line",
        ),
        el("p", sort.notice, class_="small") if sort.notice else None,
        el("p", _LONG, class_="small soft") if _is_long(sort.pace) and sort.busy else None,
        el("p", sort.learned, class_="small", id="sort-learned") if sort.learned else None,
        id="sort-progress",
        class_="progress",
        aria_labelledby="sort-progress-heading",
    )


def _is_long(pace: Pace) -> bool:
    return pace.seconds_left is not None and pace.seconds_left > _LONG_S


def _go_button(sort: SortState) -> Html | None:
    if sort.busy:
        return button("Pause", "sort.pause", id="sort-pause", data_escape=True)
    if sort.complete or sort.other_model:
        return None
    label = "Continue" if sort.counts.read else "Start reading"
    return button(label, "sort.go", "first", id="sort-go")


def progress_line(sort: SortState) -> str:
    """How far the reading is, and how long it may take."""
    of, pace = len(sort.rows), sort.pace
    if sort.phase == "prepare":
        step = f" ({pace.done} of {pace.of})" if pace.of else ""
        return f"Getting ready: comparing the labels{step}"
    if sort.complete:
        return f"All {of:,} rows are read."
    line = f"{sort.counts.read:,} of {of:,} rows read"
    if sort.phase != "read":
        return f"{line}. Paused; nothing is lost."
    return line + _speed(pace)


def _speed(pace: Pace) -> str:
    if pace.rows_per_second <= 0 or pace.seconds_left is None:
        return ""
    fast = pace.rows_per_second >= 1
    speed = (
        f"{pace.rows_per_second:.1f} a second"
        if fast
        else (f"{pace.rows_per_second * 60:.0f} a minute")
    )
    return f", {speed}, {time_in_words(pace.seconds_left)} left"


def _evidence(sort: SortState) -> Html:
    evidence = sort.evidence
    return evidence_panel(
        evidence.report if evidence else None,
        evidence.threshold if evidence else None,
        sort.line,
        event="sort.line",
        drawn=evidence is not None and evidence.drawn,
        labelled=sort.counts.reviewed,
        wrong=sort.line_wrong,
        more=button_row(
            button(
                ["Check random rows", el("span", " for this evidence", class_="quiet-voice")],
                "sort.review",
                data_by="chance",
            )
        ),
        id_="sort-evidence",
    )


def _way_out(sort: SortState) -> Html:
    none = not sort.counts.read
    waiting = sort.counts.doubtful
    whole = "The whole table with label, probability, margin and your answer for each row."
    still = f" {waiting:,} rows still need review and are marked so." if waiting else ""
    forms = (
        ("csv", "Save as CSV", none),
        ("xlsx", "Save as Excel", none),
        ("examples", "Save my answers as examples", not sort.counts.reviewed),
    )
    return el(
        "section",
        el("h2", "Save and share", id="sort-out-heading"),
        el("p", whole + still, class_="small soft"),
        button_row(
            [
                button(words, "sort.export", id=f"sort-export-{form}", data_form=form, disabled=off)
                for form, words, off in forms
            ]
        ),
        el("p", _FOR_TEACH, class_="small soft"),
        ask_delete(sort.key, "this sort")
        if sort.asking == sort.key
        else button_row(button("Delete this sort", "sort.delete", "danger", data_id=sort.key)),
        class_="card",
        aria_labelledby="sort-out-heading",
    )
