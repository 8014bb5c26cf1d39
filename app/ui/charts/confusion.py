"""What is taken for what: a table of true against decided labels, or a list when there are many.

Pure: a report in, `Html` out. A person's labels are shown as they typed them.
"""

from collections.abc import Sequence
from typing import Final

from app.ui.charts.axes import LEAST_ROWS, no_picture
from app.ui.markup import Html, el
from hearthside.classify.report import Report

TITLE: Final = "Which labels are mixed up"
_MOST_LABELS: Final = 10
_MOST_PAIRS: Final = 10
_SHADES: Final = 5
_NONE: Final = "(none)"  # in the form "many" a row may have no label


def confusion_table(report: Report, id_: str = "confusion-table") -> Html:
    """Rows by their true label across, what was decided down; darker where more of them are."""
    if report.n < LEAST_ROWS:
        return no_picture(id_, TITLE, report.n)
    many = len(report.labels) > _MOST_LABELS
    return el(
        "figure",
        el(
            "figcaption",
            el("h3", TITLE, id=f"{id_}-title"),
            el("p", _reading(report), id=f"{id_}-words"),
        ),
        el(
            "div",
            _list(report, id_) if many else _table(report, id_),
            class_="sideways",
            role="region",
            tabindex=0,
            aria_labelledby=f"{id_}-title",
        ),
        class_="chart",
        id=id_,
    )


def _table(report: Report, id_: str) -> Html:
    heads = [_head(label, "col") for label in report.labels]
    return el(
        "table",
        el(
            "thead",
            el("tr", el("td"), el("th", "decided", colspan=len(heads), scope="colgroup")),
            el("tr", el("th", "true", scope="col"), heads),
        ),
        el(
            "tbody",
            [
                el("tr", _head(label, "row"), _cells(counts, place))
                for place, (label, counts) in enumerate(
                    zip(report.labels, report.confusion, strict=True)
                )
            ],
        ),
        class_="confusion",
        aria_labelledby=f"{id_}-title",
        aria_describedby=f"{id_}-words",
    )


def _head(label: str, scope: str) -> Html:
    return el("th", label or _NONE, scope=scope, dir="auto")


def _cells(counts: Sequence[int], place: int) -> list[Html]:
    whole = sum(counts)
    return [
        el("td", count, class_=f"{'right' if at == place else 'wrong'} {_shade(count, whole)}")
        for at, count in enumerate(counts)
    ]


def _shade(count: int, whole: int) -> str:
    """A step from 0 to 5 by the share of the row; anything at all is seen."""
    return f"shade-{max(1, round(_SHADES * count / whole)) if count else 0}"


def _mixed_up(report: Report) -> list[tuple[int, str, str]]:
    """(how often, true, decided) of all that went wrong, the most frequent first."""
    found = [
        (count, report.labels[truth], report.labels[decided])
        for truth, counts in enumerate(report.confusion)
        for decided, count in enumerate(counts)
        if count and truth != decided
    ]
    return sorted(found, key=lambda one: -one[0])


def _list(report: Report, id_: str) -> Html:
    heads = [el("th", name, scope="col") for name in ("rows", "true", "decided")]
    return el(
        "table",
        el("thead", el("tr", heads)),
        el(
            "tbody",
            [
                el(
                    "tr",
                    el("td", count),
                    el("td", truth or _NONE, dir="auto"),
                    el("td", decided or _NONE, dir="auto"),
                )
                for count, truth, decided in _mixed_up(report)[:_MOST_PAIRS]
            ],
        ),
        class_="confusion list",
        aria_labelledby=f"{id_}-title",
        aria_describedby=f"{id_}-words",
    )


def _reading(report: Report) -> str:
    mixed = _mixed_up(report)
    whole = f"Of {report.n} labelled rows {report.correct} are right without their own answer"
    if not mixed:
        return f"{whole}, so nothing is mixed up."
    count, truth, decided = mixed[0]
    times = "once" if count == 1 else f"{count} times"
    return (
        f"{whole}; most often \u201c{truth or _NONE}\u201d was taken for "
        f"\u201c{decided or _NONE}\u201d, {times}."
    )
