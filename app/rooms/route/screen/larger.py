"""Why no larger model wrote where the policy asks for one, and how to have one. Pure."""

from typing import Final

from app.rooms.route.state import Answer
from app.shell.tiers import larger_of
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import link
from hearthside.tiers import Ask, tokens_of

_ASKED: Final = "This policy asks for a larger model here. "


def larger_line(state: State, answer: Answer) -> Html | None:
    """None where none was asked for, or where it wrote."""
    verdict = answer.verdict
    if verdict is None or verdict.action != "larger" or verdict.settled == "open":
        return None
    if answer.stage != "done" or answer.draft or answer.checked is not None:
        return None
    told: list[Node] = [_ASKED, answer.missed] if answer.missed else _how(state, answer)
    return el("p", told, id="route-larger")


def _how(state: State, answer: Answer) -> list[Node]:
    there = link("Look & listen", "#look")
    if not state.seers:
        none = "This copy of Hearthside offers none; how one is added stands in "
        return [_ASKED, none, there, ". Until then a person answers."]
    choice = larger_of(state, Ask("ask", tokens_of(answer.text)))
    if choice.model:
        again = " is on this device: route the text again, and it writes the answer."
        return [_ASKED, choice.title, again]
    if not choice.offered:
        return [_ASKED, choice.words, " So a person answers."]
    fetched = "None is on this device yet. "
    return [
        *(_ASKED, fetched, choice.offered, " can be fetched in ", there),
        ". Until then a person answers.",
    ]
