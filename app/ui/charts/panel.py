"""The evidence panel: what a person wants of the line, what their rows can bear, and the pictures.

Pure: values in, `Html` out. Knows nothing of the room that shows it and of how the figures came
about; whether the rows came by chance it has to be told.
"""

from typing import Final

from app.ui.charts.axes import LEAST_ROWS
from app.ui.charts.confusion import confusion_table
from app.ui.charts.coverage import coverage_chart
from app.ui.charts.goal import goal_form
from app.ui.charts.reliability import reliability_chart
from app.ui.markup import Html, Node, el
from app.ui.parts import notice
from hearthside.classify.report import Report
from hearthside.classify.threshold import Line, Threshold, bar_of, percent

_NO_ROWS: Final = (
    "No row is labelled yet. Confirm or correct some rows, best of all random ones: then this "
    "panel can say how reliable the other labels are."
)
_CHANCE: Final = (
    "These rows came up by chance, so what they show holds for the other rows of this kind. It "
    "does not hold for texts of another kind, or for next year's."
)
_CHOSEN: Final = (
    "These rows did not come up by chance: whoever looks at doubtful rows first sees more mistakes "
    "than there are, and whoever corrects mistakes alone sees nothing else. Check some rows drawn "
    "by chance before you rely on this."
)


def evidence_panel(
    report: Report | None,
    threshold: Threshold | None,
    goal: Line,
    *,
    event: str,
    drawn: bool = False,
    labelled: int = 0,
    wrong: str = "",
    more: Node = None,
    id_: str = "evidence",
) -> Html:
    """The whole panel. Its form sends `event` with the fields that `read_goal` reads.

    `drawn`: the rows came up by chance, and only then does what they show hold for the others.
    `labelled` is how many rows a person has labelled, for as long as there is no report of them.
    `wrong` says what is wrong with the form, `more` stands under the verdict (a button, say).
    """
    waiting = f"The {labelled} labelled rows are being weighed." if labelled > 1 else _NO_ROWS
    return el(
        "section",
        el("h2", "How reliable are the labels?", id=f"{id_}-heading"),
        goal_form(goal, event=event, wrong=wrong, id_=id_),
        _found(report, threshold, goal, drawn) or notice(waiting),
        more,
        _pictures(report, threshold, goal, id_),
        class_="card evidence",
        id=id_,
        aria_labelledby=f"{id_}-heading",
    )


def _found(
    report: Report | None, threshold: Threshold | None, goal: Line, drawn: bool
) -> Html | None:
    if report is None or threshold is None or not report.n:
        return None
    title = (
        "Your labelled rows support this threshold"
        if threshold.promise
        else "Your labelled rows do not support this threshold"
    )
    if goal.kind == "own":
        title = "A fixed threshold: nothing is guaranteed"
    return notice(
        el("h3", title),
        el("p", threshold.words),
        el("p", _line(threshold.at)),
        el("p", _CHANCE if drawn else _CHOSEN, class_="small soft"),
        kind="promise" if threshold.promise else "",
    )


def _line(at: float) -> str:
    if at > 1.0:
        return "The threshold: every row needs review."
    if at <= 0.0:
        return "The threshold: no row needs review."
    return f"The threshold: a row below {percent(at)} needs review; from there on it needs none."


def _pictures(
    report: Report | None, threshold: Threshold | None, goal: Line, id_: str
) -> Html | None:
    if report is None or not report.n:
        return None
    if report.n < LEAST_ROWS:
        have = "one counts" if report.n == 1 else f"{report.n} count"
        few = f"There are pictures from {LEAST_ROWS} labelled rows on; {have} so far."
        return el("p", few, class_="small soft")
    bar = bar_of(goal.goal) if goal.goal is not None else None
    wanted = bar if bar is not None and 0.0 < bar < 1.0 else None
    return el(
        "div",
        coverage_chart(report, threshold, wanted, f"{id_}-coverage"),
        reliability_chart(report, f"{id_}-reliability"),
        confusion_table(report, f"{id_}-confusion"),
        class_="charts",
    )
