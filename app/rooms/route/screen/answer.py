"""Where a text goes, how sure that is and why, and what it leads to.

Pure: values in, `Html` out.
"""

from app.rooms.route.screen.words import (
    CHANGED_SINCE,
    LEADS_TO,
    NO_WRITER,
    NOTHING_SENT,
    bar_line,
    excerpt,
    preparing_line,
    settled_line,
    stage_line,
)
from app.rooms.route.state import Answer, Bar, Preparing, Verdict
from app.ui.markup import Html, Node, el
from app.ui.parts import bullet_list, button, button_row

DRAFT_ID = "route-draft"
HANDOFF_ID = "route-handoff"
_CHECKED = (
    "The check looks at length, names, numbers and the words that the policy forbids. It knows "
    "nothing of truth: an answer that passes can still be wrong."
)


def answer_view(
    answer: Answer,
    warning: str,
    *,
    stale: bool = False,
    preparing: Preparing | None = None,
    larger: Html | None = None,
) -> Html:
    """The whole answer. `warning` is the policy's own; it stands beside every answer. `stale`:
    the policy, or which model decides, is not any more what it was then. `larger` says why no
    larger model wrote."""
    verdict = answer.verdict
    return el(
        "section",
        el("blockquote", excerpt(answer.text), class_="routed-text small soft", dir="auto"),
        _heading(answer),
        stale_note("route-stale") if stale else None,
        _settled(verdict) if verdict else None,
        _bars(verdict.bars) if verdict and verdict.bars else None,
        _reason(verdict) if verdict and verdict.settled != "open" else None,
        _progress(answer, preparing) if answer.stage != "done" else None,
        _outcome(answer, verdict, larger) if verdict else None,
        el("p", "Stopped. What is done is kept.", class_="soft") if answer.stopped else None,
        _expected(answer) if verdict and answer.expected else None,
        el("p", warning, class_="small soft") if warning and verdict else None,
        class_="card routed-card stale" if stale else "card routed-card",
        id="route-answer",
        aria_labelledby="answer-heading",
        aria_busy="true" if answer.stage != "done" else None,
    )


def stale_note(id_: str) -> Html:
    """What marks a result that was made by something else than what is in hand now."""
    return el("p", el("strong", "Out of date. "), CHANGED_SINCE, class_="stale-note", id=id_)


def _heading(answer: Answer) -> Html:
    verdict = answer.verdict
    if verdict is None:
        words = "Not routed" if answer.stopped else "Reading the text\u2026"
        return el("h2", words, id="answer-heading", tabindex=-1)
    if verdict.settled == "open":
        return el("h2", "No rule decides it", id="answer-heading", tabindex=-1)
    return el(
        "header",
        el(
            "h2",
            el("span", "Route: ", class_="kicker"),
            el("bdi", verdict.route, class_="route-name"),
            id="answer-heading",
            tabindex=-1,
        ),
        el("p", verdict.description) if verdict.description else None,
        class_=f"route-head {verdict.action}",
    )


def _settled(verdict: Verdict) -> Html:
    if verdict.settled == "open":
        return el(
            "div",
            el(
                "p",
                "The rules were asked first, and none of them decides where this text goes. The "
                "rest of the policy needs the model, which has to be downloaded once. What you "
                "typed is kept, and is routed as soon as the model is there.",
            ),
            [el("p", note) for note in verdict.notes],
        )
    return el(
        "p",
        el("strong", LEADS_TO[verdict.action], class_=f"leads {verdict.action}"),
        el("span", f"{settled_line(verdict)}.", class_="settled"),
        class_="leads-line",
    )


def _bars(bars: tuple[Bar, ...]) -> Html:
    shown = [_bar(bar, second=number > 0) for number, bar in enumerate(bars)]
    return el("div", shown, class_="score-rows")


def _bar(bar: Bar, *, second: bool) -> Html:
    name = [el("span", "Runner-up: ", class_="soft") if second else None, el("bdi", bar.route)]
    return el(
        "div",
        el("p", el("strong", name), el("span", bar_line(bar), class_="soft"), class_="bar-line"),
        _score(bar, second=second),
        class_="score-row",
    )


def _score(bar: Bar, *, second: bool) -> Html:
    """The score as a bar, the threshold as a mark across it."""
    width = f"{100 * bar.score:.1f}"
    mark = None
    if bar.needs is not None:
        at = f"{100 * bar.needs:.1f}"
        mark = el("line", x1=at, x2=at, y1=0, y2=12, class_="score-mark")
    return el(
        "svg",
        el("rect", x=0, y=3, width=100, height=6, class_="score-ground"),
        el("rect", x=0, y=3, width=width, height=6, class_="score-fill"),
        mark,
        viewBox="0 0 100 12",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"{bar.route}: {bar_line(bar)}",
        class_="score second" if second else "score",
    )


def _reason(verdict: Verdict) -> Html:
    told: list[Node] = [el("p", verdict.reason)] if verdict.reason else []
    if verdict.why:
        told.append(el("p", verdict.why))
    if verdict.source:
        told.append(el("p", "Source: ", el("cite", verdict.source), class_="small soft"))
    if verdict.nearest:
        told.append(el("p", "Of the policy's examples, the text is most like:"))
        told.append(bullet_list([el("q", excerpt(it), dir="auto") for it in verdict.nearest]))
    return el(
        "div",
        el("h3", "Why"),
        told,
        [el("p", note, class_="small soft") for note in verdict.notes],
        class_="reason",
        id="route-reason",
    )


def preparing_view(preparing: Preparing | None) -> Html | None:
    """How far the model has read the policy, for whoever waits."""
    if preparing is None:
        return None
    return el(
        "div",
        el(
            "progress",
            max=preparing.of or None,
            value=preparing.done if preparing.of else None,
            aria_labelledby="route-preparing",
        ),
        el("p", preparing_line(preparing), class_="small soft", id="route-preparing"),
    )


def _progress(answer: Answer, preparing: Preparing | None) -> Html:
    return el(
        "div",
        el("p", stage_line(answer), class_="ready-line waiting", id="route-stage"),
        preparing_view(preparing),
        button_row(button("Stop", "route.stop", data_escape=True, id="route-stop")),
    )


def _outcome(answer: Answer, verdict: Verdict, larger: Html | None) -> Html | None:
    """What the route leads to."""
    if verdict.settled == "open":
        return None
    unwritten = verdict.action == "answer" and answer.handoff and answer.checked is None
    return el(
        "div",
        larger,
        el("p", NO_WRITER, id="route-unwritten") if unwritten else None,
        _written(answer) if answer.draft else None,
        _refusal(answer.refusal) if answer.refusal else None,
        _handoff(answer, verdict) if answer.handoff and answer.stage == "done" else None,
        class_="outcome",
        id="route-outcome",
    )


def _written(answer: Answer) -> Html:
    """An answer that may be shown: a model's after its check, or the policy's own words."""
    checked = el("p", el("strong", "Checked"), f" before it was shown. {_CHECKED}", class_="small")
    own = el("p", "In the policy\u2019s own words; no model wrote this.", class_="small soft")
    return el(
        "section",
        el("h3", "The answer", id="draft-heading"),
        el("div", answer.draft, class_="prose", id=DRAFT_ID, dir="auto"),
        checked if answer.checked else own,
        el("p", f"Written by {answer.drafted_by}.", class_="small soft")
        if answer.checked
        else None,
        button_row(button("Copy the answer", "route.draft.copy")),
        aria_labelledby="draft-heading",
    )


def _refusal(words: str) -> Html:
    return el("blockquote", words, class_="refusal", dir="auto", id="route-refusal")


def _handoff(answer: Answer, verdict: Verdict) -> Html:
    """The redacted summary, to edit, copy or save. The form lets the buttons carry its text."""
    failed = answer.checked is False
    by = f" by {answer.drafted_by}" if answer.drafted_by else ""
    why = f"An answer was written{by} and is not shown: the check found that {answer.check_reason}."
    return el(
        "form",
        el("h3", "For a person", id="handoff-heading"),
        el("p", verdict.words, class_="said") if verdict.words and not failed else None,
        el("p", why, " A person answers instead.", id="route-failed") if failed else None,
        el(
            "div",
            el("label", "A summary to pass on, with names and numbers taken out", for_=HANDOFF_ID),
            el(
                "textarea",
                answer.handoff,
                id=HANDOFF_ID,
                name="handoff",
                rows=10,
                dir="auto",
                autocomplete="off",
                aria_describedby="hint-handoff",
            ),
            el("p", NOTHING_SENT, class_="hint", id="hint-handoff"),
            class_="field all",
        ),
        button_row(
            button("Copy the summary", "route.handoff.copy", "first"),
            button("Save as a text file", "route.handoff.save"),
        ),
        id="handoff-form",
        data_typed="route.handoff.typed",
        aria_labelledby="handoff-heading",
    )


def _expected(answer: Answer) -> Html:
    verdict = answer.verdict
    same = verdict is not None and verdict.route == answer.expected
    told = "which is what happened" if same else "so this is a miss, of the kind small models make"
    if verdict is not None and verdict.settled == "open":
        told = "which no rule says by itself"
    return el(
        "p", "Whoever wrote this sample row put it under ", el("strong", answer.expected),
        f", {told}.", class_="small soft", id="route-expected",
    )  # fmt: skip
