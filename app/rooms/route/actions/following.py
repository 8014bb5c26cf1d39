"""One text through the chain, told step by step: route, draft, check, and where it ends.

Turns the library's events into the room's. A draft is shown only when it has passed its check.
Knows nothing of screens or of who waits.
"""

from contextlib import aclosing
from dataclasses import dataclass, replace

from app.rooms.route.actions.preparing import prepare
from app.rooms.route.effects import RouteText
from app.rooms.route.events import AnswerMoved
from app.rooms.route.state import Answer, Stage, basis_of
from app.rooms.route.verdicts import has_words, verdict_of
from app.shell.actions.ports import Dispatch
from hearthside.generation.model import Model
from hearthside.route import chain
from hearthside.route.policy import Policy
from hearthside.route.router import Router


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits for the larger model, and how far it has come."""

    request: int
    policy: Policy
    answer: Answer
    deferred: chain.Deferred


async def follow(
    router: Router, work: RouteText, model: Model | None, dispatch: Dispatch
) -> Waiting | None:
    """Route the text and follow where it leads, with `model`, the loaded one; what comes back waits
    for a larger one. Raises what the engine raises.

    What no rule decides waits where there is no model: it is not handed on as if it had been read.
    """
    answer = Answer(work.text, expected=work.expected, basis=basis_of(work.policy, work.by))
    await prepare(router, work.text, work.request, dispatch)
    larger = model if model is not None and model.info.id == work.larger else None
    later = bool(work.larger) and larger is None
    events = chain.run(router, work.text, writer=model, larger=larger, later=later)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, chain.Routed):
                answer = _routed(answer, event, router)
            else:
                answer = _moved(answer, event)
            if isinstance(event, chain.Deferred):
                answer = replace(answer, larger=work.larger)
                dispatch(AnswerMoved(work.request, answer))
                return Waiting(work.request, router.policy, answer, event)
            dispatch(AnswerMoved(work.request, answer))
            if answer.waits:
                return None
    return None


async def follow_on(waiting: Waiting, model: Model, dispatch: Dispatch) -> None:
    """The larger model has come: it writes. Raises what the engine raises."""
    answer, deferred = replace(waiting.answer, stage="writing"), waiting.deferred
    written = chain.written(waiting.policy, answer.text, deferred.routing, model, deferred.draft)
    async with aclosing(written) as events:
        async for event in events:
            answer = _moved(answer, event)
            dispatch(AnswerMoved(waiting.request, answer))


def _routed(answer: Answer, event: chain.Routed, router: Router) -> Answer:
    unread = router.model is None and has_words(answer.text)
    verdict = verdict_of(event.routing, router.policy, unread=unread)
    writes = verdict.action in ("answer", "larger") and verdict.settled != "open"
    return replace(answer, verdict=verdict, stage="drafting" if writes else "done")


def _moved(answer: Answer, event: chain.RouteEvent) -> Answer:
    match event:
        case chain.Drafted(_, by):
            return replace(answer, stage="checking", drafted_by=by)
        case chain.Checked(ok, reason):
            again: Stage = "writing" if answer.larger else "drafting"
            stage = answer.stage if ok else again
            return replace(answer, stage=stage, checked=ok, check_reason=reason)
        case chain.Answered(text, by):
            return replace(answer, stage="done", draft=text, drafted_by=by, handoff="")
        case chain.Deferred(summary=summary):
            return replace(answer, stage="loading", handoff=summary.to_text())
        case chain.HandedOff(summary):
            return replace(answer, stage="done", handoff=summary.to_text())
        case chain.Refused(words):
            return replace(answer, stage="done", refusal=words)
    return answer
