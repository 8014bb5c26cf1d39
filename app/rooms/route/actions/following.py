"""One text through the chain, told step by step: route, draft, check, and where it ends.

Turns the library's events into the room's. A draft is shown only when it has passed its check.
Knows nothing of screens or of who waits.
"""

from contextlib import aclosing
from dataclasses import replace

from app.rooms.route.actions.preparing import prepare
from app.rooms.route.effects import RouteText
from app.rooms.route.events import AnswerMoved
from app.rooms.route.state import Answer, basis_of
from app.rooms.route.verdicts import has_words, verdict_of
from app.shell.actions.ports import Dispatch
from hearthside.generation.model import Model
from hearthside.route import chain
from hearthside.route.router import Router


async def follow(router: Router, work: RouteText, writer: Model | None, dispatch: Dispatch) -> None:
    """Route the text and follow where it leads; `writer` drafts. Raises what the engine raises.

    What no rule decides waits where there is no model: it is not handed on as if it had been read.
    """
    answer = Answer(work.text, expected=work.expected, basis=basis_of(work.policy, work.by))
    await prepare(router, work.text, work.request, dispatch)
    async with aclosing(chain.run(router, work.text, writer=writer)) as events:
        async for event in events:
            answer = _moved(answer, event, router)
            dispatch(AnswerMoved(work.request, answer))
            if answer.verdict is not None and answer.verdict.settled == "open":
                return


def _moved(answer: Answer, event: chain.RouteEvent, router: Router) -> Answer:
    match event:
        case chain.Routed(routing):
            unread = router.model is None and has_words(answer.text)
            verdict = verdict_of(routing, router.policy, unread=unread)
            writes = verdict.action in ("answer", "larger") and verdict.settled != "open"
            return replace(answer, verdict=verdict, stage="drafting" if writes else "done")
        case chain.Drafted():
            return replace(answer, stage="checking")
        case chain.Checked(ok, reason):
            stage = answer.stage if ok else "drafting"
            return replace(answer, stage=stage, checked=ok, check_reason=reason)
        case chain.Answered(text, by):
            return replace(answer, stage="done", draft=text, drafted_by=by)
        case chain.HandedOff(summary):
            return replace(answer, stage="done", handoff=summary.to_text())
        case chain.Refused(words):
            return replace(answer, stage="done", refusal=words)
