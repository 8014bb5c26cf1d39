"""How the Route room says things: actions, what settled a route, and shares of a hundred.

The one place where its values become words. Knows nothing of how they are shown.
"""

from typing import Final

from app.rooms.route.state import Action, Answer, Bar, Preparing, Settled, Verdict
from hearthside.text.escape import one_line

# What a route leads to, as a person would say it.
LEADS_TO: Final[dict[Action, str]] = {
    "answer": "Answered here",
    "larger": "For the larger model",
    "person": "For a person",
    "refuse": "Refused",
}
_SETTLED: Final[dict[Settled, str]] = {
    "rule": "By rule, no model needed",
    "floor": "By rule; the model found nothing more careful",
    "raised": "By a rule, and raised by the model",
    "model": "By the model",
    "doubt": "Not clear to the rules and the model, so it goes where doubt goes",
    "open": "No rule decides it",
}
_STAGES: Final = {
    "reading": "Reading the text",
    "drafting": "Drafting an answer",
    "loading": "Loading the larger model that the policy asks for here",
    "writing": "The larger model is writing the answer",
    "checking": "Checking the answer before it is shown",
    "done": "",
}
CHANGED_SINCE: Final = (
    "The policy was changed since, or which model decides. Route it again to see what that does."
)
NO_WRITER: Final = (
    "This policy has a model write the answer here. That takes the language model, and it is not "
    "loaded, so the text goes to a person instead."
)
NOTHING_SENT: Final = (
    "Nothing is sent. Read it through before you pass it on: names and numbers were taken out by "
    "patterns, and patterns miss things."
)


def percent(share: float) -> str:
    """`62 %`; never 100 % or 0 % unless it is just that."""
    rounded = round(share * 100)
    if rounded >= 100 and share < 1:
        rounded = 99
    if rounded <= 0 and share > 0:
        rounded = 1
    return f"{rounded}\u00a0%"


def settled_line(verdict: Verdict) -> str:
    return _SETTLED[verdict.settled]


def bar_line(bar: Bar) -> str:
    """A route's score against its threshold, in words."""
    if bar.needs is None:
        return f"{percent(bar.score)}; this route asks for no threshold"
    reached = "reached" if bar.score >= bar.needs else "not reached"
    return f"{percent(bar.score)}; needs {percent(bar.needs)}: {reached}"


def stage_line(answer: Answer) -> str:
    """What is being done with the text just now; empty when nothing is."""
    return _STAGES[answer.stage]


def preparing_line(preparing: Preparing) -> str:
    far = f": {preparing.done} of {preparing.of}" if preparing.of else ""
    return (
        f"The model reads the policy\u2019s examples{far}. "
        "Once for this policy; the next texts are quick."
    )


def where_to(verdict: Verdict) -> str:
    """The verdict in one line, for those who listen to the page."""
    if verdict.settled == "open":
        return "No rule decides it. The rest needs the model."
    return f"Route: {verdict.route}. {LEADS_TO[verdict.action]}. {settled_line(verdict)}."


def excerpt(text: str, letters: int = 160) -> str:
    """The beginning of a text on one line."""
    line = one_line(text)
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}\u2026"
